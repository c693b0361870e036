package dev.trenza.core.process;

import dev.trenza.worker.TaskOutput;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.LevelLetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Cuts what a worker prints into lines, reads their marks, hands them on and keeps the last ones. Reading is confined to
 * the stderr thread; {@link #last} may be called by any.
 */
final class OutputLines {

    private static final int MAX_LINE = 128 << 10;
    private static final int BUFFER = 64 << 10;
    private static final long SHOWN_MILLIS = 2_000;
    private static final int KEPT_LINES = 256;
    private static final int KEPT_LENGTH = 1_000;

    private static final String[] NO_MARK = {};

    private final int worker;
    private final long pid;
    private final OutputRing ring;

    // Mutable state of the stderr thread
    private String contextText = "";
    private Map<String, String> context = Map.of();

    // Mutable state, fenced by itself
    private final ArrayDeque<LastWords.Line> last = new ArrayDeque<>();

    OutputLines(int worker, long pid, Consumer<? super WorkerOutput> consumer) {
        this.worker = worker;
        this.pid = pid;
        this.ring = new OutputRing(consumer, "trenza-worker-" + worker + "-output");
    }

    /**
     * Reads to the end of the stream, and waits a little until it was shown. Lines are bounded: a flood without line ends is
     * cut, not kept.
     */
    void readFrom(InputStream in) throws IOException {
        try {
            readLines(in);
        } finally {
            ring.end(SHOWN_MILLIS);
        }
    }

    private void readLines(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            cut(buffer, count, line);
        }
        if (line.size() > 0) {
            accept(line);
        }
    }

    private void cut(byte[] buffer, int count, ByteArrayOutputStream line) {
        int from = 0;
        while (from < count) {
            int limit = Math.min(count, from + MAX_LINE - line.size());
            int to = from;
            while (to < limit && buffer[to] != '\n') {
                to++;
            }
            line.write(buffer, from, to - from);
            boolean isWhole = to < limit;
            if (isWhole) {
                accept(line);
            } else if (line.size() >= MAX_LINE) {
                acceptLong(line);
            }
            from = isWhole ? to + 1 : to;
        }
    }

    /** What is longer than a line may be goes on in the next; a character is not cut. */
    private void acceptLong(ByteArrayOutputStream line) {
        byte[] bytes = line.toByteArray();
        int cut = TaskOutput.wholeCharacters(bytes, bytes.length);
        line.reset();
        line.write(bytes, 0, cut);
        accept(line);
        line.write(bytes, cut, bytes.length - cut);
    }

    /** The last lines that were printed, oldest first. */
    LastWords last() {
        synchronized (last) {
            return new LastWords(List.copyOf(last));
        }
    }

    /** Native code may have begun a line that a marked one then continues: those are two. */
    private void accept(ByteArrayOutputStream line) {
        String raw = line.toString(StandardCharsets.UTF_8);
        line.reset();
        int mark = raw.indexOf(TaskOutput.MARK);
        if (mark > 0) {
            keep(raw.substring(0, mark));
        }
        keep(raw.substring(Math.max(mark, 0)));
    }

    private void keep(String raw) {
        int end = raw.isEmpty() || raw.charAt(0) != TaskOutput.MARK ? -1 : raw.indexOf(TaskOutput.END_OF_MARK);
        int context = end < 0 ? -1 : raw.lastIndexOf(TaskOutput.CONTEXT, end);
        String[] mark = end < 0
                ? NO_MARK
                : raw.substring(1, context < 0 ? end : context).split(" ", 4);
        readContext(context < 0 ? "" : raw.substring(context + 1, end));
        WorkerOutput output = parse(mark, raw.substring(end + 1));
        synchronized (last) {
            if (last.size() == KEPT_LINES) {
                last.removeFirst();
            }
            String line = output.line();
            String kept = line.length() <= KEPT_LENGTH ? line : line.substring(0, KEPT_LENGTH) + "...";
            last.add(new LastWords.Line(mark.length == 4 ? number(mark[1]) : 0, kept));
        }
        ring.add(output);
    }

    /** Mostly it is that of the line before. */
    private void readContext(String text) {
        if (!text.equals(contextText)) {
            contextText = text;
            context = DiagnosticContext.ofText(text).entries();
        }
    }

    /** A task may write a mark of its own. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private WorkerOutput parse(String[] mark, String line) {
        String kind = mark.length == 0 ? "" : mark[0];
        String item = mark.length == 4 ? mark[2] : "";
        String task = mark.length == 4 ? mark[3] : "";
        return new WorkerOutput(worker, pid, stream(mark), task, item, level(kind), context, line);
    }

    private static WorkerOutput.Stream stream(String[] mark) {
        if (mark.length == 0) {
            return WorkerOutput.Stream.RAW;
        }
        return switch (mark[0].isEmpty() ? ' ' : mark[0].charAt(0)) {
            case TaskOutput.OUT -> WorkerOutput.Stream.OUT;
            case TaskOutput.LOG -> WorkerOutput.Stream.LOG;
            default -> WorkerOutput.Stream.ERR;
        };
    }

    private static Level level(String kind) {
        Level level = kind.length() == 2 ? LevelLetter.level(kind.charAt(1)) : null;
        return level == null ? Level.INFO : level;
    }
}
