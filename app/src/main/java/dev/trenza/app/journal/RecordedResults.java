package dev.trenza.app.journal;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.StreamOutcome;
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
    private final LineBuffer unshown = new LineBuffer();
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
        this.format = format.apply(unshown);
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        Optional<StreamMemory.Known> known = journal.flatMap(open -> open.keyOf(outcome));
        boolean isSkipped = outcome.outcome() instanceof Outcome.Skipped;
        // What "on-error: skip" has skipped did run; what the end of the run has skipped did not.
        boolean hasHadItsChance = !(outcome.outcome() instanceof Outcome.Cancelled)
                && (!isSkipped || outcome.outcome().execution().attempts() > 0);
        boolean isEarlier = known.map(StreamMemory.Known::isResult).orElse(isSkipped);
        if (journal.isPresent() && known.isPresent() && (isEarlier || hasHadItsChance)) {
            journal.get().emitted(outcome, known.get().key());
        }
        if (journal.isPresent() && isEarlier) {
            return; // An earlier session has its result.
        }
        int start = unshown.size();
        print(outcome, start);
        if (journal.isPresent() && known.isPresent() && hasHadItsChance) {
            journal.get().add(outcome, known.get().key(), unshown, start);
        }
        if (joblog.isPresent()) {
            joblog.get().add(outcome, unshown.size() - start);
        }
        if (unshown.size() > ENOUGH) {
            flush();
        }
    }

    /** Appends a result as a whole or not at all. */
    private void print(StreamOutcome outcome, int start) throws IOException {
        boolean isWhole = false;
        try {
            format.write(outcome);
            format.flush();
            isWhole = true;
        } finally {
            if (!isWhole) {
                unshown.cut(start);
            }
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
        byte[] lines = unshown.array();
        int size = unshown.size();
        unshown.reset();
        if (size > 0) {
            stdout.write(lines, 0, size);
        }
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
