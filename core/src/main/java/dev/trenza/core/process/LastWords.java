package dev.trenza.core.process;

import java.util.List;

/**
 * What was printed in a worker before its end, oldest first. Immutable.
 *
 * <p>Only what Java prints is marked with its call. What native code, a child process or the JVM itself printed is told
 * to be the last call's if it came behind everything that is known to be another's.
 */
record LastWords(List<Line> lines) {

    /** Nothing was printed. */
    static final LastWords NONE = new LastWords(List.of());

    LastWords {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param call id of the call that printed it; 0 if it has no mark
     */
    record Line(long call, String text) {}

    /** Without marks, for a test. */
    static LastWords of(List<String> texts) {
        return new LastWords(texts.stream().map(text -> new Line(0, text)).toList());
    }

    /** All of it. */
    List<String> all() {
        return lines.stream().map(Line::text).toList();
    }

    /**
     * What was printed since a call began, as far as that can be told: nothing that another call is known to have said.
     */
    List<String> of(long call) {
        int first = lines.size();
        int firstMarked = -1;
        while (first > 0 && !isOfAnother(lines.get(first - 1), call)) {
            first--;
            firstMarked = lines.get(first).call() == call && call != 0 ? first : firstMarked;
        }
        return lines.subList(Math.max(first, firstMarked), lines.size()).stream()
                .map(Line::text)
                .toList();
    }

    private static boolean isOfAnother(Line line, long call) {
        return line.call() != 0 && line.call() != call;
    }
}
