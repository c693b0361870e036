package dev.trenza.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Measures one figure in a JVM of its own and prints it: {@code figure <name> <value>}. Started by {@link Bench}. */
final class Figure {

    private static final int MIB = 1 << 20;

    /** A measurement; what it returns is in the unit of its {@link Subject}. */
    private interface Measurement {
        double measure() throws IOException, InterruptedException;
    }

    private static final Map<String, Measurement> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("raw-stream", () -> RawPipe.framesPerSecond(Figures.WORKERS, 40_000_000)),
            Map.entry("tiny-unordered", () -> Figures.tinyUnordered(20_000_000)),
            Map.entry("tiny-ordered", () -> Figures.tinyOrdered(20_000_000)),
            Map.entry("raw-round-trip", () -> RawPipe.roundTripMicros(20_000)),
            Map.entry("round-trip", () -> Figures.roundTripMicros(20_000)),
            Map.entry("tasks-1ms", () -> Figures.efficiencyPercent(1_000, 4_000)),
            Map.entry("tasks-10ms", () -> Figures.efficiencyPercent(10_000, 400)),
            Map.entry("short-alone", () -> Figures.shortTaskMicros(20_000, false)),
            Map.entry("short-beside-long", () -> Figures.shortTaskMicros(20_000, true)),
            Map.entry("raw-1MiB", () -> RawPipe.gigabytesPerSecond(MIB, 2_000)),
            Map.entry("raw-16MiB", () -> RawPipe.gigabytesPerSecond(16 * MIB, 125)),
            Map.entry("bytes-1MiB", () -> Figures.gigabytesPerSecond(MIB, 2_000, 0)),
            Map.entry("bytes-16MiB", () -> Figures.gigabytesPerSecond(16 * MIB, 125, 0)),
            Map.entry("file-1MiB", () -> Figures.gigabytesPerSecond(MIB, 2_000, 64 * MIB)),
            Map.entry("file-16MiB", () -> Figures.gigabytesPerSecond(16 * MIB, 125, 64 * MIB)),
            Map.entry("memory-10k", () -> Figures.parentMegabytes(10_000)),
            Map.entry("memory-1M", () -> Figures.parentMegabytes(1_000_000)),
            Map.entry("memory-100M", () -> Figures.parentMegabytes(100_000_000)),
            Map.entry("allocation", () -> Figures.bytesPerTask(5_000_000)),
            Map.entry("empty-jvm", () -> Figures.emptyJvmMillis(20)),
            Map.entry("worker-ready", () -> Figures.workerReadyMillis(20)),
            Map.entry("worker-ready-warm", () -> Figures.warmWorkerReadyMillis(20)),
            Map.entry("tick-idle", () -> Figures.tickMicros(Duration.ofSeconds(5), Figures.Place.NOWHERE)),
            Map.entry("tick-workers", () -> Figures.tickMicros(Duration.ofSeconds(5), Figures.Place.WORKERS)),
            Map.entry("tick-threads", () -> Figures.tickMicros(Duration.ofSeconds(5), Figures.Place.THREADS))));

    private Figure() {}

    /** Measures {@code args[0]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Measurement measurement = args.length == 1 ? ALL.get(args[0]) : null;
        if (measurement == null) {
            System.err.println("which figure? one of " + ALL.keySet());
            System.exit(2);
            return;
        }
        System.out.println("figure " + measurement.measure());
        System.exit(0);
    }
}
