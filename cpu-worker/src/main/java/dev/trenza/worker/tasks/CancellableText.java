package dev.trenza.worker.tasks;

import dev.trenza.task.TaskContext;

/**
 * A text in which a search ends soon after its call was cancelled: a regular expression that backtracks for ever looks at
 * a character again and again, and at nothing else. Confined to one thread.
 */
final class CancellableText implements CharSequence {

    /** Looks between two questions: the question is a volatile read, and this many looks take microseconds. */
    private static final int PATIENCE = 1 << 12;

    private final CharSequence text;
    private final TaskContext context;

    // Mutable state
    private int looks;

    CancellableText(CharSequence text, TaskContext context) {
        this.text = text;
        this.context = context;
    }

    /**
     * The character at an index.
     *
     * @throws java.util.concurrent.CancellationException if the call was cancelled
     */
    @Override
    public char charAt(int index) {
        if (++looks >= PATIENCE) {
            looks = 0;
            context.checkCancelled();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new CancellableText(text.subSequence(start, end), context);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
