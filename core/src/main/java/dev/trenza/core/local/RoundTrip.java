package dev.trenza.core.local;

import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.task.Task;
import dev.trenza.task.TaskReference;
import dev.trenza.worker.protocol.AllowedTypes;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to a worker and back without a worker: tasks, inputs, results and exceptions become bytes and are made anew of
 * them, so that what could not cross the process line does not cross here, and nothing is shared. Thread-safe.
 */
public final class RoundTrip {

    private final ValueCodec parent;
    private final ValueCodec worker;
    private final ClassLoader loader;
    private final int maxPayload;

    /**
     * A way with the gates of a pool of workers.
     *
     * @param allowed patterns of classes that may pass, beyond the plain ones
     * @param maxPayload largest input or result, in bytes
     * @throws IllegalArgumentException names the pattern that is none, or the limit that is out of range
     */
    public RoundTrip(List<String> allowed, int maxPayload) {
        if (maxPayload < 1) {
            throw new IllegalArgumentException("maxPayload must be >= 1, was " + maxPayload);
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        this.loader = context != null ? context : RoundTrip.class.getClassLoader();
        this.parent = new ValueCodec(new AllowedTypes(allowed), loader).upTo(maxPayload);
        this.worker = ValueCodec.inWorker(new AllowedTypes(allowed), loader).upTo(maxPayload);
        this.maxPayload = maxPayload;
    }

    private RoundTrip(RoundTrip ofPool, ValueCodec parent) {
        this.parent = parent;
        this.worker = ofPool.worker;
        this.loader = ofPool.loader;
        this.maxPayload = ofPool.maxPayload;
    }

    /** For one run, which learns from its task and its inputs what may come back. */
    RoundTrip forTask(Task<?, ?> task) {
        return new RoundTrip(this, parent.forTask(task));
    }

    /** The task as a worker has it: a copy, unless it is known by name. */
    Task<?, ?> task(Task<?, ?> task) {
        try {
            TaskDefinition definition = TaskDefinition.of(task);
            return task instanceof TaskReference ? task : definition.deserialise(loader);
        } catch (IOException | ClassNotFoundException e) {
            throw new TaskFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The input as the task gets it. */
    @Nullable
    Object input(@Nullable Object input) throws NotSentException {
        try {
            byte[] bytes = parent.encode(input);
            if (bytes.length > maxPayload) {
                throw new NotSentException("its " + bytes.length + " bytes are more than the limit of " + maxPayload
                        + "; pass a path, or raise maxPayload");
            }
            return worker.decode(bytes);
        } catch (IOException e) {
            throw new NotSentException(String.valueOf(e.getMessage()));
        }
    }

    /** The result as the pool gets it. */
    @Nullable
    Object result(@Nullable Object result) throws IOException {
        byte[] bytes;
        try {
            bytes = worker.encode(result);
        } catch (IOException e) {
            throw new IOException("the result cannot be sent: " + e.getMessage(), e);
        }
        if (bytes.length > maxPayload) {
            throw new IOException("the result of " + bytes.length + " bytes is larger than the limit of " + maxPayload
                    + "; return a path, or raise maxPayload");
        }
        return parent.decode(bytes);
    }

    /** What the task has thrown as the pool gets it. */
    RemoteException failure(Throwable thrown) {
        return RemoteException.of(RemoteFailure.of(thrown));
    }

    /** An input that never reaches its task. */
    static final class NotSentException extends Exception {

        private static final long serialVersionUID = 1;

        NotSentException(String message) {
            super(message);
        }
    }
}
