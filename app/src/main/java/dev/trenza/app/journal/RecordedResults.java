package dev.trenza.app.journal;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gives results to the journal first, then to the joblog, and to stdout at last: what a killed run has shown is done, and
 * is not shown again. Confined to one thread at a time.
 */
public final class RecordedResults implements OutcomeFormat {

    private static final int ENOUGH = 1 << 16;

    private final Optional<RunJournal> journal;
    private final Optional<Joblog> joblog;
    private final OutputStream stdout;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unshown = new ByteArrayOutputStream();
    private final OutcomeFormat format;

    /**
     * Makes them.
     *
     * @param stdout where results are shown; {@link OutputStream#nullOutputStream} to show none
     * @param format of one result, onto a stream
     */
    public RecordedResults(
            Optional<RunJournal> journal,
            Optional<Joblog> joblog,
            OutputStream stdout,
            Function<OutputStream, OutcomeFormat> format) {
        this.journal = journal;
        this.joblog = joblog;
        this.stdout = stdout;
        this.format = format.apply(line);
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        Optional<ItemKey> key = journal.flatMap(open -> open.keyOf(outcome));
        boolean isSkipped = outcome.outcome() instanceof Outcome.Skipped;
        if (isSkipped && journal.isPresent() && key.isEmpty()) {
            return; // An earlier session has its result.
        }
        line.reset();
        format.write(outcome);
        format.flush();
        byte[] result = line.toByteArray();
        // What "on-error: skip" has skipped did run; what the end of the run has skipped did not.
        boolean hasHadItsChance = !(outcome.outcome() instanceof Outcome.Cancelled)
                && (!isSkipped || outcome.outcome().execution().attempts() > 0);
        if (journal.isPresent() && key.isPresent() && hasHadItsChance) {
            journal.get().add(outcome, key.get(), result);
        }
        if (joblog.isPresent()) {
            joblog.get().add(outcome, result.length);
        }
        unshown.writeBytes(result);
        if (unshown.size() > ENOUGH) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (journal.isPresent()) {
            journal.get().commit();
        }
        if (joblog.isPresent()) {
            joblog.get().flush();
        }
        byte[] lines = unshown.toByteArray();
        unshown.reset();
        stdout.write(lines);
        stdout.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        stdout.close();
        if (joblog.isPresent()) {
            joblog.get().close();
        }
    }
}
