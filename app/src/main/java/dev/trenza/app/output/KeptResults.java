package dev.trenza.app.output;

import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Keeps the value of each item in a file of its own, or why there is none, and passes it on. */
public final class KeptResults implements OutcomeFormat {

    private final ResultFiles files;
    private final OutcomeFormat next;

    /** Takes over the format behind it. */
    public KeptResults(ResultFiles files, OutcomeFormat next) {
        this.files = files;
        this.next = next;
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        if (outcome.outcome() instanceof Outcome.Success<Item, Object>) {
            ResultFiles.Trio trio = files.of(String.valueOf(outcome.origin()), outcome.seq());
            Files.write(trio.stdout(), content(outcome.value()));
            Files.write(trio.stderr(), new byte[0]);
        } else if (outcome.outcome() instanceof Outcome.Failure<Item, Object> failure) {
            ResultFiles.Trio trio = files.of(String.valueOf(outcome.origin()), outcome.seq());
            Files.write(trio.stdout(), new byte[0]);
            Files.writeString(trio.stderr(), failure.failure().getMessage() + "\n");
        }
        next.write(outcome);
    }

    private static byte[] content(@Nullable Object value) {
        return value instanceof byte[] bytes
                ? bytes
                : value == null ? new byte[0] : (PlainText.of(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void flush() throws IOException {
        next.flush();
    }

    @Override
    public void publish() throws IOException {
        next.publish();
    }

    @Override
    public void close() throws IOException {
        next.close();
    }
}
