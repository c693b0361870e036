package dev.trenza.worker;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Beats, and looks whether the parent is still there: the second line behind the end of the channel, which never comes if
 * something else has inherited the parent's end of the pipe.
 */
final class Watch implements Runnable {

    private static final long PERIOD_MILLIS = 250;

    private final HeapGauge gauge;
    private final long parentPid;
    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * Makes a watch.
     *
     * @param parentPid the parent; 0 if it cannot be seen from here, as in a sandbox of its own
     */
    Watch(HeapGauge gauge, long parentPid) {
        this.gauge = gauge;
        this.parentPid = parentPid;
    }

    @Override
    public void run() {
        try {
            gauge.beat();
            // Not before the first period is over: a worker that is starting has better things to do.
            while (!never.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                if (parentPid != 0 && !isParentThere()) {
                    ExitStatus.PARENT_GONE.halt();
                }
                gauge.beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isParentThere() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        return parent.isPresent() && parent.get().pid() == parentPid;
    }
}
