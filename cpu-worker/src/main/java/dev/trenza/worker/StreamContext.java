package dev.trenza.worker;

import dev.trenza.task.Emitter;
import dev.trenza.task.TaskContext;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The view of itself of a call that emits. Thread-safe. */
final class StreamContext implements Emitter<Object> {

    private final TaskContext context;
    private final EmissionWindow window;
    private final ValueCodec codec;
    private final int maxPayload;
    private final long id;

    StreamContext(TaskContext context, EmissionWindow window, ValueCodec codec, int maxPayload, long id) {
        this.context = context;
        this.window = window;
        this.codec = codec;
        this.maxPayload = maxPayload;
        this.id = id;
    }

    @Override
    public void emit(Object value) {
        byte[] payload;
        try {
            payload = codec.encode(Objects.requireNonNull(value, "a stream has no place for null"));
        } catch (IOException e) {
            throw new IllegalArgumentException("the value cannot be sent: " + e.getMessage(), e);
        }
        if (payload.length > maxPayload) {
            throw new IllegalArgumentException("the value of " + payload.length + " bytes is larger than the limit of "
                    + maxPayload + "; emit a path, or raise maxPayload");
        }
        window.emit(id, payload);
    }

    @Override
    public long index() {
        return context.index();
    }

    @Override
    public int attempt() {
        return context.attempt();
    }

    @Override
    public boolean isCancelled() {
        return context.isCancelled();
    }

    @Override
    public Optional<Instant> deadline() {
        return context.deadline();
    }

    @Override
    public void progress() {
        context.progress();
    }

    @Override
    public Map<String, String> diagnosticContext() {
        return context.diagnosticContext();
    }

    @Override
    public void log(Level level, String line) {
        context.log(level, line);
    }

    @Override
    public boolean isLoggable(Level level) {
        return context.isLoggable(level);
    }
}
