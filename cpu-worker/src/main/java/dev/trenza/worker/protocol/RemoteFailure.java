package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Copies what an exception says; one that misbehaves when it is asked is copied as far as possible. */
    public static RemoteFailure of(Throwable throwable) {
        return of(throwable, Collections.newSetFromMap(new IdentityHashMap<>()), 0);
    }

    /** A stack without an exception: where a thread is now. */
    public static RemoteFailure ofStack(String type, String message, StackTraceElement[] stack) {
        return new RemoteFailure(type, message, cut(stack), null, List.of());
    }

    private static RemoteFailure of(Throwable throwable, Set<Throwable> seen, int depth) {
        seen.add(throwable);
        Throwable cause = throwable.getCause();
        List<RemoteFailure> suppressed = new ArrayList<>();
        for (Throwable other : throwable.getSuppressed()) {
            if (depth < MAX_DEPTH && suppressed.size() < MAX_SUPPRESSED && !seen.contains(other)) {
                suppressed.add(of(other, seen, depth + 1));
            }
        }
        return new RemoteFailure(
                throwable.getClass().getName(),
                messageOf(throwable),
                cut(throwable.getStackTrace()),
                cause == null || depth == MAX_DEPTH || seen.contains(cause) ? null : of(cause, seen, depth + 1),
                List.copyOf(suppressed));
    }

    private static @Nullable String messageOf(Throwable throwable) {
        try {
            String message = throwable.getMessage();
            return message == null || message.length() <= MAX_TEXT ? message : message.substring(0, MAX_TEXT) + "...";
        } catch (RuntimeException e) {
            return "(its getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    private static List<StackTraceElement> cut(StackTraceElement[] stack) {
        return List.of(stack.length <= MAX_STACK ? stack : Arrays.copyOf(stack, MAX_STACK));
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
