package dev.trenza.worker.tasks;

import dev.trenza.task.ContextTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskCatalog;
import dev.trenza.task.TaskContext;
import dev.trenza.task.TaskReference;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls a task by its name, as a worker does. */
final class Calls {

    private Calls() {}

    static Object call(String task, Map<String, ?> parameters, Object value) throws Exception {
        return task(task, parameters).run(value);
    }

    static Object call(String task, Map<String, ?> parameters, Object value, TaskContext context) throws Exception {
        return ((ContextTask<Object, Object>) task(task, parameters)).run(value, context);
    }

    private static Task<Object, Object> task(String name, Map<String, ?> parameters) {
        return TaskCatalog.load(null).create(new TaskReference(name, parameters));
    }

    /** A call that notes its progress and is cancelled after some. */
    static final class Context implements TaskContext {

        final AtomicInteger progress = new AtomicInteger();
        private final int cancelledAfter;

        private Context(int cancelledAfter) {
            this.cancelledAfter = cancelledAfter;
        }

        /** A call that is cancelled after so many progresses. */
        static Context cancelledAfter(int progress) {
            return new Context(progress);
        }

        @Override
        public long index() {
            return 0;
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public boolean isCancelled() {
            return progress.get() >= cancelledAfter;
        }

        @Override
        public void progress() {
            progress.incrementAndGet();
        }

        @Override
        public void log(Level level, String line) {}
    }
}
