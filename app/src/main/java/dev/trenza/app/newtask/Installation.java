package dev.trenza.app.newtask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The jars of this installation that a project needs to be built. Immutable.
 *
 * @param version of all of them
 * @param worker what a task is compiled against
 * @param core what its test runs it in
 * @param test what its test makes faults with
 */
record Installation(String version, Path worker, Path core, Path test) {

    /**
     * That which this program was started from.
     *
     * @param home the folder with {@code lib} and {@code kit}
     * @throws IOException if one of them is not there
     */
    static Installation at(Path home, String version) throws IOException {
        return new Installation(
                version,
                existing(home.resolve("lib/trenza-worker-" + version + ".jar")),
                existing(home.resolve("lib/trenza-core-" + version + ".jar")),
                existing(home.resolve("kit/trenza-test-" + version + ".jar")));
    }

    private static Path existing(Path jar) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new NoSuchFileException(jar.toString(), null, "no such jar in this installation; install it again");
        }
        return jar;
    }
}
