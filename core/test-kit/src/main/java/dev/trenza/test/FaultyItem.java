package dev.trenza.test;

import dev.trenza.core.Emissions;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskName;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.WorkerOutOfMemoryException;
import dev.trenza.task.ContextTask;
import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One item on its way through a {@link FaultyTaskPool}: attempt after attempt until one is the last. */
final class FaultyItem<T, O> {

    private static final String SKIPPED = "its pool was told to begin nothing more";

    private static final long LARGEST_PID = 1 << 22;
    private static final int WORKER = 1;
    private static final int OUT_OF_MEMORY = 3;

    private final FaultyTaskPool pool;
    private final TaskRun<T, O> run;
    private final TimeLimits limits;
    private final long index;
    private final T item;
    private final long takenNanos = System.nanoTime();

    // Mutable state, of one attempt after the other
    private final List<String> history = new ArrayList<>();
    private long startedNanos;

    FaultyItem(FaultyTaskPool pool, TaskRun<T, O> run, long index, T item) {
        this.pool = pool;
        this.run = run;
        this.limits = run.limits().orElse(pool.limits());
        this.index = index;
        this.item = item;
    }

    /** What comes of the item in the end. */
    Mono<Outcome<T, O>> outcome() {
        return attempt(1);
    }

    private Mono<Outcome<T, O>> attempt(int number) {
        return Mono.defer(() -> {
            startedNanos = System.nanoTime();
            if (pool.isSkipping()) {
                return Mono.just(new Outcome.Skipped<>(index, item, SKIPPED, Execution.NONE));
            }
            Fault fault = pool.fault(struckItem(), index, number);
            return fault == null ? really(number) : struck(fault, number);
        });
    }

    /** Of a stream its input: what a test knows. */
    private Object struckItem() {
        return item instanceof Emissions<?, ?>
                ? Objects.requireNonNull(run.input().apply(item), "input")
                : item;
    }

    private Mono<Outcome<T, O>> struck(Fault fault, int number) {
        if (fault instanceof Fault.Crash crash) {
            return crashed(crash.exitCode(), number);
        } else if (fault instanceof Fault.OutOfMemory) {
            return Mono.just(outOfMemory(number));
        } else if (fault instanceof Fault.Failure failure) {
            return failed(failure.thrown(), number);
        } else if (fault instanceof Fault.Delay delay) {
            return delayed(delay.pause(), number);
        } else {
            return hanging(number);
        }
    }

    // What a task does

    private Mono<Outcome<T, O>> really(int number) {
        String stream = run.origin() == null ? "" : run.origin().stream();
        boolean isWrapped = number > 1 && !(run.task() instanceof StreamTask);
        Task<?, ?> task = isWrapped && run.task() instanceof ContextTask<?, ?> contextual
                ? new LaterAttempt<>(contextual, number - 1)
                : run.task();
        TaskRun<T, O> one = new TaskRun<>(
                task,
                run.input(),
                run.label(),
                true,
                run.limits(),
                TaskRun.Retry.NEVER,
                new TaskRun.Origin<>(stream, same -> run.position(item, index)));
        Mono<Outcome<T, O>> real = pool.pool().outcomes(Flux.just(item), one).single();
        return real.onErrorResume(PoolClosedException.class, closed -> refused(closed, number))
                .flatMap(outcome -> {
                    Outcome<T, O> mine = later(outcome.of(index, item), number - 1);
                    boolean hasRun = outcome.execution().attempts() > 0;
                    return outcome instanceof Outcome.Failed<T, O> && hasRun ? again(mine, number) : Mono.just(mine);
                });
    }

    /** An item that was taken ends in an outcome, also where a close at once has overtaken it. */
    private Mono<Outcome<T, O>> refused(PoolClosedException closed, int number) {
        return pool.isKilled() ? Mono.just(cancelled(number)) : Mono.error(closed);
    }

    private Mono<Outcome<T, O>> failed(Throwable thrown, int number) {
        RemoteFailure failure = RemoteFailure.of(thrown);
        String text = failure.type() + (failure.message() == null ? "" : ": " + failure.message());
        var exception = new TaskFailedException(what() + " failed: " + text, RemoteException.of(failure));
        return again(new Outcome.Failed<>(index, item, exception, execution(number)), number);
    }

    /** The policy of the run decides about a task that threw. */
    private Mono<Outcome<T, O>> again(Outcome<T, O> failed, int number) {
        if (number >= run.retry().attempts() || pool.isSkipping()) {
            return Mono.just(failed);
        }
        Duration pause = run.retry().pauseAfter(number);
        return pause.isZero() ? attempt(number + 1) : unlessKilled(later(pause).then(attempt(number + 1)), number);
    }

    private Mono<Outcome<T, O>> delayed(Duration pause, int number) {
        Duration task = limits.task();
        Duration stall = limits.stall();
        boolean isTooLong =
                (task != null && task.compareTo(pause) <= 0) || (stall != null && stall.compareTo(pause) <= 0);
        return isTooLong ? hanging(number) : unlessKilled(later(pause).then(really(number)), number);
    }

    private Mono<Outcome<T, O>> hanging(int number) {
        Duration task = limits.task();
        Duration stall = limits.stall();
        boolean isStall = stall != null && (task == null || stall.compareTo(task) < 0);
        Duration limit = isStall ? stall : task;
        if (limit == null) {
            return unlessKilled(Mono.never(), number);
        }
        TimeLimits.Kind kind = isStall ? TimeLimits.Kind.STALL : TimeLimits.Kind.TASK;
        return unlessKilled(later(limit).then(Mono.fromSupplier(() -> timedOut(kind, limit, number))), number);
    }

