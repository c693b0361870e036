package dev.trenza.app.output;

import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskPoolException;
import dev.trenza.io.JsonValues;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * A failure as it is shown: what the task threw, where it was the task; otherwise what happened to it. Immutable.
 *
 * @param type the name of its class, in the worker or here
 * @param message what it says
 * @param stack its lines below the message
 */
public record ErrorText(String type, String message, List<String> stack) {

    private static final int STACK_LINES = 60;

    /** Copies the stack. */
    public ErrorText {
        stack = List.copyOf(stack);
    }

    /** The text of a failure. */
    public static ErrorText of(TaskPoolException failure) {
        ErrorText head = headOf(failure);
        return new ErrorText(head.type, head.message, stackOf(failure));
    }

    /** The same without the stack, which takes long to make. */
    public static ErrorText headOf(TaskPoolException failure) {
        Throwable origin = origin(failure);
        String type = origin instanceof RemoteException remote
                ? remote.type()
                : origin.getClass().getName();
        String message = origin.getMessage() == null ? failure.getMessage() : origin.getMessage();
        return new ErrorText(type, JsonValues.wellFormed(String.valueOf(message)), List.of());
    }

    private static Throwable origin(TaskPoolException failure) {
        boolean threw = failure instanceof TaskFailedException;
        return threw && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The lines of its stack. */
    public static List<String> stackOf(TaskPoolException failure) {
        StringWriter text = new StringWriter();
        origin(failure).printStackTrace(new PrintWriter(text));
        return text.toString()
                .lines()
                .map(String::strip)
                .skip(1)
                .limit(STACK_LINES)
                .map(JsonValues::wellFormed)
                .toList();
    }
}
