package dev.trenza.core.local;

import dev.trenza.core.TaskLine;
import java.lang.System.Logger.Level;
import java.util.Map;

/** A line that a task of this JVM has logged. Immutable. */
record LocalLine(String task, long index, String label, Level level, Map<String, String> context, String line)
        implements TaskLine {

    @Override
    public String item() {
        return Long.toString(index);
    }

    @Override
    public String origin() {
        return taskOfStream() + " \u00B7 " + label;
    }

    /** As it is shown: {@code read . a.txt | text}. */
    @Override
    public String toString() {
        return text();
    }
}
