package dev.trenza.app.exec;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ResultFiles;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What becomes of an item's outputs: its stdout is written, its stderr follows, and then its files are kept or go. Confined
 * to one thread at a time.
 */
public final class FollowedOutput implements OutcomeFormat {

    private final ProgramOutputs outputs;
    private final OutcomeFormat format;
    private final OutputStream err;
    private final boolean isTagged;
    private final Optional<ResultFiles> results;

    /**
     * Takes over the format.
     *
     * @param format of stdout, or of all that there is of an item
     * @param err where stderr goes; {@link OutputStream#nullOutputStream} if the format has it
     * @param isTagged whether each line of stderr begins with the item and a tab
     * @param results where the outputs are kept; empty keeps none
     */
    public FollowedOutput(
            ProgramOutputs outputs,
            OutcomeFormat format,
            OutputStream err,
            boolean isTagged,
            Optional<ResultFiles> results) {
        this.outputs = outputs;
        this.format = format;
        this.err = err;
        this.isTagged = isTagged;
        this.results = results;
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        format.write(outcome);
        if (outcome.outcome() instanceof Outcome.Skipped) {
            return;
        }
        Path stdout = outputs.stdout(outcome.seq());
        Path stderr = outputs.stderr(outcome.seq());
        if (Files.exists(stderr)) {
            format.flush(); // What comes first shall be seen first.
            TaggedCopy.copy(stderr, TaggedCopy.tag(isTagged, outcome.origin()), err);
            err.flush();
        }
        if (results.isPresent()) {
            ResultFiles.Trio kept = results.get().of(String.valueOf(outcome.origin()), outcome.seq());
            keep(stdout, kept.stdout());
            keep(stderr, kept.stderr());
        } else {
            Files.deleteIfExists(stdout);
            Files.deleteIfExists(stderr);
        }
    }

    private static void keep(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.write(to, new byte[0]);
        }
    }

    @Override
    public void flush() throws IOException {
        format.flush();
    }

    @Override
    public void publish() throws IOException {
        format.publish();
    }

    @Override
    public void close() throws IOException {
        format.close();
    }
}
