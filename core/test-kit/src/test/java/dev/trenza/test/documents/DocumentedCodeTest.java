package dev.trenza.test.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All Java in the README and in the documents compiles: statements in the body of a method, or whole types. */
class DocumentedCodeTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    /** A block of a document, told by its line. */
    record Block(Path document, int line, String code) {
        @Override
        public String toString() {
            return document.getFileName() + " line " + line;
        }
    }

    static Stream<Block> blocks() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("README.es.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents.stream().flatMap(DocumentedCodeTest::blocksOf);
    }

    private static Stream<Block> blocksOf(Path document) {
        String text;
        try {
            text = Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return JAVA.matcher(text).results().map(found -> {
            int line = 1 + (int) text.substring(0, found.start()).lines().count();
            return new Block(document, line, found.group(1));
        });
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatADocumentShowsCompiles(Block block, @TempDir Path classes) throws IOException {
        assertThat(ShownCode.problems(block.code(), classes)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatDoesNotCompileIsFound(String code, @TempDir Path classes) throws IOException {
        assertThat(ShownCode.problems(code, classes)).isNotEmpty();
    }

    static Stream<String> wrong() {
        return Stream.of("pool.mapp(x -> x);", "record Point(int x) { int y() { return z; } }", "int x = \"\";");
    }
}
