package dev.trenza.app.screen;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Hands over whole lines of UTF-8; the beginning of a line waits for its end, or for {@link #close}. Thread-safe. */
public final class LineStream extends OutputStream {

    private final Consumer<String> lines;

    // Mutable state, guarded by this
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Takes what receives the lines, without their ends. */
    public LineStream(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void write(int character) {
        if (character == '\n') {
            end();
        } else if (character != '\r') {
            line.write(character);
        }
    }

    @Override
    public synchronized void close() {
        if (line.size() > 0) {
            end();
        }
    }

    private void end() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text);
    }
}
