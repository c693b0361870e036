package dev.trenza.app.exec;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The stdout of each item, one item after the other, byte for byte. Confined to one thread at a time.
 */
public final class PlainOutput implements OutcomeFormat {

    private final ProgramOutputs outputs;
    private final OutputStream out;
    private final boolean isTagged;

    /**
     * Takes over the stream.
     *
     * @param isTagged whether each line begins with the item and a tab
     */
    public PlainOutput(ProgramOutputs outputs, OutputStream out, boolean isTagged) {
        this.outputs = outputs;
        this.out = new BufferedOutputStream(out, TaggedCopy.BUFFER);
        this.isTagged = isTagged;
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        if (!(outcome.outcome() instanceof Outcome.Skipped)) {
            TaggedCopy.copy(outputs.stdout(outcome.seq()), TaggedCopy.tag(isTagged, outcome.origin()), out);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
