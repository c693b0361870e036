package dev.trenza.test.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All Java in the README and in the documents compiles: statements in the body of a method, or whole types. */
class DocumentedCodeTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;$");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:@|public |final |sealed )*(?:class|record|interface) ");

    private static final String IMPORTS = """
            package dev.trenza.test.documents;
            import dev.trenza.core.*;
            import dev.trenza.core.inline.*;
            import dev.trenza.core.pipeline.*;
            import dev.trenza.core.process.*;
            import dev.trenza.core.thread.*;
            import dev.trenza.task.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.CompletableFuture;
            import reactor.core.publisher.*;
            import dev.trenza.test.*;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.*;
            import org.slf4j.*;
            import reactor.test.StepVerifier;
            """;

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
        assertThat(problems(block.code(), classes)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatDoesNotCompileIsFound(String code, @TempDir Path classes) throws IOException {
        assertThat(problems(code, classes)).isNotEmpty();
    }

    static Stream<String> wrong() {
        return Stream.of("pool.mapp(x -> x);", "record Point(int x) { int y() { return z; } }", "int x = \"\";");
    }

    private static String problems(String code, Path classes) throws IOException {
        Matcher imports = IMPORT.matcher(code);
        String own = imports.results().map(found -> found.group()).reduce("", (all, one) -> all + one + "\n");
        String rest = imports.replaceAll("");
        String body = TYPE.matcher(rest).find() ? rest : "void run() throws Exception {\n" + rest + "\n}";
        String source = IMPORTS + own + "@SuppressWarnings({\"unused\", \"NullAway\"}) class Shown extends Given {\n"
                + body + "\n}\n";
        StringWriter problems = new StringWriter();
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        boolean isCompiled = javac.getTask(problems, null, null, options, null, List.of(new Source(source)))
                .call();
        return isCompiled ? "" : problems + source;
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String code;

        Source(String code) {
            super(URI.create("string:///dev/trenza/test/documents/Shown.java"), JavaFileObject.Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoresErrors) {
            return code;
        }
    }
}
