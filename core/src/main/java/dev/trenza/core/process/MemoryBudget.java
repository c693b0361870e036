package dev.trenza.core.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory there is for this JVM and its workers. Immutable.
 *
 * <p>Three quarters of it are for heaps; what remains is for what a JVM needs beside its heap, and for the system.
 *
 * @param total what the machine has, or what a control group grants of it, in bytes
 * @param own what the heap of this JVM may grow to, in bytes
 */
public record MemoryBudget(long total, long own) {

    /** The share for heaps: as Tika's, which reports more than that too. */
    private static final double FOR_HEAPS = 0.75;

    /** No worker gets more unasked: what a JVM takes by itself. */
    private static final int LARGEST_SHARE = 4;

    /** With less than that, few tasks run. */
    private static final long SMALLEST_HEAP = 64L << 20;

    private static final long MIB = 1L << 20;

    /** That of this process; empty if nobody can tell. */
    public static Optional<MemoryBudget> ofThisProcess() {
        OptionalLong machine = ofThisMachine();
        if (machine.isEmpty()) {
            return Optional.empty();
        }
        long granted = Cgroup.ofThisProcess().memory().orElse(Long.MAX_VALUE);
        return Optional.of(new MemoryBudget(
                Math.min(machine.getAsLong(), granted), Runtime.getRuntime().maxMemory()));
    }

    /** The file first: the bean costs each start 40 ms. */
    private static OptionalLong ofThisMachine() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            return ofThisSystem();
        }
    }

    private static OptionalLong ofThisSystem() {
        try {
            return ManagementFactory.getOperatingSystemMXBean()
                            instanceof com.sun.management.OperatingSystemMXBean system
                    ? OptionalLong.of(system.getTotalMemorySize())
                    : OptionalLong.empty();
        } catch (LinkageError e) {
            return OptionalLong.empty(); // a JRE without jdk.management
        }
    }

    /** The heap of each worker if all have the same, in bytes: what is for heaps, shared; at least 64 MiB. */
    public long heapOfEach(int workers) {
        long share = (forHeaps() - own) / workers;
        long bounded = Math.max(SMALLEST_HEAP, Math.min(share, total / LARGEST_SHARE));
        return bounded / MIB * MIB;
    }

    private long forHeaps() {
        return (long) (total * FOR_HEAPS);
    }

    /**
     * Tells in a line that pools may take more memory than there is for heaps; empty if they do not.
     *
     * @param pools all that work at the same time
     */
    public Optional<String> overCommitment(List<WorkerPoolConfig> pools) {
        double heaps = pools.stream().mapToDouble(MemoryBudget::heaps).sum();
        if (heaps + own <= forHeaps()) {
            return Optional.empty();
        }
        int workers = pools.stream().mapToInt(WorkerPoolConfig::workers).sum();
        return Optional.of(String.format(
                Locale.ROOT,
                "the heaps of %d worker%s may grow to %s and this JVM's to %s, more than %.0f %% of the %s that there are:"
                        + " the system may kill workers; take fewer of them, or a smaller heap",
                workers,
                workers == 1 ? "" : "s",
                describe(heaps),
                describe((double) own),
                FOR_HEAPS * 100,
                describe((double) total)));
    }

    /** The worker with the larger heap is there instead of another. No integer: nobody has checked the heap yet. */
    private static double heaps(WorkerPoolConfig pool) {
        return (pool.workers() - 1.0) * pool.heapBytes() + Math.max(pool.heapBytes(), pool.oomHeapBytes());
    }

    private static String describe(double bytes) {
        boolean isLarge = bytes >= 1L << 30;
        double amount = bytes / (isLarge ? 1L << 30 : MIB);
        String format = Math.abs(amount - Math.rint(amount)) < 0.05 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, amount, isLarge ? "GiB" : "MiB");
    }
}
