package dev.trenza.app.progress;

import dev.trenza.app.screen.Screen;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** A line a second, where nobody could redraw one. */
final class LineDisplay implements ProgressDisplay {

    private final Disposable timer;

    LineDisplay(Tally tally, Function<Tally, String> format, Screen screen) {
        this.timer = Schedulers.parallel()
                .schedulePeriodically(() -> screen.line(format.apply(tally)), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        timer.dispose();
    }
}
