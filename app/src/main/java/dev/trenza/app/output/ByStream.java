package dev.trenza.app.output;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A place of its own for the results of some streams. All are opened at once, so that one that cannot be written is told at the
 * beginning, and what an earlier run left is replaced also where there are no results. Confined to one thread at a time.
 */
public final class ByStream implements OutcomeFormat {

    private final Map<String, OutcomeFormat> formats = new LinkedHashMap<>();
    private final OutcomeFormat others;

    /** Opens the place of a stream. */
    @FunctionalInterface
    public interface Opening {

        /**
         * Opens it.
         *
         * @throws IOException if it cannot be written
         */
        OutcomeFormat open(String stream) throws IOException;
    }

    /**
     * Opens the places of these streams.
     *
     * @param others takes the results of all other streams; is closed with the places
     */
    public ByStream(Collection<String> streams, Opening opening, OutcomeFormat others) throws IOException {
        this.others = others;
        for (String stream : streams) {
            formats.put(stream, opening.open(stream));
        }
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        formats.getOrDefault(outcome.stream(), others).write(outcome);
    }

    @Override
    public void flush() throws IOException {
        for (OutcomeFormat format : all()) {
            format.flush();
        }
    }

    @Override
    public void publish() throws IOException {
        for (OutcomeFormat format : all()) {
            format.publish();
        }
    }

    @Override
    public void close() throws IOException {
        for (OutcomeFormat format : all()) {
            format.close();
        }
    }

    private List<OutcomeFormat> all() {
        List<OutcomeFormat> all = new ArrayList<>(formats.values());
        all.add(others);
        return all;
    }
}
