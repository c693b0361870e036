package dev.trenza.app.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Whether there is a sandbox on this system, asked of the system itself rather than of what is tested. */
final class Isolation {

    private Isolation() {}

    /** Skips a test where neither bubblewrap nor unshare isolates. */
    static void assumeHere() throws InterruptedException {
        assumeTrue(
                succeeds("bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc true")
                        || succeeds("unshare --user --map-root-user --mount --net --pid --ipc --fork --mount-proc"
                                + " setpriv --no-new-privs --bounding-set=-all --inh-caps=-all true"),
                "no isolation on this system");
    }

    private static boolean succeeds(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command.split(" "))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    /** Runs the command where nothing is on the PATH. */
    static Trenza.Result runWithoutPrograms(String... arguments) throws Exception {
        try (Trenza trenza = Trenza.start(Path.of("").toAbsolutePath(), Map.of("PATH", "/nowhere"), arguments)) {
            trenza.closeInput();
            return trenza.end();
        }
    }
}
