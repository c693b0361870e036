package dev.trenza.core.process;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.WorkerOutOfMemoryException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes an outcome of a call that is done, with a message that says what, which, where, and what to do. Immutable. */
final class Outcomes<T, O> {

    private static final String SKIPPED = "its pool was told to begin nothing more";

    private final TaskRun<T, O> run;
    private final TaskDefinition task;
    private final ValueCodec codec;
    private final TimeLimits limits;
    private final Quarantine quarantine;

    Outcomes(TaskRun<T, O> run, TaskDefinition task, ValueCodec codec, TimeLimits limits, Quarantine quarantine) {
        this.run = run;
        this.task = task;
        this.codec = codec;
        this.limits = limits;
        this.quarantine = quarantine;
    }

    Outcome<T, O> of(Call call) {
        T item = item(call);
        return switch (call.end) {
            case RESULT -> success(call, item);
            case FAILURE -> failed(call, item, Objects.requireNonNull(call.failure, "failure"));
            case NOT_SENT -> notSent(call, item);
            case LOST -> lost(call, item, Objects.requireNonNull(call.death, "death"));
            case TIMEOUT -> timedOut(call, item);
            case SKIPPED -> new Outcome.Skipped<>(call.index, item, SKIPPED, execution(call));
            case CANCELLED, NONE -> cancelled(call, item);
        };
    }

    /** The value of a call that has succeeded, for those who want nothing else; {@code null} where there is more to tell. */
    @SuppressWarnings("unchecked")
    @Nullable
    O value(Call call) {
        try {
            return call.end == Call.End.RESULT ? (O) codec.decode(call.result, call.isResultBare) : null;
        } catch (IOException e) {
            return null; // the outcome tells it
        }
    }

    @SuppressWarnings("unchecked")
    private T item(Call call) {
        return (T) call.item;
    }

    private static Execution execution(Call call) {
        long wait = call.startedNanos == 0 ? call.waitedNanos : Math.max(0, call.startedNanos - call.takenNanos);
        return new Execution(call.attempt, call.worker, call.startedNanos, wait, call.runNanos);
    }

    @SuppressWarnings("unchecked")
    private Outcome<T, O> success(Call call, T item) {
        try {
            return new Outcome.Success<>(
                    call.index, item, (O) codec.decode(call.result, call.isResultBare), execution(call));
        } catch (IOException e) {
            String message = what(call, item) + " has a result that cannot be decoded: " + e.getMessage();
            return new Outcome.Failed<>(call.index, item, new TaskFailedException(message, e), execution(call));
        }
    }

    /** A flux of values has no place for what was not run. */
    TaskCancelledException skipped(Call call) {
        return new TaskCancelledException(what(call, item(call)) + " was not run: " + SKIPPED);
    }

    /** A flux of values has no place for null. */
    TaskFailedException returnedNull(Call call) {
        return new TaskFailedException(
                what(call, item(call))
                        + " returned null, which a flux cannot carry; use outcomes, or return an Optional",
                null);
    }

    private Outcome<T, O> failed(Call call, T item, RemoteFailure failure) {
        String message = what(call, item) + " failed: " + Failures.text(failure);
        TaskFailedException exception = new TaskFailedException(message, Failures.exception(failure));
        return new Outcome.Failed<>(call.index, item, exception, execution(call));
    }

    private Outcome<T, O> notSent(Call call, T item) {
        String message = what(call, item) + " cannot be sent: " + call.problem;
        return new Outcome.Failed<>(call.index, item, new TaskFailedException(message, null), execution(call));
    }

    /** Runs on the lane's own thread, which may wait for a disk. */
    private Outcome<T, O> lost(Call call, T item, WorkerDeath death) {
        boolean isQuarantined = !death.isOutOfMemory() && call.deaths.size() > 1;
        String status = death.isOutOfMemory() ? "out-of-memory" : isQuarantined ? "quarantined" : "crashed";
        Quarantine.Kept kept = quarantine.keep(
                new Quarantine.Case(status, task, call, label(call, item), limits, codec.allowedResults()));
        List<String> history = history(kept.deaths());
        WorkerDeath last = kept.deaths().get(kept.deaths().size() - 1);
        if (last.isOutOfMemory()) {
            String message = what(call, item) + " ran out of memory: " + last.description()
                    + (call.problem == null ? "" : "; " + call.problem)
                    + "; give the pool a bigger heap, or the task less" + kept.told() + told(history);
            var exception =
                    new WorkerOutOfMemoryException(message, last.worker(), last.pid(), history, kept.directory());
            return new Outcome.OutOfMemory<>(call.index, item, exception, execution(call));
        }
        String how = isQuarantined
                ? " killed its worker in each of " + history.size() + " attempts: "
                : " lost its worker: ";
        String message = what(call, item) + how + last.description() + last.printed() + kept.told() + told(history);
        Frame.Exiting exiting = last.exiting();
        var exception = new WorkerCrashedException(
                message,
                last.worker(),
                last.pid(),
                last.exitCode(),
                last.signalNumber(),
                history,
                kept.directory(),
                exiting == null ? null : Failures.exception(exiting.stack()));
        return isQuarantined
                ? new Outcome.Quarantined<>(call.index, item, exception, execution(call))
                : new Outcome.Crashed<>(call.index, item, exception, execution(call));
    }

    private static List<String> history(List<WorkerDeath> deaths) {
        return deaths.stream()
                .map(death -> "attempt " + death.attempt() + ": " + death.description())
                .toList();
    }

    /** One death is told already. */
    private static String told(List<String> history) {
        return history.size() < 2 ? "" : "\n  " + String.join("\n  ", history);
    }

    private Outcome<T, O> timedOut(Call call, T item) {
        TimeLimits.Kind kind = Objects.requireNonNull(call.overrun, "overrun");
        Duration limit = Objects.requireNonNull(limits.of(kind), "limit");
        String message = what(call, item)
                + switch (kind) {
                    case TASK -> " ran longer than " + Failures.show(limit) + whereItRan(call);
                    case STALL -> " made no progress for " + Failures.show(limit) + whereItRan(call);
                    case QUEUE ->
                        " was not run, since it had waited longer than " + Failures.show(limit)
                                + " for a worker; give the pool more workers, or the queue more time";
                };
        var exception = new TaskTimeoutException(message, kind, limit, Failures.exception(call.stack));
        return new Outcome.TimedOut<>(call.index, item, exception, execution(call));
    }

    private static String whereItRan(Call call) {
        String end = call.death == null ? "it stopped when it was told to" : "its worker was killed and replaced";
        return " in worker " + call.worker + " (pid " + call.pid + "); " + end;
    }

    private Outcome<T, O> cancelled(Call call, T item) {
        String message = what(call, item) + " was cancelled because its pool was closed or became unusable";
        return new Outcome.Cancelled<>(call.index, item, new TaskCancelledException(message), execution(call));
    }

    /** The beginning of every message: {@code 'digest' on item 'a.txt'}. */
    private String what(Call call, T item) {
        return "task '" + task.name() + "' on item '" + label(call, item) + "'";
    }

    /** A label that throws must not cost the message. */
    private String label(Call call, T item) {
        try {
            return run.label().apply(item);
        } catch (RuntimeException e) {
            return "item " + call.index + " (its label failed: " + e + ")";
        }
    }
}
