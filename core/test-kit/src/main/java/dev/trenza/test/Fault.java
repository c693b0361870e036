package dev.trenza.test;

import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link FaultyTaskPool} does to an attempt. Immutable.
 *
 * <pre>{@code
 * FaultyTaskPool.around(pool).onItem("poison.pdf", Fault.crash()).onCall(3, Fault.delay(Duration.ofSeconds(5)));
 * }</pre>
 */
public sealed interface Fault {

    /** The worker is killed while it runs the task: exit code 137, {@code SIGKILL}. */
    static Fault crash() {
        return crash(137);
    }

    /**
     * The worker ends while it runs the task.
     *
     * @param exitCode 0 to 255 as Java reports it, 128 + n after signal n
     */
    static Fault crash(int exitCode) {
        return new Crash(exitCode);
    }

    /** The worker's heap is exhausted while it runs the task. */
    static Fault outOfMemory() {
        return new OutOfMemory();
    }

    /**
     * The task throws.
     *
     * @param thrown arrives as from a worker: rebuilt from text
     */
    static Fault failure(Throwable thrown) {
        return new Failure(thrown);
    }

    /**
     * The task never returns. A time-out or a stall time-out ends it when its time is over, on Reactor's clock; without
     * one it hangs until it is cancelled, as it would in a worker.
     */
    static Fault hang() {
        return new Hang();
    }

    /**
     * The task takes longer: it begins after a pause on Reactor's clock, which counts towards its time-out.
     *
     * @param pause not negative
     */
    static Fault delay(Duration pause) {
        return new Delay(pause);
    }

    /** Strikes the first attempts of an item only, so that a later one may succeed. */
    default Fault firstAttempts(int most) {
        return new First(this, most);
    }

    /** See {@link #crash(int)}. */
    record Crash(int exitCode) implements Fault {
        public Crash {
            if (exitCode < 0 || exitCode > 255) {
                throw new IllegalArgumentException("exitCode must be 0 to 255, was " + exitCode);
            }
        }
    }

    /** See {@link #outOfMemory()}. */
    record OutOfMemory() implements Fault {}

    /** See {@link #failure(Throwable)}. */
    record Failure(Throwable thrown) implements Fault {
        public Failure {
            Objects.requireNonNull(thrown, "thrown");
        }
    }

    /** See {@link #hang()}. */
    record Hang() implements Fault {}

    /** See {@link #delay(Duration)}. */
    record Delay(Duration pause) implements Fault {
        public Delay {
            if (pause.isNegative()) {
                throw new IllegalArgumentException("pause must not be negative, was " + pause);
            }
        }
    }

    /** See {@link #firstAttempts(int)}. */
    record First(Fault fault, int attempts) implements Fault {
        public First {
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts must be >= 1, was " + attempts);
            }
        }
    }
}
