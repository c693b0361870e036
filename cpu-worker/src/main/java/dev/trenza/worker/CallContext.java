package dev.trenza.worker;

import dev.trenza.task.TaskContext;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.StatusPage;
import java.lang.System.Logger.Level;
import java.util.Map;

/** One call's view of itself. Thread-safe. */
final class CallContext implements TaskContext {

    private final RunningCall running;
    private final StatusPage page;
    private final TaskOutput output;
    private final long id;
    private final long index;
    private final int attempt;
    private final DiagnosticContext context;

    CallContext(
            RunningCall running,
            StatusPage page,
            TaskOutput output,
            long id,
            long index,
            int attempt,
            DiagnosticContext context) {
        this.running = running;
        this.page = page;
        this.output = output;
        this.id = id;
        this.index = index;
        this.attempt = attempt;
        this.context = context;
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
