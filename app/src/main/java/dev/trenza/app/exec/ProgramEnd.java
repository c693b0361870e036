package dev.trenza.app.exec;

import dev.trenza.app.screen.Printable;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.Outcome;
import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskPoolException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.worker.program.SpoiledWorkerError;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads how a program has ended: a status other than 0 is a failure of its item, and an exit that took the worker with it is
 * just an exit. Thread-safe.
 */
public final class ProgramEnd {

    private static final String SPOILED = SpoiledWorkerError.class.getName();
    private static final String EXIT_STACK = "dev.trenza.task.Stack";

    private final Screen screen;
    private final AtomicBoolean hasTold = new AtomicBoolean();

    /** Tells there, once, that the program costs workers. */
    public ProgramEnd(Screen screen) {
        this.screen = screen;
    }

    /** The outcome that an attempt at the item of this name means. */
    public Outcome<?, ?> read(Outcome<?, ?> outcome, String item) {
        DroppedOutput dropped = outcome instanceof Outcome.Success<?, ?> success
                ? DroppedOutput.of(success.value())
                : DroppedOutput.NONE;
        if (!dropped.isNone()) {
            screen.line("trenza: exec: '" + Printable.line(item) + "' printed " + dropped
                    + " more than --max-output allows; they are dropped");
        }
        OptionalInt status = status(outcome);
        return status.isPresent() ? ended(outcome, status.getAsInt(), dropped, item) : outcome;
    }

    private static <T, O> Outcome<T, O> ended(Outcome<T, O> outcome, int status, DroppedOutput dropped, String item) {
        if (status == 0) {
            return outcome.isSuccess()
                    ? outcome
                    : new Outcome.Success<>(outcome.index(), outcome.item(), null, outcome.execution());
        }
        TaskFailedException failure = new TaskFailedException(
                "'" + item + "': exit status " + status, new ProgramStatusException(status, dropped));
        return new Outcome.Failed<>(outcome.index(), outcome.item(), failure, outcome.execution());
    }

    /** The status with which the program ended; empty if it did not end by itself. */
    private OptionalInt status(Outcome<?, ?> outcome) {
        if (outcome instanceof Outcome.Success<?, ?> success) {
            return success.value() instanceof Map<?, ?> result && result.get("exit") instanceof Number exit
                    ? OptionalInt.of(exit.intValue())
                    : OptionalInt.empty();
        }
        if (!(outcome instanceof Outcome.Failure<?, ?> failure)
                || !(failure.failure().getCause() instanceof RemoteException cause)) {
            return OptionalInt.empty();
        }
        if (cause.type().equals(SPOILED) && cause.getMessage() != null) {
            tell("a worker is replaced: " + cause.getMessage());
            return OptionalInt.of(SpoiledWorkerError.status(cause.getMessage()));
        }
        return exitOfWorker(failure.failure(), cause);
    }

    /** By reflection, or from within the JDK: such an exit cannot be told from another one before it happens. */
    private OptionalInt exitOfWorker(TaskPoolException failure, RemoteException cause) {
        if (!(failure instanceof WorkerCrashedException crashed)
                || !cause.type().equals(EXIT_STACK)
                || crashed.signal().isPresent()) {
            return OptionalInt.empty();
        }
        tell("the program ends its worker with an exit that cannot be intercepted; each such item costs a new one");
        return OptionalInt.of(crashed.exitCode());
    }

    private void tell(String line) {
        if (hasTold.compareAndSet(false, true)) {
            screen.line("trenza: exec: " + line);
        }
    }
}
