package dev.trenza.app;

import dev.trenza.app.arguments.Size;
import dev.trenza.app.input.ItemTimeout;
import dev.trenza.app.progress.ProgressMode;
import dev.trenza.app.run.PoolSettings;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.RunSettings.Summary;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.process.Sandbox;
import dev.trenza.core.process.WorkerCount;
import dev.trenza.task.Parameter;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code run} and {@code map} take alike. */
final class RunOptions {

    @Mixin
    private JobOptions jobs = new JobOptions(Given.nothing("1C"), Given.nothing("never"));

    @Mixin
    private WorkerOptions worker = new WorkerOptions(Given.nothing("its share of the machine"));

    @Option(
            names = "--io-jobs",
            paramLabel = "N",
            converter = ToWorkers.class,
            description = "I/O tasks at once, on threads: 4, 50%% or 1C (default: 16).")
    private @Nullable Integer ioJobs;

    @Option(
            names = "--oom-heap",
            paramLabel = "SIZE",
            converter = ToHeap.class,
            description = "An item that exhausts its worker's heap runs once more, alone, in a worker with this heap.")
    private @Nullable Long oomHeap;

    @Option(
            names = "--quarantine",
            paramLabel = "DIR",
            description = "Keep every item whose worker died of it there, for: trenza replay.")
    private @Nullable Path quarantine;

    @Option(
            names = "--stall-timeout",
            paramLabel = "TIME",
            converter = ToTimeout.class,
            description = "Stop an item whose task tells no progress for so long.")
    private @Nullable Duration stallTimeout;

    @Option(
            names = "--queue-timeout",
            paramLabel = "TIME",
            converter = ToTimeout.class,
            description = "Give up an item that waits longer for its first attempt.")
    private @Nullable Duration queueTimeout;

