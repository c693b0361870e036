package dev.trenza.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.examples.samples.SampleDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostileDocumentTest {

    private static final String SECRET = "this-must-not-leak";

    @TempDir
    private Path folder;

    @AfterEach
    void calm() {
        Thread.interrupted();
    }

    @Test
    void anEntityBombIsStoppedAtTheExpansionLimit() {
        StringBuilder bomb = new StringBuilder("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e0 'ha'>");
        for (int i = 1; i < 10; i++) {
            bomb.append(
                    "<!ENTITY e%d '%s'>".formatted(i, "&e%d;".formatted(i - 1).repeat(10)));
        }
        String xml = bomb.append("]><a>&e9;</a>").toString();

        assertThatThrownBy(() -> Extraction.of(xml))
                .isInstanceOf(DocumentLimitException.class)
                .hasMessage("xml: exceeds the entity expansion limit of 2,500");
    }

    @Test
    void aQuadraticBombIsStoppedAtTheSizeOfAllEntities() {
        String xml = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e '%s'>]><a>%s</a>"
                .formatted("x".repeat(50_000), "&e;".repeat(2_000));

        assertThatThrownBy(() -> Extraction.of(xml))
                .isInstanceOf(DocumentLimitException.class)
                .hasMessageContaining("exceeds the limit of 1,000,000 characters of all entities");
    }

    @Test
    void entitiesThatReferToEachOtherAreRefused() {
        String xml = "<!DOCTYPE a [<!ENTITY e '&f;'><!ENTITY f '&e;'>]><a>&e;</a>";

        assertThatThrownBy(() -> Extraction.of(xml)).isInstanceOf(UnreadableDocumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY e SYSTEM '%s'>]><a>before &e; after</a>",
                "<!DOCTYPE a [<!ENTITY %% p SYSTEM '%s'> %%p;]><a>before after</a>",
                "<!DOCTYPE a SYSTEM '%s'><a>before after</a>",
                "<!DOCTYPE a PUBLIC '-//A//B' '%s'><a>before after</a>",
                "<a xmlns:x='http://www.w3.org/2001/XInclude'>before <x:include href='%s' parse='text'/> after</a>",
                "<?xml-stylesheet href='%1$s'?><a xmlns:s='http://www.w3.org/2001/XMLSchema-instance'"
                        + " s:noNamespaceSchemaLocation='%1$s'>before after</a>",
            })
    void nothingButTheDocumentIsOpened(String xml) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), SECRET);

        Extraction extraction = Extraction.of(xml.formatted(secret.toUri()));

        assertThat(extraction.text().split("\\s+")).containsExactly("before", "after");
    }

    @Test
    void anExternalEntityInAnAttributeIsRefused() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), SECRET);
        String xml = "<!DOCTYPE a [<!ENTITY e SYSTEM '%s'>]><a b='&e;'/>".formatted(secret.toUri());

        assertThatThrownBy(() -> Extraction.of(xml))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void deepXmlIsStopped() {
        String xml = "<deep>".repeat(100_000);

        assertThatThrownBy(() -> Extraction.of(xml)).hasMessageContaining("limit of 1,000 elements in one another");
    }

    @Test
    void deepHtmlIsRead() throws Exception {
        String html = "<!DOCTYPE html>" + "<div>".repeat(50_000) + "deep";

        assertThat(Extraction.of(html).text()).isEqualTo("deep\n");
    }

    @Test
    void brokenXmlIsToldWithItsPlace() {
        assertThatThrownBy(() -> Extraction.of("<?xml version='1.0'?>\n<a>\n<b></a>"))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageStartingWith("xml: line 3, column ")
                .hasMessageContaining("</b>");
    }

    @Test
    void aZipBombIsStoppedByItsRatio() throws Exception {
        byte[] bomb = Zip.docx()
                .with("word/document.xml", "<d>" + "<p/>".repeat(5_000_000) + "</d>")
                .bytes();

        assertThat(bomb.length).isLessThan(50_000);
        assertThatThrownBy(() -> Extraction.of(bomb))
                .isInstanceOf(DocumentLimitException.class)
                .hasMessageStartingWith("docx: entry word/document.xml expands to more than 100 times its ")
                .hasMessageEndingWith(" compressed bytes, like a zip bomb");
    }

    @Test
    void theEntriesOfAnArchiveShareOneLimit() throws Exception {
        byte[] odt = Zip.odt()
                .with("content.xml", "<d><p>" + noise(30_000) + "</p></d>")
                .with("meta.xml", "<d>" + noise(30_000) + "</d>")
                .bytes();

        assertThat(Extraction.of(odt).type()).isEqualTo("odt");
        assertThatThrownBy(() -> Extraction.of(odt, Map.of("max-expansion", "48k")))
                .isInstanceOf(DocumentLimitException.class)
                .hasMessageMatching("odt: entry meta.xml expands to more than 19,\\d{3} bytes; raise 'max-expansion' to"
                        + " read on");
    }

    @Test
    void entriesThatAreNotNeededAreNotExpanded() throws Exception {
        byte[] docx = Zip.docx()
                .with("word/media/bomb.bin", new byte[100_000_000])
                .with("word/document.xml", "<d><p><t>fine</t></p></d>")
                .bytes();

        Extraction extraction = Extraction.of(docx, Map.of("max-expansion", "4k"));

        assertThat(extraction.text()).isEqualTo("fine\n");
    }

    @Test
    void anArchiveInAnArchiveIsRefused() throws Exception {
        byte[] inner = Zip.docx().with("word/document.xml", "<d/>").bytes();

        assertThatThrownBy(
                        () -> Extraction.of(new Zip().with("inner.docx", inner).bytes()))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageStartingWith("a zip archive, but neither docx nor odt");
    }

    @Test
    void aDocxWithoutABodyIsRefused() throws Exception {
        byte[] docx = Zip.docx().with("docProps/core.xml", "<p/>").bytes();

        assertThatThrownBy(() -> Extraction.of(docx))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessage("docx: has no entry word/document.xml");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws Exception {
        byte[] docx = Zip.docx().with("word/document.xml", noise(10_000)).bytes();
        byte[] half = Arrays.copyOf(docx, docx.length / 2);

        assertThatThrownBy(() -> Extraction.of(half))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageStartingWith("zip: no zip archive, or a damaged one: ");
    }

    @Test
    void aDamagedEntryIsToldByItsName() throws Exception {
        byte[] docx = Zip.docx()
                .with("word/document.xml", "<d><p><t>" + noise(10_000) + "</t></p></d>")
                .bytes();
        Arrays.fill(docx, docx.length / 2, docx.length / 2 + 64, (byte) 0xff);

        assertThatThrownBy(() -> Extraction.of(docx))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageStartingWith("docx: ")
                .hasMessageContaining("word/document.xml");
    }

    @Test
    void aBombInsideADocxIsStoppedLikeAnyXml() throws Exception {
        byte[] docx = Zip.docx()
                .with("word/document.xml", "<!DOCTYPE a [<!ENTITY e 'ha'>]><a><t>" + "&e;".repeat(3_000) + "</t></a>")
                .bytes();

        assertThatThrownBy(() -> Extraction.of(docx))
                .isInstanceOf(DocumentLimitException.class)
                .hasMessage("docx: word/document.xml: exceeds the entity expansion limit of 2,500");
    }

    @Test
    void somethingElseIsNoDocx() {
        byte[] text = "plain".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Extraction.of(text, Map.of("type", "docx")))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageStartingWith("docx: no zip archive, or a damaged one: ");
    }

    @Test
    void binaryGarbageIsNoText() throws Exception {
        byte[] garbage = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 61};

        assertThatThrownBy(() -> Extraction.of(garbage))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessage(
                        "no text: byte 4 is zero, and it is none of the known document types; 'type: plain' reads it"
                                + " all the same");
        assertThat(Extraction.of(garbage, Map.of("type", "plain")).characters()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "html", "xml"})
    void aTextThatIsTooLongIsStopped(String type) {
        String words = "word ".repeat(300);
        byte[] document = ("<p>" + words + "</p>").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Extraction.of(document, Map.of("type", type, "max-characters", 1_000)))
                .isInstanceOf(DocumentLimitException.class)
                .hasMessage("the text is longer than 1,000 characters; raise 'max-characters' to read on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docx", "odt", "html", "xml"})
    void whateverIsDamagedIsReadOrRefusedWithAReason(String type) throws Exception {
        SampleDocuments.write(folder);
        byte[] sample = Files.readAllBytes(folder.resolve("braid." + type));
        Random random = new Random(42);

        for (int round = 0; round < 300; round++) {
            byte[] damaged = damage(sample, random);
            try {
                Extraction.of(damaged);
            } catch (UnreadableDocumentException | DocumentLimitException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void noCopyOfAnArchiveStaysBehind() throws Exception {
        Set<String> before = copies();

        Extraction.of(Zip.docx().with("word/document.xml", "<d/>").bytes());

        assertThat(before).containsAll(copies());
    }

    @Test
    void aCancelledCallEnds() {
        byte[] document = "word ".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Extraction.of(document)).isInstanceOf(CancellationException.class);
    }

    private static Set<String> copies() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("trenza-document-"))
                    .collect(Collectors.toSet());
        }
    }

    /** Some bytes changed, and in every other case the end cut off. */
    private static byte[] damage(byte[] document, Random random) {
        int length = random.nextBoolean() ? document.length : random.nextInt(1, document.length);
        byte[] damaged = Arrays.copyOf(document, length);
        for (int i = random.nextInt(8); i > 0; i--) {
            damaged[random.nextInt(length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    /** Letters that hardly compress. */
    private static String noise(int length) {
        return new Random(7)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
