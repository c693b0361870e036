package dev.trenza.app.warmup;

import dev.trenza.core.process.ClassArchive;
import dev.trenza.core.process.WorkerPool;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/** How long starts take here and now: the median of a few. */
final class StartTimes {

    private static final int ROUNDS = 5;

    private StartTimes() {}

    /** Something that starts, and is there when this returns. */
    private interface Start {
        void run() throws IOException;
    }

    /** Milliseconds of a command that starts and ends. */
    static double ofCommand(Supplier<java.util.List<String>> command) throws IOException {
        return median(() -> ClassArchive.run(command.get()));
    }

    /** Milliseconds until a worker is ready. */
    static double ofWorker() throws IOException {
        return median(() -> {
            try (WorkerPool pool =
                    WorkerPool.builder().name("warmup").workers(1).build()) {
                pool.warmup().block();
            }
        });
    }

    /** The change from one to the other, for the eyes. */
    static String change(double before, double after) {
        return String.format(Locale.ROOT, "%.0f ms before, %.0f ms now", before, after);
    }

    private static double median(Start start) throws IOException {
        double[] millis = new double[ROUNDS];
        start.run();
        for (int i = 0; i < ROUNDS; i++) {
            long begun = System.nanoTime();
            start.run();
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(millis);
        return millis[ROUNDS / 2];
    }
}
