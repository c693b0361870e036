package dev.trenza.app.progress;

import dev.trenza.app.screen.Screen;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import java.util.OptionalLong;

/** Shows one run from its start to {@link #close}. */
public interface ProgressDisplay extends RunListener, AutoCloseable {

    /**
     * Begins to show a run.
     *
     * @param title of the run
     * @param size how many items there will be, if that is known
     * @param summary of the same run
     */
    static ProgressDisplay open(String title, OptionalLong size, ProgressMode mode, RunSummary summary, Screen screen) {
        return switch (mode) {
            case AUTO -> screen.isTerminal() ? new BarDisplay(title, size, screen) : () -> {};
            case PLAIN -> new LineDisplay(new Tally(summary, size), Tally::words, screen);
            case JSON -> new LineDisplay(new Tally(summary, size), Tally::json, screen);
            case NONE -> () -> {};
        };
    }

    /** Takes away what is shown. */
    @Override
    void close();
}
