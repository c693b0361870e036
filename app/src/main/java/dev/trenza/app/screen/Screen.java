package dev.trenza.app.screen;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The one owner of stderr. Lines come out whole, whoever prints them; the status line of a terminal stays below them.
 * Thread-safe.
 */
public final class Screen {

    private static final String ERASE_LINE = "\r\033[K";
    private static final String ERASE_LINE_ABOVE = "\033[A\033[K";

    private final PrintStream err;
    private final boolean isTerminal;

    // Mutable state, guarded by this
    private String status = "";
    private boolean isMidLine;

    /**
     * Takes over a stream.
     *
     * @param err where lines go, in UTF-8
     * @param isTerminal whether a status line can be erased and drawn again
     */
    public Screen(OutputStream err, boolean isTerminal) {
        this.err = new PrintStream(err, false, StandardCharsets.UTF_8);
        this.isTerminal = isTerminal;
    }

    /** Whether {@link #status} shows anything. */
    public boolean isTerminal() {
        return isTerminal;
    }

    /** Prints a line of ours; it may be several, separated by line ends. */
    public synchronized void line(String text) {
        erase();
        err.println(text);
        isMidLine = false;
        draw();
    }

    /** Prints a line that others wrote: what could move the cursor is made visible. */
    public void foreignLine(String text) {
        line(Printable.line(text));
    }

    /**
     * Replaces the status line; it may be several, separated by line ends. An empty text takes it away. Does nothing if
     * this is no terminal.
     */
    public synchronized void status(String text) {
        if (isTerminal && !status.equals(text)) {
            erase();
            status = text;
            draw();
        }
    }

    /**
     * A stream to the same terminal, for results: what is written there stays above the status line too.
     *
     * @param stdout is passed everything, and closed
     */
    public OutputStream beside(OutputStream stdout) {
        return new OutputStream() {
            @Override
            public void write(int character) throws IOException {
                write(new byte[] {(byte) character}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writeBeside(stdout, bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                stdout.close();
            }
        };
    }

    /** A stream to stderr, for bytes that are to stay as they are: the output of programs. Closing it does nothing. */
    public OutputStream raw() {
        return beside(new OutputStream() {
            @Override
            public void write(int character) {
                err.write(character);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                err.write(bytes, offset, length);
            }

            @Override
            public void close() {
                err.flush();
            }
        });
    }

    private synchronized void writeBeside(OutputStream stdout, byte[] bytes, int offset, int length)
            throws IOException {
        if (length == 0) {
            return;
        }
        erase();
        err.flush();
        stdout.write(bytes, offset, length);
        // Behind half a line the status line would become a part of it; it comes back with the other half.
        isMidLine = bytes[offset + length - 1] != '\n';
        draw();
    }

    private void erase() {
        if (!status.isEmpty() && !isMidLine) {
            err.print(ERASE_LINE
                    + ERASE_LINE_ABOVE.repeat(
                            (int) status.chars().filter(c -> c == '\n').count()));
        }
    }

    private void draw() {
        if (!isMidLine) {
            err.print(status);
        }
        err.flush();
    }
}
