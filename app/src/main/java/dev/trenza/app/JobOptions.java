package dev.trenza.app;

import dev.trenza.app.input.ItemTimeout;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many workers a command has, and how long a task may run there. */
final class JobOptions {

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            converter = RunOptions.ToGivenWorkers.class,
            description = "Worker JVMs: 4, 50%% or 1C, which is one per processor (default: ${DEFAULT-VALUE}).")
    private Given<Integer> jobs;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = RunOptions.ToItemTimeout.class,
            description = "Stop an item that runs longer: 200ms, 20s, 2m; map and exec also take per cent of the"
                    + " median run time, such as 300%%, but 1s at least (default: ${DEFAULT-VALUE}).")
    private Given<ItemTimeout> timeout;

    JobOptions(Given<Integer> defaultJobs, Given<ItemTimeout> defaultTimeout) {
        jobs = defaultJobs;
        timeout = defaultTimeout;
    }

    int jobs() {
        return jobs.value() == null ? Runtime.getRuntime().availableProcessors() : jobs.value();
    }

    /** In per cent of the median run time, if it was given so. */
    OptionalInt timeoutPercent() {
        return Optional.ofNullable(timeout.value()).map(ItemTimeout::percent).orElse(OptionalInt.empty());
    }

    /** As a time; {@code null} if it was given in per cent, or not at all. */
    @Nullable
    Duration timeout() {
        return Optional.ofNullable(timeout.value()).flatMap(ItemTimeout::time).orElse(null);
    }
}
