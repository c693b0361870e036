package dev.trenza.app.progress;

import dev.trenza.app.screen.Screen;
import dev.trenza.core.pipeline.RunSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import reactor.core.scheduler.Schedulers;

/** Shows one run from its start to {@link #close}, by a look at it now and then. */
public interface ProgressDisplay extends AutoCloseable {

    /** Between two lines of words; a log is read later, and a voice takes its time. */
    Duration LINES = Duration.ofSeconds(5);

    /** Between two objects for programs. */
    Duration OBJECTS = Duration.ofSeconds(1);

    /**
     * Begins to show a run.
     *
     * @param title of the run
     * @param size how many items there will be, if that is known by now; asked as often as the summary
     * @param summary of the same run
     * @param workers what they do at the moment; asked a few times in a second, from another thread
     * @param environment of this process
     */
    static ProgressDisplay open(
            String title,
            Supplier<OptionalLong> size,
            ProgressMode mode,
            RunSummary summary,
            Supplier<List<WorkerDoing>> workers,
            Screen screen,
            Map<String, String> environment) {
        Watch watch = new Watch(title, size, summary, workers);
        boolean isDumb = Terminal.isDumb(environment);
        return switch (mode) {
            case AUTO ->
                !screen.isTerminal()
                        ? () -> {}
                        : isDumb ? words(watch, screen) : new BarDisplay(watch, screen, environment);
            case PLAIN -> words(watch, screen);
            case JSON -> new LineDisplay(watch, Standing::json, OBJECTS, screen, Schedulers.parallel());
            case NONE -> () -> {};
        };
    }

    private static ProgressDisplay words(Watch watch, Screen screen) {
        return new LineDisplay(watch, Standing::words, LINES, screen, Schedulers.parallel());
    }

    /** The terminal has another size now. */
    default void resized() {}

    /** Takes away what is shown. */
    @Override
    void close();
}
