package dev.trenza.app.run;

import dev.trenza.app.input.HaltPolicy;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.StageRun;
import dev.trenza.core.pipeline.StreamOutcome;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Says once when it is time to halt. Items count as they end, whatever order their results have to keep. */
final class HaltWatch implements RunListener {

    private final HaltPolicy policy;
    private final OptionalLong size;
    private final Consumer<String> halt;

    // Mutable state: the calls of a run come one at a time
    private long failures;
    private long successes;
    private boolean isMet;

    /**
     * Makes a watch.
     *
     * @param size of the run, if that is known
     * @param halt gets why
     */
    HaltWatch(HaltPolicy policy, OptionalLong size, Consumer<String> halt) {
        this.policy = policy;
        this.size = size;
        this.halt = halt;
    }

    @Override
    public void stageFinished(StageRun run) {
        count(run.status());
    }

    @Override
    public void itemFinished(StreamOutcome outcome) {
        if (outcome.stage() == null) {
            count(outcome.status()); // Its source could not produce it: no stage has told of it.
        }
    }

    private void count(String status) {
        switch (status) {
            case "success" -> successes++;
            case "skipped", "cancelled" -> {
                return;
            }
            default -> failures++;
        }
        if (!isMet && policy.isMet(failures, successes, size)) {
            isMet = true;
            halt.accept(failures + " failed, " + successes + " succeeded");
        }
    }
}
