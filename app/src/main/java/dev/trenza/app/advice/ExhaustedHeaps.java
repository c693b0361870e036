package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.RunStatistics;
import java.util.Optional;

/** Items exhausted the heap of their worker. */
final class ExhaustedHeaps implements Rule {

    @Override
    public Optional<String> advise(RunStatistics run) {
        long items = run.counts().getOrDefault("out-of-memory", 0L);
        return items == 0
                ? Optional.empty()
                : Optional.of(Amount.count(items) + (items == 1 ? " item" : " items")
                        + " exhausted the heap: raise --heap, or give such items a second attempt with --oom-heap");
    }
}
