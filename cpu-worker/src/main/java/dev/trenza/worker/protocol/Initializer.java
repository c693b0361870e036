package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import dev.trenza.task.Task;
import java.io.IOException;

/**
 * What every worker of a pool runs once, before it takes calls. Immutable.
 *
 * @param task what runs
 * @param input its input, see {@link ValueCodec}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Initializer(TaskDefinition task, byte[] input) {

    /** The frames that follow a {@link Frame.Welcome} which promises them. */
    public Frame[] frames() {
        return new Frame[] {new Frame.Define(0, task), new Frame.Call(0, 1, 0, 0, DiagnosticContext.EMPTY, input)};
    }

    /**
     * Encodes a task and its input.
     *
     * @throws IOException if one of them cannot be sent; the message says why
     */
    public static Initializer of(Task<?, ?> task, @Nullable Object input, ValueCodec codec) throws IOException {
        return new Initializer(TaskDefinition.of(task), codec.encode(input));
    }

    @Override
    public String toString() {
        return task.name();
    }
}
