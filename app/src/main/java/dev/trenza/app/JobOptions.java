package dev.trenza.app;

import java.time.Duration;
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
            converter = RunOptions.ToGivenTimeout.class,
            description = "Stop an item that runs longer: 200ms, 20s, 2m (default: ${DEFAULT-VALUE}).")
    private Given<Duration> timeout;

    JobOptions(Given<Integer> defaultJobs, Given<Duration> defaultTimeout) {
        jobs = defaultJobs;
        timeout = defaultTimeout;
    }

    int jobs() {
        return jobs.value() == null ? Runtime.getRuntime().availableProcessors() : jobs.value();
    }

    @Nullable
    Duration timeout() {
        return timeout.value();
    }
}
