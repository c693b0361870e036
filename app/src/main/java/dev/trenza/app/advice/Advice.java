package dev.trenza.app.advice;

import dev.trenza.app.statistics.RunStatistics;
import java.util.List;
import java.util.Optional;

/** All rules. */
public final class Advice {

    private static final List<Rule> RULES = List.of(
            new LostWorkers(),
            new ExhaustedHeaps(),
            new TooManyWorkers(),
            new IdleProcessors(),
            new TooFewIoJobs(),
            new MoreMovedThanComputed(),
            new TinyTasks(),
            new OneLongItem());

    private Advice() {}

    /** What may be done better than in this run, each in a sentence; empty if nothing is known. */
    public static List<String> on(RunStatistics run) {
        return RULES.stream()
                .map(rule -> rule.advise(run))
                .flatMap(Optional::stream)
                .toList();
    }
}
