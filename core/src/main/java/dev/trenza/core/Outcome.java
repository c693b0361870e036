package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/**
 * How one item ended. Every item ends in exactly one. Immutable.
 *
 * <pre>{@code
 * paths.transform(pool.outcomes(Documents::parse)).subscribe(outcome -> {
 *     if (outcome instanceof Outcome.Success<Path, String> success) {
 *         index(success.item(), success.value());
 *     } else if (outcome instanceof Outcome.Failure<Path, String> failure) {
 *         log.warn("{} {}", failure.status(), failure.failure().getMessage());
 *     }
 * });
 * }</pre>
 *
 * <p>The interface is sealed, so a {@code switch} of Java 21 over its records is complete.
 *
 * @param <T> the item
 * @param <O> the task's output
 */
public sealed interface Outcome<T, O> {

    /** Position of the item in its source, from 0. */
    long index();

    /** What the source emitted. */
    T item();

    /** When, where and how often it ran. */
    Execution execution();

    /** The word for it in a result line: {@code success}, {@code failed}, {@code timed-out}, ... */
    String status();

    /** The same end of another item, for who had wrapped the item. */
    <U> Outcome<U, O> of(long newIndex, U newItem);

    /** Whether the task returned. */
    default boolean isSuccess() {
        return this instanceof Success;
    }

    /** The task returned. */
    record Success<T, O>(long index, T item, @Nullable O value, Execution execution) implements Outcome<T, O> {
        @Override
        public String status() {
            return "success";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new Success<>(newIndex, newItem, value, execution);
        }
    }

    /** Anything but a success: always tells why. */
    sealed interface Failure<T, O> extends Outcome<T, O> {

        /** What happened, with the item, the task, the worker and what to do. */
        TaskPoolException failure();
    }

    /** The task threw, or its input or result could not be encoded. The worker survived. */
    record Failed<T, O>(long index, T item, TaskFailedException failure, Execution execution) implements Failure<T, O> {
        @Override
        public String status() {
            return "failed";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new Failed<>(newIndex, newItem, failure, execution);
        }
    }

    /** The worker died while it ran this item, in the only attempt that cost one. */
    record Crashed<T, O>(long index, T item, WorkerCrashedException failure, Execution execution)
            implements Failure<T, O> {
        @Override
        public String status() {
            return "crashed";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new Crashed<>(newIndex, newItem, failure, execution);
        }
    }

    /** It took longer than one of its {@link TimeLimits}: it was stopped, or never ran. */
    record TimedOut<T, O>(long index, T item, TaskTimeoutException failure, Execution execution)
            implements Failure<T, O> {
        @Override
        public String status() {
            return "timed-out";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new TimedOut<>(newIndex, newItem, failure, execution);
        }
    }

    /** The worker ran out of memory while it ran this item, and was replaced. */
    record OutOfMemory<T, O>(long index, T item, WorkerOutOfMemoryException failure, Execution execution)
            implements Failure<T, O> {
        @Override
        public String status() {
            return "out-of-memory";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new OutOfMemory<>(newIndex, newItem, failure, execution);
        }
    }

    /** The caller no longer wanted it. */
    record Cancelled<T, O>(long index, T item, TaskCancelledException failure, Execution execution)
            implements Failure<T, O> {
        @Override
        public String status() {
            return "cancelled";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new Cancelled<>(newIndex, newItem, failure, execution);
        }
    }

    /** The item killed a worker more than once, used up its attempts so, and was put aside. */
    record Quarantined<T, O>(long index, T item, WorkerCrashedException failure, Execution execution)
            implements Failure<T, O> {
        @Override
        public String status() {
            return "quarantined";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new Quarantined<>(newIndex, newItem, failure, execution);
        }
    }

    /**
     * Not run: an earlier run had done it, or the pool was told to {@link TaskPool#skipPending begin nothing more}. Or it
     * failed, in a pipeline that lets failures pass.
     */
    record Skipped<T, O>(long index, T item, String reason, Execution execution) implements Outcome<T, O> {
        @Override
        public String status() {
            return "skipped";
        }

        @Override
        public <U> Outcome<U, O> of(long newIndex, U newItem) {
            return new Skipped<>(newIndex, newItem, reason, execution);
        }
    }
}