    private static Mono<Long> later(Duration pause) {
        return Mono.delay(pause, Schedulers.parallel());
    }

    private Mono<Outcome<T, O>> unlessKilled(Mono<Outcome<T, O>> outcome, int number) {
        Mono<Outcome<T, O>> cancelled =
                pool.killed().onErrorComplete().then(Mono.fromSupplier(() -> cancelled(number)));
        return Mono.firstWithSignal(outcome, cancelled);
    }

    // What becomes of a worker

    private Mono<Outcome<T, O>> crashed(int exitCode, int number) {
        Death death = new Death(pool, exitCode, "a fault that a test has injected");
        history.add("attempt " + number + ": " + death.text());
        if (number < pool.attempts()) {
            return attempt(number + 1);
        }
        boolean isQuarantined = history.size() > 1;
        String how = isQuarantined
                ? " killed its worker in each of " + history.size() + " attempts: "
                : " lost its worker: ";
        var exception = new WorkerCrashedException(
                what() + how + death.text() + told(), WORKER, death.pid, exitCode, death.signal(), history, null, null);
        return Mono.just(
                isQuarantined
                        ? new Outcome.Quarantined<>(index, item, exception, execution(number))
                        : new Outcome.Crashed<>(index, item, exception, execution(number)));
    }

    private Outcome<T, O> outOfMemory(int number) {
        Death death = new Death(pool, OUT_OF_MEMORY, "its heap was exhausted, by a fault that a test has injected");
        history.add("attempt " + number + ": " + death.text());
        String message = what() + " ran out of memory: " + death.text()
                + "; give the pool a bigger heap, or the task less" + told();
        var exception = new WorkerOutOfMemoryException(message, WORKER, death.pid, history, null);
        return new Outcome.OutOfMemory<>(index, item, exception, execution(number));
    }

    private Outcome<T, O> timedOut(TimeLimits.Kind kind, Duration limit, int number) {
        String how = kind == TimeLimits.Kind.STALL ? " made no progress for " : " ran longer than ";
        Death death = new Death(pool, 0, "");
        String message = what() + how + limit.toMillis() + " ms in worker " + WORKER + " (pid " + death.pid
                + "); its worker was killed and replaced, by a fault that a test has injected";
        RemoteFailure stack =
                RemoteFailure.ofStack("dev.trenza.task.Stack", "the task hung here", new StackTraceElement[] {
                    new StackTraceElement("dev.trenza.test.Fault", "hang", "Fault.java", -1)
                });
        var exception = new TaskTimeoutException(message, kind, limit, RemoteException.of(stack));
        return new Outcome.TimedOut<>(index, item, exception, execution(number));
    }

    private Outcome<T, O> cancelled(int number) {
        String message = what() + " was cancelled because its pool was closed or became unusable";
        return new Outcome.Cancelled<>(index, item, new TaskCancelledException(message), execution(number));
    }

    private String what() {
        String label;
        try {
            label = run.label().apply(item);
        } catch (RuntimeException e) {
            label = "item " + index + " (its label failed: " + e + ")";
        }
        return "task '" + TaskName.of(run.task()) + "' on item '" + label + "'";
    }

    private String told() {
        return history.size() < 2 ? "" : "\n  " + String.join("\n  ", history);
    }

    private Execution execution(int number) {
        return new Execution(number, WORKER, startedNanos, startedNanos - takenNanos, System.nanoTime() - startedNanos);
    }

    /** The same outcome, of which a pool knows the last attempt only. */
    private static <T, O> Outcome<T, O> later(Outcome<T, O> outcome, int before) {
        Execution last = outcome.execution();
        if (before == 0) {
            return outcome;
        }
        Execution all = new Execution(
                last.attempts() + before, last.worker(), last.startedNanos(), last.waitNanos(), last.runNanos());
        if (outcome instanceof Outcome.Success<T, O> o) {
            return new Outcome.Success<>(o.index(), o.item(), o.value(), all);
        } else if (outcome instanceof Outcome.Failed<T, O> o) {
            return new Outcome.Failed<>(o.index(), o.item(), o.failure(), all);
        } else if (outcome instanceof Outcome.Crashed<T, O> o) {
            return new Outcome.Crashed<>(o.index(), o.item(), o.failure(), all);
        } else if (outcome instanceof Outcome.TimedOut<T, O> o) {
            return new Outcome.TimedOut<>(o.index(), o.item(), o.failure(), all);
        } else if (outcome instanceof Outcome.OutOfMemory<T, O> o) {
            return new Outcome.OutOfMemory<>(o.index(), o.item(), o.failure(), all);
        } else if (outcome instanceof Outcome.Cancelled<T, O> o) {
            return new Outcome.Cancelled<>(o.index(), o.item(), o.failure(), all);
        } else if (outcome instanceof Outcome.Quarantined<T, O> o) {
            return new Outcome.Quarantined<>(o.index(), o.item(), o.failure(), all);
        }
        return outcome;
    }

    /** A worker that never was, and is gone. */
    private static final class Death {

        final long pid;
        private final int exitCode;
        private final String cause;

        Death(FaultyTaskPool pool, int exitCode, String cause) {
            this.pid = LARGEST_PID + pool.nextDeath();
            this.exitCode = exitCode;
            this.cause = cause;
        }

        int signal() {
            return exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : 0;
        }

        String text() {
            String signal = signal() == 0 ? "" : ", signal " + signal();
            return "worker " + WORKER + " (pid " + pid + ") ended with " + exitCode + signal + ": " + cause;
        }
    }
}