    @Option(
            names = "--run-timeout",
            paramLabel = "TIME",
            converter = ToTimeout.class,
            description = "Stop the whole run after this time: 90s, 10m. Exit status 124.")
    private @Nullable Duration runTimeout;

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description =
                    "auto (a bar on a terminal), plain (a line every 5 s), json (an object every second) or none.")
    private ProgressMode progress = ProgressMode.AUTO;

    @Option(
            names = "--summary",
            paramLabel = "HOW",
            arity = "0..1",
            fallbackValue = "TEXT",
            description = "The combined result at the end, on stderr: text, json or none.")
    private @Nullable Summary summary;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write the time line of I/O slots and workers, for Perfetto or chrome://tracing.")
    private @Nullable Path trace;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a report of the run at its end: one HTML page for any browser.")
    private @Nullable Path report;

    @Option(
            names = "--task-log",
            paramLabel = "LEVEL",
            converter = ToLevel.class,
            description = "Show what tasks log from this level on: trace, debug, info (the default), warn, error, off.")
    private Level taskLog = Level.INFO;

    /**
     * For a command that measures no items.
     *
     * @throws RefusedException if its time-out is per cent of what they take
     */
    RunSettings settings(Summary defaultSummary, OptionalInt attempts, List<Path> taskPath) {
        if (timeoutPercent().isPresent()) {
            throw RefusedException.usage("--timeout: per cent are for map and exec, which run one task; give a time,"
                    + " or each stage of the file its own timeout");
        }
        return settingsWithPercent(defaultSummary, attempts, taskPath);
    }

    /** The time-out of an item in per cent of the median run time, if it was given so. */
    OptionalInt timeoutPercent() {
        return jobs.timeoutPercent();
    }

    /** For a command that sees to {@link #timeoutPercent} itself. */
    RunSettings settingsWithPercent(Summary defaultSummary, OptionalInt attempts, List<Path> taskPath) {
        PoolSettings pools = new PoolSettings(
                jobs.jobs(),
                ioJobs == null ? PoolSettings.DEFAULT_IO_JOBS : ioJobs,
                worker.heap(),
                oomHeap == null ? OptionalLong.empty() : OptionalLong.of(oomHeap),
                attempts,
                new TimeLimits(jobs.timeout(), stallTimeout, queueTimeout),
                Optional.ofNullable(quarantine),
                worker.sandbox().orElse(Sandbox.none()),
                taskPath);
        if (pools.heap().isPresent()
                && pools.oomHeap().isPresent()
                && pools.oomHeap().getAsLong() <= pools.heap().getAsLong()) {
            throw RefusedException.usage("--oom-heap must be more than --heap: --oom-heap is "
                    + Size.describe(pools.oomHeap().getAsLong()) + ", --heap is "
                    + Size.describe(pools.heap().getAsLong()));
        }
        return new RunSettings(
                pools,
                Optional.ofNullable(runTimeout),
                progress,
                summary == null ? defaultSummary : summary,
                Optional.ofNullable(trace),
                Optional.ofNullable(report),
                taskLog);
    }

    /** Reads {@code 4}, {@code 50%}, {@code 1C}, {@code +2}, {@code -1}. */
    static final class ToWorkers implements CommandLine.ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            int processors = Runtime.getRuntime().availableProcessors();
            if (text.matches("[+-]\\d{1,4}")) { // As GNU parallel has it: so many more than processors, or fewer.
                return Math.max(1, processors + Integer.parseInt(text));
            }
            return WorkerCount.parse(text, processors).orElseThrow(() -> refuse(text, WorkerCount.EXPECTATION));
        }
    }

    /** Reads {@code 256m}; not less than a JVM needs. */
    static final class ToHeap implements CommandLine.ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return Size.parseHeap(text).orElseThrow(() -> refuse(text, Size.HEAP_EXPECTATION));
        }
    }

    /** Reads {@code debug}, or {@code DEBUG}. */
    static final class ToLevel implements CommandLine.ITypeConverter<Level> {

        private static final Map<String, Level> LEVELS = Map.of(
                "trace", Level.TRACE,
                "debug", Level.DEBUG,
                "info", Level.INFO,
                "warn", Level.WARNING,
                "error", Level.ERROR,
                "off", Level.OFF);

        @Override
        public Level convert(String text) {
            Level level = LEVELS.get(text.toLowerCase(Locale.ROOT));
            if (level == null) {
                throw refuse(text, "one of trace, debug, info, warn, error, off");
            }
            return level;
        }
    }

    /** Reads {@code 20s}; not zero. */
    static final class ToTimeout implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration duration = Parameter.Type.parseDuration(text);
            if (duration == null || duration.isZero()) {
                throw refuse(text, "a time such as 200ms, 1.5s, 2m or 1h");
            }
            return duration;
        }
    }

    /** Reads what {@link ToWorkers} does. */
    static final class ToGivenWorkers implements CommandLine.ITypeConverter<Given<Integer>> {
        @Override
        public Given<Integer> convert(String text) {
            return new Given<>(new ToWorkers().convert(text), text);
        }
    }

    /** Reads what {@link ToHeap} does. */
    static final class ToGivenHeap implements CommandLine.ITypeConverter<Given<Long>> {
        @Override
        public Given<Long> convert(String text) {
            return new Given<>(new ToHeap().convert(text), text);
        }
    }

    /** Reads {@code 20s}, {@code 20}, which is the same, and {@code 300%}. */
    static final class ToItemTimeout implements CommandLine.ITypeConverter<Given<ItemTimeout>> {
        @Override
        public Given<ItemTimeout> convert(String text) {
            ItemTimeout timeout = ItemTimeout.parsePercent(text)
                    .or(() -> seconds(text).filter(time -> !time.isZero()).map(ItemTimeout::of))
                    .orElseThrow(() -> refuse(text, ItemTimeout.EXPECTATION));
            return new Given<>(timeout, text);
        }
    }

    /** Reads a time; seconds, as GNU parallel does, if it has no unit. */
    static Optional<Duration> seconds(String text) {
        String withUnit = text.matches("\\d+(\\.\\d+)?") ? text + "s" : text;
        return Optional.ofNullable(Parameter.Type.parseDuration(withUnit));
    }

    static CommandLine.TypeConversionException refuse(String text, String expectation) {
        return new CommandLine.TypeConversionException("'" + text + "' is not " + expectation);
    }
}
