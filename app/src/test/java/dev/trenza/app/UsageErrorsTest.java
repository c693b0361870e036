package dev.trenza.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in this JVM: what is refused before anything starts. */
class UsageErrorsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whatMayHaveBeenMeantIsSaid() {
        assertThat(run("lnit", "x")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("trenza: unmatched arguments from index 0: 'lnit', 'x'; did you mean 'lint'?"
                        + " (see trenza --help)\n");
    }

    @Test
    void aBrokenTaskPathIsTheUsersAffair(@TempDir Path folder) throws Exception {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve("dev.trenza.task.NamedTask"), "acme.Gone\n");

        assertThat(run("tasks", "--task-path", folder.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("trenza: the task path is broken: ")
                .contains("acme.Gone")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void lintPraisesAndBlames(@TempDir Path folder) throws Exception {
        Path good = folder.resolve("good.yaml");
        Files.writeString(good, "streams: { s: { source: { range: 3 }, stages: [ { cpu: square } ] } }");
        Path bad = folder.resolve("bad.yaml");
        Files.writeString(
                bad, "streams: { s: { source: { range: 3 }, stages: [ { io: write, with: { to: \"{stme}\" } } ] } }");

        assertThat(run("lint", good.toString(), bad.toString())).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(good + ": all right");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(bad + ":1:")
                .contains("stem")
                .hasLineCount(1);
    }

    private int run(String... arguments) {
        return Trenza.execute(new PrintStream(out, false, StandardCharsets.UTF_8), new Screen(err, false), arguments);
    }
}
