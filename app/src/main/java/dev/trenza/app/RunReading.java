package dev.trenza.app;

import dev.trenza.app.journal.FinalResults;
import dev.trenza.app.journal.JournalRecord;
import dev.trenza.app.journal.RunDescription;
import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.statistics.RecordedRun;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Adds up what the folder of a run tells. Confined to one call. */
final class RunReading implements FinalResults.Visitor {

    private final RecordedRun run;

    // Mutable state
    private final Map<Integer, JournalRecord.Stage> stages = new HashMap<>();
    private Instant began;

    private RunReading(RunDescription description) {
        this.run = new RecordedRun(description.name(), description.started());
        this.began = description.started();
    }

    /**
     * Reads a folder.
     *
     * @throws IOException if it cannot be read
     */
    static RunStatistics of(RunDirectory directory) throws IOException {
        RunReading reading = new RunReading(RunDescription.read(directory));
        new FinalResults(directory).forEach(reading);
        return reading.run.statistics();
    }

    @Override
    public void visit(JournalRecord record, Optional<byte[]> result) {
        if (record instanceof JournalRecord.Start start) {
            began = start.at();
            stages.clear();
            run.sessionBegan();
        } else if (record instanceof JournalRecord.Stage stage) {
            stages.put(stage.number(), stage);
        } else if (record instanceof JournalRecord.Runs runs) {
            runs.runs().forEach(this::ran);
        } else if (record instanceof JournalRecord.Item item) {
            run.ended(Duration.between(began, item.at()).toNanos());
            result.ifPresent(bytes ->
                    run.result(new String(bytes, StandardCharsets.UTF_8), item.stream(), item.seq(), item.status()));
        }
    }

    private void ran(JournalRecord.Run one) {
        JournalRecord.Stage stage = stages.get(one.stage());
        if (stage == null) {
            return; // Written by a version that knows more.
        }
        StageRun moved = new StageRun(
                stage.stream(),
                stage.stage(),
                Stage.Kind.valueOf(stage.kind().toUpperCase(Locale.ROOT)),
                one.seq(),
                one.worker(),
                0,
                TimeUnit.MICROSECONDS.toNanos(one.waited()),
                TimeUnit.MICROSECONDS.toNanos(one.ran()),
                one.status());
        run.ran(stage.pool(), moved, TimeUnit.MICROSECONDS.toNanos(one.start()));
    }
}
