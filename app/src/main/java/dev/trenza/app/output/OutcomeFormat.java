package dev.trenza.app.output;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.Closeable;
import java.io.IOException;

/** Writes outcomes, each as a line. Confined to one thread at a time. */
public interface OutcomeFormat extends Closeable {

    /** Takes everything and keeps nothing. */
    OutcomeFormat NONE = new OutcomeFormat() {
        @Override
        public void write(StreamOutcome outcome) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /**
     * Writes one outcome; it may stay in a buffer.
     *
     * @throws IOException if the output takes no more; what it took is then unknown
     */
    void write(StreamOutcome outcome) throws IOException;

    /**
     * Passes on everything that was written.
     *
     * @throws IOException if the output takes no more
     */
    void flush() throws IOException;

    /**
     * Puts what was written in its place, when all of it is there; nothing is written after it. Where nobody minds to see
     * half of the results they are in their place already.
     *
     * @throws IOException if that cannot be done
     */
    default void publish() throws IOException {}

    /** Flushes and closes the output. What was not published does not take the place of what was there. */
    @Override
    void close() throws IOException;
}
