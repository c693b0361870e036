package dev.trenza.worker;

import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.LevelLetter;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What tasks print, line by line to fd 2, each line with a mark of the stream, the call, the item and the task:
 *
 * <pre>
 *   RS  o|e|lX  SP  call  SP  index  SP  task  [GS  context]  US  text  LF
 * </pre>
 *
 * <p>X is the level of a line that was logged, see {@link LevelLetter}; the context is there if the call has one, as
 * {@link DiagnosticContext#text}.
 *
 * <p>A mark in the text rather than a frame: the line is in the pipe as soon as it is printed and survives the worker's
 * death, and it stays in order with what native code, child processes and the JVM itself write there without a mark.
 * Thread-safe.
 */
public final class TaskOutput {

    /** Begins a marked line: ASCII's record separator. */
    public static final char MARK = '\u001E';

    /** In a mark, before a context: ASCII's group separator. */
    public static final char CONTEXT = '\u001D';

    /** Ends the mark: ASCII's unit separator. */
    public static final char END_OF_MARK = '\u001F';

    /** {@code System.out}. */
    public static final char OUT = 'o';

    /** {@code System.err}. */
    public static final char ERR = 'e';

    /** {@code TaskContext.log}. */
    public static final char LOG = 'l';

    /** Bytes of a line; what is longer goes on in another one, which is marked as well. */
    private static final int MAX_LINE = 64 << 10;

    private final Supplier<String> origin;
    private final OutputStream descriptor2;
    private final Lines out = new Lines(String.valueOf(OUT));
    private final Lines err = new Lines(String.valueOf(ERR));

    /** Whether a line may have been begun. */
    private volatile boolean isOpen;

    // Mutable state, set once before the first call
    private volatile Level logLevel = Level.INFO;

    /**
     * Makes the output.
     *
     * @param origin id, index, task and context of the running call, {@code "12 7 digest"}; empty between calls
     */
    TaskOutput(Supplier<String> origin) {
        this(origin, new FileOutputStream(FileDescriptor.err));
    }

    /** Makes one that writes elsewhere. */
    TaskOutput(Supplier<String> origin, OutputStream descriptor2) {
        this.origin = origin;
        this.descriptor2 = descriptor2;
    }

    /** Replaces {@code System.out} and {@code System.err}. */
    void claim() {
        System.setOut(out());
        System.setErr(err());
    }

    /** What takes the place of {@code System.out}. */
    PrintStream out() {
        return new Unclosable(out);
    }

    /** What takes the place of {@code System.err}. */
    PrintStream err() {
        return new Unclosable(err);
    }

    /** Lines of {@code TaskContext.log} are written from this level on. */
    void logFrom(Level level) {
        logLevel = level;
    }

    boolean isLoggable(Level level) {
        return level != Level.OFF && level.getSeverity() >= logLevel.getSeverity();
    }

    /** A line of {@code TaskContext.log}, or several. */
    void log(Level level, String text) {
        if (isLoggable(level)) {
            Lines lines = new Lines(LOG + String.valueOf(LevelLetter.of(level)));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            lines.write(bytes, 0, bytes.length);
            if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
                lines.write('\n');
            }
        }
    }

    /**
     * Where UTF-8 that goes on can be cut: before a character that is not complete.
     *
     * @param length of what there is
     * @return at most 3 less, and the whole length if it is no UTF-8
     */
    public static int wholeCharacters(byte[] utf8, int length) {
        for (int at = length - 1; at >= Math.max(0, length - 3); at--) {
            int lead = utf8[at] & 0xFF;
            if (lead >= 0xC0) {
                int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
                return length - at < size ? at : length;
            }
            if (lead < 0x80) {
                break;
            }
        }
        return length;
    }

    /** Writes out a line that a task has begun and not ended. */
    void endCall() {
        if (isOpen) {
            isOpen = false;
            out.end();
            err.end();
        }
    }

    private void write(String stream, byte[] line) {
        String where = origin.get();
        String mark = MARK + (where.isEmpty() ? stream : stream + " " + where) + END_OF_MARK;
        ByteArrayOutputStream whole = new ByteArrayOutputStream(mark.length() + line.length + 1);
        whole.writeBytes(mark.getBytes(StandardCharsets.UTF_8));
        whole.writeBytes(line);
        whole.write('\n');
        try {
            descriptor2.write(whole.toByteArray());
        } catch (IOException e) {
            // Nobody listens any more; the end of the channel, which follows, says the same with authority.
        }
    }

    /** A task that closes it, as try-with-resources may, does not silence those after it. */
    private static final class Unclosable extends PrintStream {

        Unclosable(OutputStream target) {
            super(target, true, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            flush();
        }
    }

    /** Gathers bytes into lines. Like every PrintStream's target it must not throw. */
    private final class Lines extends OutputStream {

        private final String stream;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(String stream) {
            this.stream = stream;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                writeOut();
                return;
            }
            line.write(b);
            isOpen = true;
            cutIfLong();
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            int end = offset + length;
            for (int from = offset; from < end; ) {
                int limit = Math.min(end, from + MAX_LINE - line.size());
                int to = lineEnd(bytes, from, limit);
                line.write(bytes, from, to - from);
                boolean isWhole = to < limit;
                if (isWhole) {
                    writeOut();
                } else {
                    isOpen = true;
                    cutIfLong();
                }
                from = isWhole ? to + 1 : to;
            }
        }

        private int lineEnd(byte[] bytes, int from, int limit) {
            int at = from;
            while (at < limit && bytes[at] != '\n') {
                at++;
            }
            return at;
        }

        synchronized void end() {
            if (line.size() > 0) {
                writeOut();
            }
        }

        private void cutIfLong() {
            if (line.size() >= MAX_LINE) {
                byte[] bytes = line.toByteArray();
                int cut = wholeCharacters(bytes, bytes.length);
                TaskOutput.this.write(stream, Arrays.copyOf(bytes, cut));
                line.reset();
                line.write(bytes, cut, bytes.length - cut);
            }
        }

        private void writeOut() {
            TaskOutput.this.write(stream, line.toByteArray());
            line.reset();
        }
    }
}
