package dev.trenza.app.advice;

import dev.trenza.app.statistics.RunStatistics;
import java.util.Optional;

/** Knows one thing that can be better. Thread-safe. */
interface Rule {

    /** Shorter runs are mostly the start of JVMs and of their compilers. */
    double SHORTEST_NANOS = 2e9;

    /** What to do, in one sentence with the figures that say so; empty if nothing is wrong, or if nothing was measured. */
    Optional<String> advise(RunStatistics run);

    /** How long the run took, in nanoseconds; 0 where nobody knows. */
    static long wallNanos(RunStatistics run) {
        return run.strands().map(times -> times.wall().toNanos()).orElse(0L);
    }
}
