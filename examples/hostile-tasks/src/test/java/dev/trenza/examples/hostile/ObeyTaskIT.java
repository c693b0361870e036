package dev.trenza.examples.hostile;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each command in a JVM of its own, which it may ruin. */
@Tag("process")
@Timeout(60)
class ObeyTaskIT {

    private Process process;

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();
    }

    @Test
    void exitEndsTheJvm() throws Exception {
        start("exit 7");

        assertThat(process.waitFor()).isEqualTo(7);
    }

    @Test
    void haltEndsTheJvm() throws Exception {
        start("halt 8");

        assertThat(process.waitFor()).isEqualTo(8);
    }

    @Test
    void allocateExhaustsTheHeap() throws Exception {
        start("allocate");

        assertThat(process.waitFor()).isEqualTo(3);
    }

    @Test
    void printReachesStandardOutputTwice() throws Exception {
        start("print hello");

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("hello\nhello\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void spinGoesOnThoughItIsInterrupted() throws Exception {
        start("spin");

        assertThat(process.getInputStream().read()).isEqualTo('!');
        assertThat(process.waitFor(500, MILLISECONDS)).isFalse();
    }

    private void start(String command) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Obey.class.getName(),
                        command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Obeys its argument. */
    static final class Obey {

        private Obey() {}

        public static void main(String[] arguments) throws Exception {
            if (arguments[0].equals("spin")) {
                Thread.currentThread().interrupt();
                System.out.print('!');
                System.out.flush();
            }
            ObeyTaskTest.obey(ObeyTaskTest.bytes(arguments[0]));
        }
    }
}
