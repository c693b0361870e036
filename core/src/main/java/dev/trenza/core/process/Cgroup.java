package dev.trenza.core.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The limits that a container sets, of cgroup version 2 or 1: the least of those on the way from this process's group up.
 * Immutable; what it says is read anew each time.
 */
public final class Cgroup {

    /** Version 1 says "no limit" by a number near the largest one. */
    private static final long NO_LIMIT = 1L << 60;

    private final Path mount;
    private final List<String> groups;

    /**
     * Looks at a mounted hierarchy.
     *
     * @param mount usually {@code /sys/fs/cgroup}
     * @param groups the lines of {@code /proc/self/cgroup}: {@code 0::/user.slice}, {@code 4:memory:/docker/1a2b}
     */
    Cgroup(Path mount, List<String> groups) {
        this.mount = mount;
        this.groups = List.copyOf(groups);
    }

    /** That of this process; without limits where there is no such thing. */
    public static Cgroup ofThisProcess() {
        Path mount = Path.of("/sys/fs/cgroup");
        try {
            return new Cgroup(mount, Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException e) {
            return new Cgroup(mount, List.of()); // Not Linux: no limits.
        }
    }

    /** How many bytes its processes may use together; empty if that is not limited. */
    public OptionalLong memory() {
        return Stream.concat(
                        files("", mount, "memory.max"),
                        files("memory", mount.resolve("memory"), "memory.limit_in_bytes"))
                .flatMap(file -> numbers(file).stream().limit(1))
                .mapToLong(Long::longValue)
                .filter(bytes -> bytes > 0 && bytes < NO_LIMIT)
                .min();
    }

    /** How many processors' worth of time it may use; empty if that is not limited. */
    public Optional<Double> processors() {
        Stream<Double> two = files("", mount, "cpu.max")
                .map(Cgroup::numbers)
                .filter(quotaAndPeriod -> quotaAndPeriod.size() == 2)
                .map(quotaAndPeriod -> (double) quotaAndPeriod.get(0) / quotaAndPeriod.get(1));
        Stream<Double> one =
                files("cpu", mount.resolve("cpu"), "cpu.cfs_quota_us").flatMap(quota -> share(quota).stream());
        return Stream.concat(two, one).filter(share -> share > 0).min(Double::compare);
    }

    private static Optional<Double> share(Path quotaFile) {
        List<Long> quota = numbers(quotaFile);
        List<Long> period = numbers(quotaFile.resolveSibling("cpu.cfs_period_us"));
        return quota.isEmpty() || period.isEmpty() || quota.get(0) <= 0
                ? Optional.empty()
                : Optional.of((double) quota.get(0) / period.get(0));
    }

    /** The file of this process's group and of all groups above it, as far as they can be seen. */
    private Stream<Path> files(String controller, Path hierarchy, String file) {
        return groups.stream()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3)
                .filter(fields -> controller.isEmpty()
                        ? fields[1].isEmpty()
                        : List.of(fields[1].split(",")).contains(controller))
                .flatMap(fields -> upwards(hierarchy, hierarchy.resolve(fields[2].replaceFirst("^/+", ""))))
                .map(folder -> folder.resolve(file));
    }

    private static Stream<Path> upwards(Path root, Path group) {
        return Stream.iterate(group, folder -> folder != null && folder.startsWith(root), Path::getParent);
    }

    /** The numbers in a file; none if it is not there or says {@code max}. */
    private static List<Long> numbers(Path file) {
        try {
            return Stream.of(Files.readString(file).strip().split("\\s+"))
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException | NumberFormatException e) {
            return List.of(); // No such controller here, or no limit.
        }
    }
}
