package dev.trenza.app.statistics;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Measures, four times a second, how busy the processors of the machine (or of its container) are, until it is closed.
 * Thread-safe.
 */
public final class LoadMeter implements AutoCloseable {

    private static final int PERIOD_MILLIS = 250;

    private final Disposable timer;

    private LoadMeter(Disposable timer) {
        this.timer = timer;
    }

    /**
     * Begins to measure; the first result comes after a quarter of a second, so a short run costs nothing.
     *
     * @param loads gets each result, from 0 to 1, on a timer's thread; something negative where the system does not tell
     */
    public static LoadMeter measure(DoubleConsumer loads) {
        return new LoadMeter(Schedulers.parallel()
                .schedulePeriodically(() -> loads.accept(now()), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    }

    private static double now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getCpuLoad()
                : -1;
    }

    /** Ends it. */
    @Override
    public void close() {
        timer.dispose();
    }
}
