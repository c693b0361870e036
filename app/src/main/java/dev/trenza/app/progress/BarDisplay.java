package dev.trenza.app.progress;

import dev.trenza.app.screen.Screen;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** A bar and the workers, drawn again a few times in a second on the last lines of a terminal. */
final class BarDisplay implements ProgressDisplay {

    private static final int REDRAW_MILLIS = 200;

    private final Watch watch;
    private final Screen screen;
    private final Map<String, String> environment;
    private final Disposable timer;
    private final AtomicBoolean isMeasured = new AtomicBoolean();

    // Mutable state, confined to the timer
    private StatusLines lines;

    BarDisplay(Watch watch, Screen screen, Map<String, String> environment) {
        this.watch = watch;
        this.screen = screen;
        this.environment = environment;
        this.lines = linesFor(0);
        // Asking the terminal blocks; it is not asked in a run that ends before the first look.
        this.timer = Schedulers.boundedElastic()
                .schedulePeriodically(this::redraw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    private StatusLines linesFor(int columns) {
        return new StatusLines(columns, Terminal.hasBlocks(environment), Terminal.isColoured(environment));
    }

    private void redraw() {
        if (!isMeasured.getAndSet(true)) {
            lines = linesFor(Terminal.columns());
        }
        screen.status(lines.of(watch.look()));
    }

    @Override
    public void resized() {
        isMeasured.set(false);
    }

    @Override
    public void close() {
        timer.dispose();
        screen.status("");
    }
}
