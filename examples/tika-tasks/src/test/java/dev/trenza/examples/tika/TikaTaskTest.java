package dev.trenza.examples.tika;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.TaskPool;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameters;
import dev.trenza.task.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class TikaTaskTest {

    static final Path SAMPLES = Path.of("src/samples");

    /** What was written into a document, by whoever made it; words, because lines break where a page is full. */
    record Expected(
            String file,
            String type,
            @Nullable String title,
            @Nullable String author,
            @Nullable Integer pages,
            String text) {

        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Expected> oracle() {
        return Stream.of(
                new Expected("ropes.pdf", "application/pdf", "How ropes are made", null, 2, """
                        How ropes are made
                        Fibres are combed until they lie side by side, then spun into yarn. Yarn holds because its
                        fibres rub against each other; pull harder, and they grip harder.
                        Many yarns twisted the other way become a strand, and three strands twisted the first way again
                        become a rope. Each twist wants to open, and closes the next.
                        What a rope can carry
                        Hemp, 12 mm 1,050 kg
                        Manila, 12 mm 1,060 kg
                        Polyester, 12 mm 2,700 kg
                        A knot takes half of it away. Señales, Größe, naïve: a rope walk had words from every harbour.
                        """),
                new Expected("parcel.pdf", "application/pdf", "Parcel list", "Otto Kurier", 1, """
                        Parcel list
                        Three parcels left Cadiz on Monday, and two arrived.
                        The third one was found in Lisbon, wet but whole.
                        """),
                // Encrypted, but for everybody to read.
                new Expected("protected.pdf", "application/pdf", "Parcel list", "Otto Kurier", 1, """
                        Parcel list
                        Three parcels left Cadiz on Monday, and two arrived.
                        The third one was found in Lisbon, wet but whole.
                        """),
                // What a file is does not depend on its name.
                new Expected("report.txt", "application/pdf", "Parcel note", "Otto Kurier", 1, """
                        Parcel note
                        Three parcels left Cadiz on Monday, and two arrived.
                        The third one was found in Lisbon, wet but whole.
                        """),
                new Expected(
                        "bread.odt",
                        "application/vnd.oasis.opendocument.text",
                        "La trenza de pan",
                        "Marta Horno",
                        null,
                        """
                        La trenza de pan
                        Amasa 500 g de harina con leche tibia, mantequilla y una pizca de azúcar.
                        Deja reposar la masa una hora, divídela en tres y trénzala sin apretar.
                        Hornea treinta minutos. ¿Está dorada? ¡Lista!
                        """),
                new Expected("voyage.epub", "application/epub+zip", "A Voyage in Two Chapters", "Ines Vela", null, """
                        Out We left with the tide, and nobody asked where to.
                        Home The harbour was smaller than before, as harbours are.
                        """),
                new Expected("letter.html", "text/html; charset=windows-1252", "Ein Brief", "Käthe Sommer", null, """
                        Liebe Grüße aus Köln – es kostet nur 5 €. Bis bald!
                        """),
                new Expected("diary.txt", "text/plain; charset=UTF-16LE", null, null, null, """
                        Monday: rain. Tuesday: “more rain”, said the captain – 12 °C.
                        """));
    }

    @ParameterizedTest
    @MethodSource("oracle")
    void aDocumentIsReadAsItWasWritten(Expected expected) throws Exception {
        Path file = SAMPLES.resolve("documents").resolve(expected.file());

        Map<?, ?> result = read(file.toString());

        assertThat(words(result.get("text"))).isEqualTo(words(expected.text()));
        assertThat(result.get("type")).isEqualTo(expected.type());
        assertThat(result.get("title")).isEqualTo(expected.title());
        assertThat(result.get("author")).isEqualTo(expected.author());
        assertThat(result.get("pages")).isEqualTo(expected.pages());
        assertThat(result.get("characters")).isEqualTo(((String) result.get("text")).length());
        assertThat(read(Files.readAllBytes(file))).as("of its bytes").isEqualTo(result);
    }

    @Test
    void everySampleHasItsOracle() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES.resolve("documents"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            oracle().map(Expected::file).toList());
        }
    }

    @Test
    void aStreamOfDocumentsKeepsItsOrder() {
        TaskPool pool = InlineTaskPool.builder().roundTrip(true).build();

        Flux<Object> titles = Flux.just("ropes.pdf", "bread.odt", "letter.html")
                .map(name -> SAMPLES.resolve("documents").resolve(name).toString())
                .transform(pool.map(NamedTask.reference("tika")))
                .map(result -> ((Map<?, ?>) result).get("title"));

        StepVerifier.create(titles)
                .expectNext("How ropes are made", "La trenza de pan", "Ein Brief")
                .verifyComplete();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cut-off.pdf   | has lost its fonts: of 62 % of its characters nobody knows which they are
            encrypted.pdf | is encrypted; give its password as 'password'
            bomb.odt      | has more than 1000000 characters; raise 'max-characters' to read it
            picture.doc   | is image/png, which is none of PDF, odt, EPUB, HTML and plain text
            """)
    void whatIsHostileIsRefusedWithItsReason(String name, String message) {
        Path file = SAMPLES.resolve("hostile").resolve(name);

        assertThatThrownBy(() -> read(file.toString()))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessage("'" + file + "' " + message);
    }

    @Test
    void aPasswordOpensWhatIsEncrypted() throws Exception {
        String file = SAMPLES.resolve("hostile/encrypted.pdf").toString();

        assertThat(read(file, Map.of("password", "rope")).get("title")).isEqualTo("Parcel list");
        assertThatThrownBy(() -> read(file, Map.of("password", "string")))
                .hasMessageEndingWith("is encrypted; 'password' does not open it");
    }

    /** Wherever a file ends, it ends in a result or in this exception. */
    @ParameterizedTest
    @CsvSource({"parcel.pdf", "bread.odt", "voyage.epub"})
    void aDocumentCutAnywhereIsReadOrRefused(String name) throws Exception {
        byte[] document = Files.readAllBytes(SAMPLES.resolve("documents").resolve(name));

        for (int i = 0; i < 10; i++) {
            byte[] cut = Arrays.copyOf(document, document.length * i / 10);
            try {
                assertThat(read(cut).get("text")).isNotNull();
            } catch (UnreadableDocumentException e) {
                assertThat(e).hasMessageStartingWith("the document given ");
            }
        }
    }

    @Test
    void whatIsNoInputOrNoParameterIsTold() {
        assertThatThrownBy(() -> read(7L)).hasMessage("'tika' takes a path (a string) or bytes, was the number 7");
        assertThatThrownBy(() -> read("no/such.pdf"))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith("'no/such.pdf' cannot be read: there is no such file");
        assertThatThrownBy(() -> read("x.pdf", Map.of("max-characters", 0)))
                .hasMessage("'max-characters' must be >= 1, was 0");
        assertThatThrownBy(() -> read(new byte[0])).hasMessage("the document given is empty");
    }

    private static List<String> words(Object text) {
        return List.of(text.toString().strip().split("\\s+"));
    }

    private static Map<?, ?> read(Object input) throws Exception {
        return read(input, Map.of());
    }

    private static Map<?, ?> read(Object input, Map<String, Object> parameters) throws Exception {
        NamedTask task = new TikaTask();
        return (Map<?, ?>) task.create(Parameters.of(task.name(), task.parameters(), parameters))
                .run(input);
    }
}
