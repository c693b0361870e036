package dev.trenza.core.local;

import dev.trenza.core.Emissions;
import dev.trenza.task.Emitter;
import dev.trenza.task.TaskContext;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What a stream task of this JVM emits to. Thread-safe. */
final class LocalEmitter implements Emitter<Object> {

    private final TaskContext context;
    private final Emissions<?, ?> emissions;
    private final @Nullable RoundTrip roundTrip;
    private final LocalTaskPool pool;

    // Mutable state
    private volatile boolean isClosed;

    LocalEmitter(TaskContext context, Emissions<?, ?> emissions, @Nullable RoundTrip roundTrip, LocalTaskPool pool) {
        this.context = context;
        this.emissions = emissions;
        this.roundTrip = roundTrip;
        this.pool = pool;
    }

    /** The task has returned. */
    void close() {
        isClosed = true;
    }

    @Override
    public void emit(Object value) {
        Object crossed = crossed(Objects.requireNonNull(value, "a stream has no place for null"));
        if (isClosed) {
            throw new IllegalStateException("a value was emitted after its task had returned");
        }
        if (context.isCancelled()) {
            throw new CancellationException("the call was cancelled");
        }
        context.progress();
        boolean wasInSignal = pool.enterSignal();
        boolean wasInTask = pool.enterTask();
        pool.leaveTask(false); // the subscriber's code runs in there, and may use the pool
        try {
            emissions.emit(crossed, pool.mayTaskWait(), context::progress);
        } finally {
            pool.leaveTask(wasInTask);
            pool.leaveSignal(wasInSignal);
        }
        context.progress();
    }

    private Object crossed(Object value) {
        if (roundTrip == null) {
            return value;
        }
        try {
            return Objects.requireNonNull(roundTrip.result(value));
        } catch (IOException e) {
            throw new IllegalArgumentException("the value cannot be sent: " + e.getMessage(), e);
        }
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
