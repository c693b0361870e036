package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * An exception as text: what crosses the process line instead of the exception itself, so that the parent never loads a
 * foreign class and an exception that cannot be serialised hurts nobody. Immutable.
 *
 * @param type class name
 * @param message what it said
 * @param stack at most {@value #MAX_STACK} elements
 * @param cause at most {@value #MAX_DEPTH} deep
 * @param suppressed at most {@value #MAX_SUPPRESSED}
 */
public record RemoteFailure(
        String type,
        @Nullable String message,
        List<StackTraceElement> stack,
        @Nullable RemoteFailure cause,
        List<RemoteFailure> suppressed) {

    private static final int MAX_STACK = 512;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_SUPPRESSED = 16;
    private static final int MAX_TEXT = 64 << 10;

    /** Of the whole, in characters: it must fit into a frame whatever a task throws. */
    private static final int MAX_SIZE = 1 << 20;

    /** What a stack element takes beside its names. */
    private static final int ELEMENT_SIZE = 32;

    /** Copies what an exception says; one that misbehaves when it is asked is copied as far as possible. */
    public static RemoteFailure of(Throwable throwable) {
        return new Copy().of(throwable, 0);
    }

    /** A stack without an exception: where a thread is now. */
    public static RemoteFailure ofStack(String type, String message, StackTraceElement[] stack) {
        return new RemoteFailure(type, message, new Copy().cut(stack), null, List.of());
    }

    /** One copy in the making: what was seen already, and how much room is left. */
    private static final class Copy {

        private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        // Mutable state
        private int room = MAX_SIZE;

        RemoteFailure of(Throwable throwable, int depth) {
            seen.add(throwable);
            String type = cut(throwable.getClass().getName());
            String message = messageOf(throwable);
            List<StackTraceElement> stack = cut(stackOf(throwable));
            Throwable cause = causeOf(throwable);
            RemoteFailure copiedCause = cause == null || !isToCopy(cause, depth) ? null : of(cause, depth + 1);
            List<RemoteFailure> suppressed = new ArrayList<>();
            for (Throwable other : throwable.getSuppressed()) {
                if (suppressed.size() < MAX_SUPPRESSED && isToCopy(other, depth)) {
                    suppressed.add(of(other, depth + 1));
                }
            }
            return new RemoteFailure(type, message, stack, copiedCause, List.copyOf(suppressed));
        }

        private boolean isToCopy(Throwable other, int depth) {
            return depth < MAX_DEPTH && room > 0 && !seen.contains(other);
        }

        private @Nullable String messageOf(Throwable throwable) {
            try {
                String message = throwable.getMessage();
                return message == null ? null : cut(message);
            } catch (Throwable e) { // its own code, which may do anything
                return cut("(its getMessage() threw " + e.getClass().getName() + ")");
            }
        }

        private static @Nullable Throwable causeOf(Throwable throwable) {
            try {
                return throwable.getCause();
            } catch (Throwable e) { // its own code, which may do anything
                return e;
            }
        }

        private static StackTraceElement[] stackOf(Throwable throwable) {
            try {
                return throwable.getStackTrace();
            } catch (Throwable e) { // its own code, which may do anything
                return new StackTraceElement[0];
            }
        }

        private String cut(String text) {
            int length = Math.min(Math.min(text.length(), MAX_TEXT), Math.max(room, 0));
            room -= length;
            return length == text.length() ? text : text.substring(0, length) + "...";
        }

        List<StackTraceElement> cut(StackTraceElement @Nullable [] stack) {
            List<StackTraceElement> elements = new ArrayList<>();
            for (int i = 0; stack != null && i < stack.length && i < MAX_STACK && room > 0; i++) {
                room -= stack[i].toString().length() + ELEMENT_SIZE;
                elements.add(stack[i]);
            }
            return List.copyOf(elements);
        }
    }

    void encode(ByteSink sink) {
        sink.text(type);
        optional(sink, message);
        sink.i32(stack.size());
        for (StackTraceElement element : stack) {
            sink.text(element.getClassName());
            sink.text(element.getMethodName());
            optional(sink, element.getFileName());
            sink.i32(element.getLineNumber());
        }
        sink.u8(cause == null ? 0 : 1);
        if (cause != null) {
            cause.encode(sink);
        }
        sink.i32(suppressed.size());
        suppressed.forEach(other -> other.encode(sink));
    }

    static RemoteFailure decode(ByteSource source) throws IOException {
        return decode(source, 0);
    }

    private static RemoteFailure decode(ByteSource source, int depth) throws IOException {
        if (depth > 2 * MAX_DEPTH) {
            throw new ProtocolException("a failure with causes more than " + 2 * MAX_DEPTH + " deep");
        }
        String type = source.text();
        String message = optional(source);
        List<StackTraceElement> stack = new ArrayList<>();
        for (int left = source.count(13); left > 0; left--) {
            stack.add(new StackTraceElement(source.text(), source.text(), optional(source), source.i32()));
        }
        RemoteFailure cause = source.u8() == 0 ? null : decode(source, depth + 1);
        List<RemoteFailure> suppressed = new ArrayList<>();
        for (int left = source.count(13); left > 0; left--) {
            suppressed.add(decode(source, depth + 1));
        }
        return new RemoteFailure(type, message, List.copyOf(stack), cause, List.copyOf(suppressed));
    }

    private static void optional(ByteSink sink, @Nullable String text) {
        sink.u8(text == null ? 0 : 1);
        if (text != null) {
            sink.text(text);
        }
    }

    private static @Nullable String optional(ByteSource source) throws IOException {
        return source.u8() == 0 ? null : source.text();
    }
}
