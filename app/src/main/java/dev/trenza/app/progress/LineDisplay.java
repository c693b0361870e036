package dev.trenza.app.progress;

import dev.trenza.app.screen.Screen;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A line now and then, where nobody could redraw one, or where a program or a voice reads them. */
final class LineDisplay implements ProgressDisplay {

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Disposable timer;

    /**
     * Begins with a line after a second.
     *
     * @param period of the lines after it
     */
    LineDisplay(Watch watch, Function<Standing, String> format, Duration period, Screen screen, Scheduler scheduler) {
        this.timer = scheduler.schedulePeriodically(
                () -> screen.line(format.apply(watch.look())),
                FIRST.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.dispose();
    }
}
