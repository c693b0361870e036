package dev.trenza.app.journal;

import java.util.Locale;

/** What becomes of an item of a resumed run, and why. */
public enum Decision {
    /** Has succeeded, and is the same today. */
    DONE(true, "done before"),
    /** Has failed, and nobody asked for another try. */
    FAILED(true, "failed before"),
    /** The file that it names is not what it was. */
    CHANGED(false, "its file has changed"),
    /** Has failed, and is tried again. */
    RETRIED(false, "failed before"),
    /** Has not come to its end, or is new. */
    UNFINISHED(false, "not finished before");

    /** What becomes of an item that stands so. */
    static Decision of(FinishedItems.Standing standing, boolean retriesFailed) {
        return switch (standing) {
            case DONE -> DONE;
            case FAILED -> retriesFailed ? RETRIED : FAILED;
            case CHANGED -> CHANGED;
            case UNKNOWN -> UNFINISHED;
        };
    }

    private final boolean skips;
    private final String words;

    Decision(boolean skips, String words) {
        this.skips = skips;
        this.words = words;
    }

    /** Whether it does not run. */
    public boolean skips() {
        return skips;
    }

    /** Why. */
    public String words() {
        return words;
    }

    /** For a line about one item: {@code skipped: done before}. */
    String line() {
        return (skips ? "skipped: " : "runs: ") + words;
    }

    /** For a line about all of them: {@code 812 skipped (done before)}. */
    String line(long count) {
        return String.format(Locale.ROOT, "%,d %s (%s)", count, skips ? "skipped" : "run", words);
    }
}
