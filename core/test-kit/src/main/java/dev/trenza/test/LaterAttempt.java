package dev.trenza.test;

import dev.trenza.core.TaskName;
import dev.trenza.task.ContextTask;
import dev.trenza.task.TaskContext;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A task that is told that there were attempts before. */
final class LaterAttempt<I, O> implements ContextTask<I, O> {

    private static final long serialVersionUID = 1;

    private final ContextTask<I, O> task;
    private final int before;

    LaterAttempt(ContextTask<I, O> task, int before) {
        this.task = task;
        this.before = before;
    }

    @Override
    public O run(I input, TaskContext context) throws Exception {
        return task.run(input, new LaterContext(context, before));
    }

    /** The name of the task in messages. */
    @Override
    public String toString() {
        return TaskName.of(task);
    }

    /** The context of a task that was attempted before. */
    private record LaterContext(TaskContext context, int before) implements TaskContext {

        @Override
        public long index() {
            return context.index();
        }

        @Override
        public int attempt() {
            return context.attempt() + before;
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
        public boolean isLoggable(Level level) {
            return context.isLoggable(level);
        }

        @Override
        public void log(Level level, String line) {
            context.log(level, line);
        }
    }
}
