package dev.trenza.test.documents;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Java that a document shows, compiled with what its reader has. */
final class ShownCode {

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
            import java.util.concurrent.ConcurrentLinkedQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import reactor.core.publisher.*;
            import dev.trenza.test.*;
            import dev.trenza.test.NoLeftovers;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.*;
            import org.slf4j.*;
            import reactor.test.StepVerifier;
            """;

    private ShownCode() {}

    /** What javac says of statements, or of whole types, and the source that it read; empty if nothing. */
    static String problems(String code, Path classes) throws IOException {
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
