package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.RunStatistics;
import java.util.Map;
import java.util.Optional;

/** Items killed their workers: they can be kept and looked at alone. */
final class LostWorkers implements Rule {

    @Override
    public Optional<String> advise(RunStatistics run) {
        Map<String, Long> counts = run.counts();
        long killers = counts.getOrDefault("crashed", 0L) + counts.getOrDefault("quarantined", 0L);
        if (killers == 0) {
            return Optional.empty();
        }
        String items = killers == 1 ? "1 item" : Amount.count(killers) + " items";
        String replaced = run.restarts() == 0
                ? ""
                : " (" + Amount.count(run.restarts()) + (run.restarts() == 1 ? " worker" : " workers") + " replaced)";
        return Optional.of(items + " killed the worker" + replaced
                + ": --quarantine DIR keeps each, and trenza replay runs one alone");
    }
}
