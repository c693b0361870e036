package dev.trenza.io;

import dev.trenza.core.pipeline.SourceItem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A line that is no item. */
final class UnreadableLine {

    private static final StackTraceElement[] NO_STACK = {};

    private UnreadableLine() {}

    /**
     * The failed item in its place. It has no stack: what is wrong is the line, not the code that found it, and a file may
     * have a million of them.
     *
     * @param name of the file
     * @param number of the line, from 1
     * @param problem completes the sentence that begins with the line: {@code "is no JSON"}
     */
    static SourceItem of(String name, long number, @Nullable String problem) {
        IOException failure = new IOException("line " + number + " of '" + name + "' " + problem);
        failure.setStackTrace(NO_STACK);
        return SourceItem.failed(name + ":" + number, failure);
    }
}
