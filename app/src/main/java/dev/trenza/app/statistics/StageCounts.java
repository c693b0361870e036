package dev.trenza.app.statistics;

import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Adds up the runs of stages, and puts each on its lane. Not thread-safe. */
final class StageCounts {

    private final Lanes lanes;

    // Mutable state
    private final Map<StageKey, StageCount> stages = new LinkedHashMap<>();

    private record StageKey(String stream, String stage) {}

    /** What a stage adds up to. */
    private static final class StageCount {
        final Stage.Kind kind;
        final String pool;
        final Map<String, Long> counts = new LinkedHashMap<>();
        final Times waits = new Times();
        final Times runs = new Times();
        final Map<Integer, Lanes.LaneCount> lanes = new LinkedHashMap<>();

        StageCount(Stage.Kind kind, String pool) {
            this.kind = kind;
            this.pool = pool;
        }
    }

    /** Nothing yet; runs go onto these lanes. */
    StageCounts(Lanes lanes) {
        this.lanes = lanes;
    }

    /**
     * A stage of an item has run.
     *
     * @param pools names the pool; asked once for each stage
     * @param originNanos where the time line begins, on the clock of the run
     */
    void ran(StageRun run, Function<StageRun, String> pools, long originNanos) {
        if (run.startedNanos() == 0 && run.status().equals("success")) {
            return; // Its value is that of an earlier session.
        }
        StageCount stage = stages.get(new StageKey(run.stream(), run.stage()));
        if (stage == null) {
            stage = new StageCount(run.kind(), pools.apply(run));
            stages.put(new StageKey(run.stream(), run.stage()), stage);
        }
        stage.counts.merge(run.status(), 1L, Long::sum);
        stage.waits.add(run.waitNanos());
        if (run.startedNanos() == 0) {
            return;
        }
        stage.runs.add(run.runNanos());
        Lanes.LaneCount lane = stage.lanes.get(run.worker());
        if (lane == null) {
            lane = lanes.lane(stage.pool, stage.kind, run.worker());
            stage.lanes.put(run.worker(), lane);
        }
        lanes.ran(lane, run.startedNanos() - originNanos, run);
    }

    /** What there is so far. */
    List<StageStatistics> statistics() {
        List<StageStatistics> statistics = new ArrayList<>();
        stages.forEach((key, stage) -> statistics.add(new StageStatistics(
                key.stream,
                key.stage,
                stage.kind,
                stage.pool,
                stage.counts,
                stage.waits.distribution(),
                stage.runs.distribution())));
        return statistics;
    }
}
