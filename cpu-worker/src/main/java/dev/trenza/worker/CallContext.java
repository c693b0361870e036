package dev.trenza.worker;

import dev.trenza.task.TaskContext;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.StatusPage;
import dev.trenza.worker.protocol.TaskDefinition;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One call's view of itself. Thread-safe. */
final class CallContext implements TaskContext {

    private final RunningCall running;
    private final StatusPage page;
    private final TaskOutput output;
    private final long id;
    private final long index;
    private final int attempt;
    private final DiagnosticContext context;
    private final long limitNanos;
    private final long begun = System.nanoTime();

    CallContext(
            RunningCall running,
            StatusPage page,
            TaskOutput output,
            long id,
            long index,
            int attempt,
            DiagnosticContext context,
            long limitNanos) {
        this.running = running;
        this.page = page;
        this.output = output;
        this.id = id;
        this.index = index;
        this.attempt = attempt;
        this.context = context;
        this.limitNanos = limitNanos;
    }

    @Override
    public long index() {
        return index;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean isCancelled() {
        return running.isCancelled(id);
    }

    @Override
    public Optional<Instant> deadline() {
        return limitNanos == TaskDefinition.NO_LIMIT
                ? Optional.empty()
                : Optional.of(Instant.now().plusNanos(limitNanos - (System.nanoTime() - begun)));
    }

    @Override
    public void progress() {
        page.progress();
    }

    @Override
    public Map<String, String> diagnosticContext() {
        return context.entries();
    }

    @Override
    public void log(Level level, String line) {
        output.log(level, line);
    }

    @Override
    public boolean isLoggable(Level level) {
        return output.isLoggable(level);
    }
}
