package dev.trenza.app.output;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A place of its own for the results of each stream, opened with the first of them. Confined to one thread at a time. */
final class ByStream implements OutcomeFormat {

    private final Opening opening;

    // Mutable state
    private final Map<String, OutcomeFormat> formats = new LinkedHashMap<>();

    /** Opens the place of a stream. */
    @FunctionalInterface
    interface Opening {
        OutcomeFormat open(String stream) throws IOException;
    }

    ByStream(Opening opening) {
        this.opening = opening;
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        OutcomeFormat format = formats.get(outcome.stream());
        if (format == null) {
            format = opening.open(outcome.stream());
            formats.put(outcome.stream(), format);
        }
        format.write(outcome);
    }

    @Override
    public void flush() throws IOException {
        for (OutcomeFormat format : formats.values()) {
            format.flush();
        }
    }

    @Override
    public void publish() throws IOException {
        for (OutcomeFormat format : formats.values()) {
            format.publish();
        }
    }

    @Override
    public void close() throws IOException {
        for (OutcomeFormat format : formats.values()) {
            format.close();
        }
    }
}
