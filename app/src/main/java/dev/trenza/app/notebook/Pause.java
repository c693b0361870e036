package dev.trenza.app.notebook;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stands for a wait on a disk or a network. */
final class Pause {

    private Pause() {}

    /** Waits so long, or until the thread is interrupted. */
    static void of(Duration duration) throws InterruptedException {
        boolean never = new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
        assert !never;
    }
}
