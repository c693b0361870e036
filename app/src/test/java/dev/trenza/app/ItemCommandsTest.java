package dev.trenza.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code map} and {@code exec} in this JVM, as far as they start nothing. */
class ItemCommandsTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aDryRunOfMapIsCommandsForAShell() {
        int status = run("map", "digest", "--with", "algorithm=md5", "--dry-run", ":::", "a b", "it's", "-x");

        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "trenza map digest --with algorithm=md5 ::: 'a b'",
                        "trenza map digest --with algorithm=md5 ::: 'it'\\''s'",
                        "trenza map digest --with algorithm=md5 ::: -x");
    }

    @Test
    void aDryRunOfExecSaysWhereAndWithWhatAProgramWouldRun() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("c"));
        Files.createFile(classes.resolve("Main.class"));

        int status = run(
                "exec",
                "--dry-run",
                "--workdir",
                "/w/{//}",
                "--stdin",
                "/in/{/}",
                "--jvm=-Xss4m",
                "-cp",
                classes.toString(),
                "Main",
                "-n",
                "{#}",
                ":::",
                "a/$1");

        assertThat(status).isZero();
        assertThat(out).hasToString("cd /w/a && java -Xss4m -cp " + classes + " Main -n 1 <'/in/$1'\n");
    }

    @Test
    void whatIsNoItemIsToldByADryRunAndKeepsItsNumber() throws IOException {
        Path items = Files.write(folder.resolve("items"), new byte[] {'a', '\n', (byte) 0xFF, '\n', 'c', '\n'});
        Path classes = Files.createDirectories(folder.resolve("c"));
        Files.createFile(classes.resolve("Main.class"));

        int status = run("exec", "-a", items.toString(), "--dry-run", "-cp", classes.toString(), "Main", "{#}{}");

        assertThat(status).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("Main 1a\njava -cp " + classes + " Main 3c\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("is no item: line 2 of", "is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"+2, 2", "+0, 0", "-0, 0"})
    void workersMayBeCountedFromTheProcessors(String text, int more) {
        int processors = Runtime.getRuntime().availableProcessors();

        assertThat(new RunOptions.ToWorkers().convert(text)).isEqualTo(processors + more);
        assertThat(new RunOptions.ToWorkers().convert("-9999")).isEqualTo(1);
    }

    private int run(String... arguments) {
        try (PrintStream stdout = new PrintStream(out, false, StandardCharsets.UTF_8)) {
            return Trenza.execute(stdout, new Screen(err, false), arguments);
        }
    }
}
