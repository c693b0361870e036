package dev.trenza.worker;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * What tasks print, line by line to fd 2, each line with a mark of the stream, the call, the item and the task:
 *
 * <pre>
 *   RS  o|e|l  SP  call  SP  index  SP  task  US  text  LF
 * </pre>
 *
 * <p>A mark in the text rather than a frame: the line is in the pipe as soon as it is printed and survives the worker's
 * death, and it stays in order with what native code, child processes and the JVM itself write there without a mark.
 * Thread-safe.
 */
public final class TaskOutput {

    /** Begins a marked line: ASCII's record separator. */
    public static final char MARK = '\u001E';

    /** Ends the mark: ASCII's unit separator. */
    public static final char END_OF_MARK = '\u001F';

    /** {@code System.out}. */
    public static final char OUT = 'o';

    /** {@code System.err}. */
    public static final char ERR = 'e';

    /** {@code TaskContext.log}. */
    public static final char LOG = 'l';

    private static final int MAX_LINE = 64 << 10;

    private final Supplier<String> origin;
    private final OutputStream descriptor2;
    private final Lines out = new Lines(OUT);
    private final Lines err = new Lines(ERR);

    /**
     * Makes the output.
     *
     * @param origin id, index and task of the running call, {@code "12 7 digest"}; empty between calls
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

    /** One line of {@code TaskContext.log}. */
    void log(String line) {
        write(LOG, line.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes out a line that a task has begun and not ended. */
    void endCall() {
        out.end();
        err.end();
    }

    private void write(char stream, byte[] line) {
        String where = origin.get();
        String mark = MARK + (where.isEmpty() ? String.valueOf(stream) : stream + " " + where) + END_OF_MARK;
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

        private final char stream;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(char stream) {
            this.stream = stream;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                writeOut();
                return;
            }
            line.write(b);
            if (line.size() >= MAX_LINE) {
                writeOut();
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            int end = offset + length;
            for (int from = offset; from < end; ) {
                int limit = Math.min(end, from + MAX_LINE - line.size());
                int to = lineEnd(bytes, from, limit);
                line.write(bytes, from, to - from);
                boolean isWhole = to < limit;
                if (isWhole || line.size() >= MAX_LINE) {
                    writeOut();
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

        private void writeOut() {
            TaskOutput.this.write(stream, line.toByteArray());
            line.reset();
        }
    }
}
