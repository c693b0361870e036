package dev.trenza.worker.tasks;

import dev.trenza.task.Nullable;
import dev.trenza.task.TaskContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;

/**
 * The lines of a stream of bytes, one at a time and none longer than a limit. Confined to one thread; whoever opened the
 * stream closes it.
 */
final class LineReader {

    private final Reader reader;
    private final int limit;
    private final String name;

    // Mutable state
    private final char[] chars = new char[Content.CHUNK];
    private int start;
    private int end;
    private final StringBuilder line = new StringBuilder();
    private long number;

    /**
     * Reads nothing yet.
     *
     * @param limit characters of one line
     * @param name of the content, for messages
     */
    LineReader(InputStream in, Charset charset, int limit, String name) {
        this.reader = new InputStreamReader(in, charset);
        this.limit = limit;
        this.name = name;
    }

    /**
     * The next line without its end, or {@code null} after the last one. Tells progress each time that it reads.
     *
     * @throws IOException if the line is longer than the limit; names its number
     * @throws java.util.concurrent.CancellationException if the call was cancelled
     */
    @Nullable
    String next(TaskContext context) throws IOException {
        line.setLength(0);
        number++;
        boolean isBegun = false;
        while (start < end || fill(context)) {
            isBegun = true;
            int feed = indexOfLineFeed();
            take(feed < 0 ? end : feed);
            if (feed >= 0) {
                start++;
                return withoutReturn();
            }
        }
        return isBegun ? line.toString() : null;
    }

    private boolean fill(TaskContext context) throws IOException {
        context.checkCancelled();
        context.progress();
        start = 0;
        end = Math.max(0, reader.read(chars));
        return end > 0;
    }

    private int indexOfLineFeed() {
        for (int i = start; i < end; i++) {
            if (chars[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void take(int until) throws IOException {
        if (until - start > limit - line.length()) {
            throw new IOException("line " + number + " of " + name + " has more than " + limit
                    + " characters, which is max-line; raise 'max-line'");
        }
        line.append(chars, start, until - start);
        start = until;
    }

    private String withoutReturn() {
        boolean hasReturn = line.length() > 0 && line.charAt(line.length() - 1) == '\r';
        return line.substring(0, hasReturn ? line.length() - 1 : line.length());
    }
}
