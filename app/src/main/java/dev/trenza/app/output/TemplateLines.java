package dev.trenza.app.output;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Successes as lines of the user's own; what failed is told on stderr only, as {@code sha256sum} does. */
public final class TemplateLines implements OutcomeFormat {

    private static final int BUFFER = 64 * 1024;

    private final LineTemplate template;
    private final OutputStream out;

    /** Takes over the stream. */
    public TemplateLines(LineTemplate template, OutputStream out) {
        this.template = template;
        this.out = new BufferedOutputStream(out, BUFFER);
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        if (outcome.isSuccess()) {
            out.write(template.fill(outcome).getBytes(StandardCharsets.UTF_8));
            out.write('\n');
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
