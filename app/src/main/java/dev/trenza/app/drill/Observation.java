package dev.trenza.app.drill;

import java.time.Duration;
import java.util.List;

/**
 * What was seen in one drill. Immutable.
 *
 * @param statuses of the hostile item, as in a result line: all that there were, and there should be one
 * @param detail of how it ended, in a line; empty if there is nothing to add
 * @param took from the beginning of the hostile item's last attempt to its end
 * @param healthy how many healthy items there were
 * @param answered how many of them got their right result, exactly once
 * @param wrong the first healthy outcomes that were no such result, in words
 * @param isOver whether all outcomes came before the drill lost patience
 * @param patience how long that is
 * @param nextAnswer how long the pool took to answer one more item; negative if it did not
 * @param left processes that were still there after the pool was closed
 * @param problem what else went wrong; empty if nothing did
 */
record Observation(
        List<String> statuses,
        String detail,
        Duration took,
        int healthy,
        int answered,
        List<String> wrong,
        boolean isOver,
        Duration patience,
        Duration nextAnswer,
        List<Long> left,
        String problem) {

    Observation {
        statuses = List.copyOf(statuses);
        wrong = List.copyOf(wrong);
        left = List.copyOf(left);
    }
}
