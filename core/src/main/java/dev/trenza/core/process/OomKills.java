package dev.trenza.core.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How often the kernel's out-of-memory killer has struck in a process's control group, of version 2
 * ({@code memory.events}) or 1 ({@code memory.oom_control}). Thread-safe.
 */
final class OomKills {

    private static final String KEY = "oom_kill ";

    private final @Nullable Path file;
    private final OptionalLong before;

    private OomKills(@Nullable Path file) {
        this.file = file;
        this.before = count(file);
    }

    /** Notes the count now, for a process that lives. */
    static OomKills of(long pid) {
        return of(Path.of("/proc", Long.toString(pid), "cgroup"), Path.of("/sys/fs/cgroup"));
    }

    /** The same of other files, for a test. */
    static OomKills of(Path groupsOfProcess, Path root) {
        try {
            return new OomKills(candidates(Files.readAllLines(groupsOfProcess), root)
                    .filter(Files::isReadable)
                    .findFirst()
                    .orElse(null));
        } catch (IOException | RuntimeException e) {
            return new OomKills(null); // no Linux, or no such process: nothing can be told
        }
    }

    /** A container sees its own group as the root, whatever the path says. */
    private static Stream<Path> candidates(List<String> groups, Path root) {
        return groups.stream().flatMap(line -> {
            String[] parts = line.split(":", 3);
            String path = parts[2].replaceFirst("^/+", "");
            if (parts[0].equals("0") && parts[1].isEmpty()) {
                return Stream.of(
                        root.resolve(path).resolve("memory.events"),
                        root.resolve("unified").resolve(path).resolve("memory.events"),
                        root.resolve("memory.events"));
            }
            boolean isMemory = List.of(parts[1].split(",")).contains("memory");
            Path memory = root.resolve("memory");
            return isMemory
                    ? Stream.of(
                            memory.resolve(path).resolve("memory.oom_control"), memory.resolve("memory.oom_control"))
                    : Stream.empty();
        });
    }

    private static OptionalLong count(@Nullable Path file) {
        if (file == null) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(KEY))
                    .mapToLong(
                            line -> Long.parseLong(line.substring(KEY.length()).strip()))
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty(); // the group may be gone
        }
    }

    /** Whether it has struck since. */
    WorkerExit.SystemMemory sinceThen() {
        OptionalLong now = count(file);
        if (before.isEmpty() || now.isEmpty()) {
            return WorkerExit.SystemMemory.UNKNOWN;
        }
        return now.getAsLong() > before.getAsLong()
                ? WorkerExit.SystemMemory.WAS_OUT
                : WorkerExit.SystemMemory.WAS_LEFT;
    }
}
