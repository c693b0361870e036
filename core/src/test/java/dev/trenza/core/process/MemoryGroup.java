package dev.trenza.core.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Control groups with little memory, where the system lets a test make them; elsewhere the test is skipped. */
final class MemoryGroup {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private MemoryGroup() {}

    /** Makes one below the group of this process. */
    static Path make(long bytes) {
        try {
            String limit = Long.toString(bytes);
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] parts = line.split(":", 3);
                String name = "trenza-test-" + ProcessHandle.current().pid();
                if (parts[1].equals("memory")) {
                    Path group = Files.createDirectory(ROOT.resolve("memory")
                            .resolve(parts[2].substring(1))
                            .resolve(name));
                    Files.writeString(group.resolve("memory.limit_in_bytes"), limit);
                    return group;
                }
                Path own = ROOT.resolve(parts[2].substring(1));
                if (parts[0].equals("0") && Files.exists(own.resolve("cgroup.controllers"))) {
                    Path group = Files.createDirectory(own.resolve(name));
                    if (Files.exists(group.resolve("memory.max"))) {
                        Files.writeString(group.resolve("memory.max"), limit);
                        Files.writeString(group.resolve("memory.swap.max"), "0");
                        return group;
                    }
                    Files.delete(group);
                }
            }
        } catch (IOException e) {
            abort("no control group can be made here: " + e);
        }
        return abort("there is no memory controller here");
    }

    /** A java that puts itself into the group first. */
    static Path javaIn(Path group, Path script) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(script, "#!/bin/sh\necho $$ >'" + group + "/cgroup.procs'\nexec '" + java + "' \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** It can be removed when the last process in it is gone. */
    static void remove(Path group) {
        await("the group is empty").ignoreExceptions().until(() -> Files.deleteIfExists(group));
    }
}
