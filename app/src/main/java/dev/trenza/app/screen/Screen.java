package dev.trenza.app.screen;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The one owner of stderr. Lines come out whole, whoever prints them; the status line of a terminal stays below them.
 * Thread-safe.
 */
public final class Screen {

    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream err;
    private final boolean isTerminal;

    // Mutable state, guarded by this
    private String status = "";

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
        if (!status.isEmpty()) {
            err.print(ERASE_LINE);
        }
        err.println(text);
        err.print(status);
        err.flush();
    }

    /** Prints a line that others wrote: what could move the cursor is made visible. */
    public void foreignLine(String text) {
        line(Printable.line(text));
    }

    /** Replaces the status line; an empty text takes it away. Does nothing if this is no terminal. */
    public synchronized void status(String text) {
        if (isTerminal && !status.equals(text)) {
            err.print(status.isEmpty() ? text : ERASE_LINE + text);
            err.flush();
            status = text;
        }
    }
}
