package dev.trenza.core.process;

import dev.trenza.core.PoolUnusableException;
import dev.trenza.worker.protocol.Frame;
import java.time.Duration;

/** What a dispatcher has done for it, outside its lock. None of these waits. */
interface PoolControl {

    /** Whether the calling thread is the one that kills workers. */
    boolean isControlThread();

    /** Those who hear what happens. */
    PoolEvents events();

    /** What a worker that said hello is told. */
    Frame.Welcome welcome(Worker worker);

    /** Starts a worker's process after a pause. */
    void launch(Worker worker, Duration pause);

    /** Kills a worker's process, whether it was launched yet or not. */
    void kill(Worker worker);

    /** Calls {@link Dispatcher#retry} after a pause. */
    void retryLater(Call call, Duration pause);

    /** Calls {@link Dispatcher#tick} after a pause in nanoseconds. */
    void tickAfter(long nanos);

    /** So many workers are ready. */
    void warmedUp(int readyWorkers);

    /** Something is not as it should be, and the pool goes on. */
    void warn(String message);

    /** Nothing will run any more. */
    void broken(PoolUnusableException why);

    /** The pool was closed, and its last worker is gone. */
    void ended();

    /** The pool has ended, and its last lane is gone too. */
    void lanesEnded();
}
