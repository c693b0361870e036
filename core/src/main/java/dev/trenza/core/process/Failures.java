package dev.trenza.core.process;

import dev.trenza.core.RemoteException;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came from a worker as text, as exceptions and words. */
final class Failures {

    private Failures() {}

    /** Rebuilds an exception without its class. */
    static @Nullable RemoteException exception(@Nullable RemoteFailure failure) {
        return failure == null ? null : RemoteException.of(failure);
    }

    /** An exception in a line: class name and message. */
    static String text(RemoteFailure failure) {
        return failure.message() == null ? failure.type() : failure.type() + ": " + failure.message();
    }

    /** A duration as people write it: {@code 200 ms}, {@code 1.5 s}. */
    static String show(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : (millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s");
    }
}
