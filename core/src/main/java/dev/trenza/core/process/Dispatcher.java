package dev.trenza.core.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.WorkerStartException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.TaskDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a pool, under one lock: which workers there are, what each has in flight, what waits for one, and what
 * happens next. Thread-safe.
 *
 * <p>It is told of events ({@link #submit}, {@link #received}, {@link #exited}, {@link #tick}, ...) and collects
 * {@link Effects}, which the caller's thread carries out after the lock is free: frames are encoded under the lock, which
 * never waits, but written, like everything that touches a process or a subscriber, outside of it.
 */
final class Dispatcher {

    private final WorkerPoolConfig config;
    private final PoolControl control;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();

    // Mutable state, fenced by lock
    @GuardedBy("lock")
    private final Crew crew;

    @GuardedBy("lock")
    private final Backlog backlog = new Backlog();

    @GuardedBy("lock")
    private final TaskNumbers tasks = new TaskNumbers();

    @GuardedBy("lock")
    private final StartFailures startFailures;

    @GuardedBy("lock")
    private final Watchdog watchdog;

    @GuardedBy("lock")
    private final Retirement retirement;

    @GuardedBy("lock")
    private boolean isClosed;

    @GuardedBy("lock")
    private boolean isClosedNow;

    @GuardedBy("lock")
    private boolean hasEnded;

    /** Why the pool is given up: a new exception for each who asks, since exceptions gather what befalls them. */
    @GuardedBy("lock")
    private @Nullable Supplier<PoolUnusableException> broken;

    /** What lanes may take ahead of their demand: read without the lock, so that a lane need not wait for it. */
    private volatile int windowOfAllWorkers;

    /**
     * Makes a dispatcher without workers.
     *
     * @param clock in nanoseconds, like {@link System#nanoTime()}
     */
    Dispatcher(WorkerPoolConfig config, PoolControl control, LongSupplier clock) {
        this.config = config;
        this.control = control;
        this.clock = clock;
        this.crew = new Crew(config.workers());
        this.startFailures = new StartFailures(config.maxStartFailures());
        this.watchdog = new Watchdog(config);
        this.retirement = new Retirement(config.lifetime());
        this.windowOfAllWorkers = config.workers();
    }

    WorkerPoolConfig config() {
        return config;
    }

    // Lanes

    /**
     * Lets a lane in.
     *
     * @return the number of its task
     * @throws PoolUnusableException if the pool takes no more
     */
    int open(Lane<?, ?> lane, TaskDefinition definition) {
        lock.lock();
        try {
            throwIfClosed();
            backlog.open(lane);
            return tasks.use(definition);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void throwIfClosed() {
        if (broken != null) {
            throw broken.get();
        }
        if (isClosed) {
            throw closed();
        }
    }

    private PoolClosedException closed() {
        return new PoolClosedException("pool '" + config.name() + "'");
    }

    /** Takes calls of a lane; of one that has ended meanwhile they come to nothing. */
    void submit(Lane<?, ?> lane, List<Call> calls) {
        Effects effects = new Effects();
        lock.lock();
        try {
            if (isUnusable() || lane.isCancelled() || !backlog.isOpen(lane)) {
                calls.forEach(call -> end(call, Call.End.CANCELLED, effects));
            } else {
                backlog.addAll(lane, calls);
                dispatch(effects);
            }
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    /** Forgets a lane's pending calls and stops its running ones; nothing of it will be emitted. */
    void cancel(Lane<?, ?> lane) {
        Effects effects = new Effects();
        lock.lock();
        try {
            backlog.drop(lane);
            for (Worker worker : crew.each()) {
                stopCallsOf(lane, worker, effects);
            }
            dispatch(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    @GuardedBy("lock")
    private void stopCallsOf(Lane<?, ?> lane, Worker worker, Effects effects) {
        for (Call call : worker.inFlight) {
            if (call.lane == lane) {
                stop(worker, call, Call.Stop.CANCELLED, effects);
            }
        }
    }

    /** Lets a lane go that has emitted its last signal. */
    void close(Lane<?, ?> lane, TaskDefinition definition) {
        Effects effects = new Effects();
        lock.lock();
        try {
            if (backlog.close(lane)) {
                int forgotten = tasks.release(definition);
                if (forgotten > 0) {
                    forget(forgotten, effects);
                }
                endIfDrained(effects);
            }
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    @GuardedBy("lock")
    private void forget(int task, Effects effects) {
        for (Worker worker : crew.each()) {
            if (worker.link != null && worker.forget(task)) {
                effects.send(worker.link.writer(), new Frame.Forget(task));
            }
        }
    }

    /** The pool's time, in nanoseconds. */
    long now() {
        return clock.getAsLong();
    }

    /** How many items all workers could hold now: a lane takes a small multiple of it from its source. */
    int window() {
        return windowOfAllWorkers;
    }

    // Dispatching

    @GuardedBy("lock")
    private void dispatch(Effects effects) {
        dispatchLarge(effects);
        while (backlog.hasPending()) {
            Worker worker = chooseWorker(effects);
            if (worker == null) {
                break;
            }
            send(worker, backlog.next(), effects);
        }
        recallForIdleWorkers(effects);
        renew(effects);
        arm(effects);
    }

    /** What has exhausted a heap goes to the one worker that was started for it, alone; that worker ends after it. */
    @GuardedBy("lock")
    private void dispatchLarge(Effects effects) {
        Worker large = crew.large();
        if (large == null) {
            startLargeWorker(effects);
        } else if (large.isReady() && !large.isLeaving()) {
            Call call = backlog.nextLarge();
            if (call == null) {
                sayBye(large, effects); // it was cancelled meanwhile
            } else {
                large.isRetiring = true;
                send(large, call, effects);
            }
        }
    }

    /** One at a time, so that they do not exhaust the machine together. Without a free place one is made. */
    @GuardedBy("lock")
    private void startLargeWorker(Effects effects) {
        if (!backlog.hasLarge() || crew.large() != null || isUnusable()) {
            return;
        }
        if (!crew.isFull()) {
            start(crew.hireLarge(config.oomHeapBytes()), Duration.ZERO, effects);
            return;
        }
        Worker spared = crew.isLosingOne() ? null : crew.mostDispensable();
        if (spared != null) {
            spared.isRetiring = true;
            spared.hasSuccessor = true; // the large one, which waits for its place
            leaveIfDone(spared, effects);
        }
    }

    /** The ready worker with the fewest calls; starts another one rather than queue behind a busy one. */
    @GuardedBy("lock")
    private @Nullable Worker chooseWorker(Effects effects) {
        Worker freest = crew.freest();
        if (!crew.isFull() && (freest == null || !freest.inFlight.isEmpty())) {
            startWorkers(backlog.pendingCalls(), effects);
        }
        return freest;
    }

    @GuardedBy("lock")
    private void startWorkers(int forCalls, Effects effects) {
        startLargeWorker(effects); // first: the place of the worker that died of it is still free
        int missing = isUnusable() ? 0 : crew.missing(forCalls);
        for (int i = 0; i < missing; i++) {
            start(crew.hire(), startFailures.pause(), effects);
        }
    }

    @GuardedBy("lock")
    private void start(Worker worker, Duration pause, Effects effects) {
        retirement.hired(worker);
        worker.deadline =
                clock.getAsLong() + pause.plus(config.startupTimeout()).toNanos();
        effects.launch(worker, pause);
    }

    /** Begins to replace a worker that has served long enough, and ends those that have nothing to do. */
    @GuardedBy("lock")
    private void renew(Effects effects) {
        long now = clock.getAsLong();
        if (isUnusable() || (isClosed && !backlog.hasOpenLanes())) {
            return;
        }
        Worker due = crew.hasRoomForSuccessor() ? retirement.due(crew.each(), now) : null;
        if (due != null) {
            Worker successor = crew.hireSuccessor();
            start(successor, retirement.succeeds(successor, due), effects);
        }
        if (config.lifetime().idleTimeout() != null && !backlog.hasPending()) {
            for (Worker worker : retirement.idleTooLong(crew.all(), now)) {
                crew.shrink();
                worker.isRetiring = true;
                sayBye(worker, effects);
            }
        }
    }

    @GuardedBy("lock")
    private void arm(Effects effects) {
        long now = clock.getAsLong();
        long soonest = retirement.isTimed() && !isClosed ? retirement.nextLook(crew.all(), now) : Long.MAX_VALUE;
        watchdog.arm(crew.each(), backlog, soonest, now, effects);
    }

    @GuardedBy("lock")
    private boolean isUnusable() {
        return isClosedNow || broken != null;
    }

    @GuardedBy("lock")
    private void send(Worker worker, Call call, Effects effects) {
        WorkerLink link = worker.linked();
        int task = call.lane.taskNumber();
        if (worker.define(task)) {
            effects.send(link.writer(), new Frame.Define(task, call.lane.definition()));
        }
        if (worker.inFlight.isEmpty()) {
            watchdog.busy(worker, clock.getAsLong());
        }
        worker.add(call);
        call.pid = link.process().pid();
        effects.send(link.writer(), new Frame.Call(call.id, call.attempt + 1, task, call.index, call.payload));
    }

    /** An idle worker beside one with calls that wait there: takes half of them back, to be sent anew. */
    @GuardedBy("lock")
    private void recallForIdleWorkers(Effects effects) {
        Worker freest = backlog.hasPending() ? null : crew.freest();
        Worker fullest = freest == null || !freest.inFlight.isEmpty() ? null : crew.fullest();
        if (fullest == null || fullest.inFlight.size() < 2) {
            return;
        }
        recall(fullest, (fullest.inFlight.size() + 1) / 2, effects);
    }

    /** Asks for all calls but the first few back, as far as they have not begun. */
    @GuardedBy("lock")
    private void recall(Worker worker, int keep, Effects effects) {
        int kept = 0;
        for (Call call : worker.inFlight) {
            if (++kept > keep && call.stop == Call.Stop.NONE) {
                recall(worker, call, effects);
            }
        }
    }

    @GuardedBy("lock")
    private void recall(Worker worker, Call call, Effects effects) {
        call.stop = Call.Stop.RECALLED;
        effects.send(worker.linked().writer(), new Frame.Recall(call.id));
    }

    @GuardedBy("lock")
    private void stopOverrun(Worker worker, Watchdog.Overrun overrun, Effects effects) {
        Call call = overrun.call();
        if (call.overrun == null) {
            call.overrun = overrun.limit();
            stop(worker, call, Call.Stop.TIMEOUT, effects);
        }
    }

    @GuardedBy("lock")
    private void stop(Worker worker, Call call, Call.Stop why, Effects effects) {
        if (call.stop == Call.Stop.NONE || call.stop == Call.Stop.RECALLED) {
            call.stop = why;
            call.killAt = clock.getAsLong() + config.gracePeriod().toNanos();
            worker.hasStops = true;
            effects.send(worker.linked().writer(), new Frame.Cancel(call.id));
        }
    }

    // Events from workers

    /** A worker's process runs; its threads have not started yet. */
    void launched(Worker worker, WorkerLink link) {
        lock.lock();
        try {
            worker.link = link;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a worker is still wanted that was to be launched. */
    boolean isToLaunch(Worker worker) {
        lock.lock();
        try {
            return worker.state == WorkerState.STARTING && worker.link == null;
        } finally {
            lock.unlock();
        }
    }

    /** A worker could not be launched, or was told to end before it was. */
    void launchFailed(Worker worker, String problem) {
        Effects effects = new Effects();
        lock.lock();
        try {
            crew.remove(worker);
            if (!worker.isOrderlyEnd) {
                startFailed(worker, problem, effects);
            }
            endIfDrained(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    /** Frames have arrived, in order. */
    void received(Worker worker, List<Frame> frames) {
        Effects effects = new Effects();
        long now = clock.getAsLong();
        lock.lock();
        try {
            for (Frame frame : frames) {
                receive(worker, frame, now, effects);
            }
            windowOfAllWorkers = crew.window();
            dispatch(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    @GuardedBy("lock")
    private void receive(Worker worker, Frame frame, long now, Effects effects) {
        if (frame instanceof Frame.Result result) {
            Call call = worker.remove(result.id());
            if (call != null) {
                call.result = result.payload();
                answer(worker, call, Call.End.RESULT, result.runNanos(), now, effects);
                hasOneLess(worker, now, effects);
                return;
            }
        } else if (frame instanceof Frame.Failure failure) {
            Call call = worker.remove(failure.id());
            if (call != null) {
                call.failure = failure.failure();
                worker.isTainted |= failure.isFatal();
                answer(worker, call, Call.End.FAILURE, failure.runNanos(), now, effects);
                hasOneLess(worker, now, effects);
                return;
            }
        } else if (frame instanceof Frame.Cancelled cancelled) {
            Call call = worker.remove(cancelled.id());
            if (call != null) {
                requeueOrEnd(call, effects);
                hasOneLess(worker, now, effects);
                return;
            }
        } else {
            receiveRare(worker, frame, effects);
            return;
        }
        kill(worker, "it answered a call that it does not have", effects);
    }

    @GuardedBy("lock")
    private void receiveRare(Worker worker, Frame frame, Effects effects) {
        if (frame instanceof Frame.Stack stack) {
            Call call = worker.find(stack.id());
            if (call != null) {
                call.stack = stack.stack();
            }
        } else if (frame instanceof Frame.Hello && worker.state == WorkerState.STARTING) {
            welcome(worker, effects);
        } else if (frame instanceof Frame.Ready && worker.state == WorkerState.STARTING) {
            ready(worker, effects);
        } else if (frame instanceof Frame.StartFailed failed && worker.state == WorkerState.STARTING) {
            worker.startFailure = failed.failure();
        } else if (frame instanceof Frame.Exiting exiting) {
            exiting(worker, exiting, effects);
        } else if (frame instanceof Frame.ByeAck && worker.state == WorkerState.STOPPING) {
            worker.isOrderlyEnd = true;
        } else if (worker.state != WorkerState.KILLING) {
            kill(worker, "it sent a " + frame.getClass().getSimpleName() + " while " + worker.state, effects);
        }
    }

    /** It is about to end, and takes no more; what it has is settled when it is gone. */
    @GuardedBy("lock")
    private void exiting(Worker worker, Frame.Exiting exiting, Effects effects) {
        worker.exiting = exiting;
        worker.isTainted = true;
        worker.deadline = Math.min(worker.deadline, clock.getAsLong() + Watchdog.EXIT_NANOS);
        arm(effects);
    }

    @GuardedBy("lock")
    private void welcome(Worker worker, Effects effects) {
        effects.send(worker.linked().writer(), control.welcome(worker));
        if (config.initializer() != null) {
            for (Frame frame : config.initializer().frames()) {
                effects.send(worker.linked().writer(), frame);
            }
        }
    }

    @GuardedBy("lock")
    private void ready(Worker worker, Effects effects) {
        worker.state = WorkerState.READY;
        worker.wasReady = true;
        worker.deadline = Long.MAX_VALUE;
        worker.readySince = clock.getAsLong();
        worker.idleSince = worker.readySince;
        crew.hasStarted();
        startFailures.reset();
        Worker old = retirement.ready(worker);
        if (old != null) {
            old.isRetiring = true;
            leaveIfDone(old, effects);
        }
        effects.warmedUp(crew.ready());
        endIfDrained(effects);
    }

    @GuardedBy("lock")
    private void answer(Worker worker, Call call, Call.End end, long runNanos, long now, Effects effects) {
        call.attempt++;
        call.runNanos = Math.max(0, runNanos); // a worker may say anything
        call.startedNanos = now - call.runNanos;
        worker.hasRun(call);
        crew.hasAnswered();
        if (call.stop == Call.Stop.TIMEOUT) {
            end(call, Call.End.TIMEOUT, effects);
        } else if (end == Call.End.FAILURE && mayRetry(call)) {
            retryLater(call, effects);
        } else {
            end(call, end, effects);
        }
    }

    @GuardedBy("lock")
    private boolean mayRetry(Call call) {
        return call.attempt < call.lane.run().retry().attempts() && call.stop != Call.Stop.CANCELLED && !isUnusable();
    }

    /** A task that threw and may run again: after its pause, at the back of the queue. */
    @GuardedBy("lock")
    private void retryLater(Call call, Effects effects) {
        call.again();
        backlog.pause(call);
        effects.retryLater(call, call.lane.run().retry().pauseAfter(call.attempt));
    }

    /** The pause before another attempt is over. */
    void retry(Call call) {
        Effects effects = new Effects();
        lock.lock();
        try {
            backlog.resume(call);
            dispatch(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    @GuardedBy("lock")
    private void end(Call call, Call.End end, Effects effects) {
        call.end = end;
        call.lane.done(call);
        effects.wake(call.lane);
    }

    /** A call that was not started, and never will be by the worker that had it. */
    @GuardedBy("lock")
    private void requeueOrEnd(Call call, Effects effects) {
        if (call.stop == Call.Stop.CANCELLED || isUnusable()) {
            end(call, Call.End.CANCELLED, effects);
        } else if (call.isOverdue(clock.getAsLong())) {
            endOverdue(call, effects);
        } else {
            call.stop = Call.Stop.NONE;
            call.overrun = null;
            backlog.addFirst(call);
        }
    }

    @GuardedBy("lock")
    private void hasOneLess(Worker worker, long now, Effects effects) {
        if (worker.inFlight.isEmpty()) {
            worker.idleSince = now;
        }
        leaveIfDone(worker, effects);
    }

    @GuardedBy("lock")
    private void endOverdue(Call call, Effects effects) {
        call.overrun = TimeLimits.Kind.QUEUE;
        call.waitedNanos = clock.getAsLong() - call.takenNanos;
        call.worker = 0;
        end(call, Call.End.TIMEOUT, effects);
    }

    /**
     * A worker whose successor is ready, or whose virtual machine has thrown an error of its own and may be broken
     * elsewhere, too: it gets no more calls, gives back what it has not begun, and ends after what it has.
     */
    @GuardedBy("lock")
    private void leaveIfDone(Worker worker, Effects effects) {
        if (worker.isLeaving() && worker.isReady()) {
            if (worker.inFlight.isEmpty()) {
                sayBye(worker, effects);
            } else {
                recall(worker, 0, effects);
            }
        }
    }

    @GuardedBy("lock")
    private void sayBye(Worker worker, Effects effects) {
        worker.state = WorkerState.STOPPING;
        worker.deadline = clock.getAsLong() + Watchdog.STOP_NANOS;
        effects.send(worker.linked().writer(), new Frame.Bye());
    }

    /**
     * What came from a worker is no frame. It stands where the answer to the first open call should be, so that one is
     * charged: the task that wrote it may have ended long ago, and must not come again without end.
     */
    void channelBroken(Worker worker, String problem) {
        Effects effects = new Effects();
        lock.lock();
        try {
            Call first = worker.inFlight.peek();
            worker.blamed = first == null ? 0 : first.id;
            kill(worker, problem, effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    /** A worker sends no more: if it does not end by itself, it is of no use. */
    void channelEnded(Worker worker) {
        Effects effects = new Effects();
        lock.lock();
        try {
            if (!worker.isGone()) {
                worker.deadline = Math.min(
                        worker.deadline,
                        clock.getAsLong() + config.gracePeriod().toNanos());
                worker.isMute = true;
                arm(effects);
            }
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    @GuardedBy("lock")
    private void kill(Worker worker, String reason, Effects effects) {
        if (worker.state != WorkerState.KILLING && !worker.isGone()) {
            worker.state = WorkerState.KILLING;
            worker.killReason = reason;
            effects.kill(worker);
        }
    }

    /** A worker is gone, and all that it had sent has been {@link #received}. */
    void exited(Worker worker, WorkerExit exit) {
        Effects effects = new Effects();
        lock.lock();
        try {
            WorkerLink link = worker.linked();
            long running =
                    worker.blamed != 0 ? worker.blamed : link.process().page().running();
            WorkerDeath death = death(worker, running, exit);
            crew.remove(worker);
            if (worker.isOrderlyEnd) {
                if (worker.isRetiring) {
                    crew.hasRetired();
                }
                settle(worker, running, death, effects);
            } else if (worker.wasReady) {
                crew.hasLost(worker);
                settle(worker, running, death, effects);
                breakIfNothingSucceeds(death, effects);
            } else {
                startFailed(worker, death.descriptionOfStart(), effects);
            }
            if (!isClosed || backlog.hasOpenLanes()) {
                startWorkers(0, effects);
            }
            windowOfAllWorkers = crew.window();
            dispatch(effects);
            endIfDrained(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    private static WorkerDeath death(Worker worker, long running, WorkerExit exit) {
        long pid = worker.linked().process().pid();
        List<String> lines =
                worker.wasReady ? exit.words().of(running) : exit.words().all();
        return new WorkerDeath(worker.number, pid, 0, worker.killReason, exit, worker.exiting, lines);
    }

    /** Ends or requeues what a dead worker had: only the call that was running is charged, the others are free. */
    @GuardedBy("lock")
    private void settle(Worker worker, long running, WorkerDeath death, Effects effects) {
        List<Call> unstarted = new ArrayList<>();
        for (Call call : worker.inFlight) {
            if (call.id != running) {
                unstarted.add(call);
                continue;
            }
            call.hasKilled(death);
            boolean wasSeen = worker.watchedCall == call.id;
            call.startedNanos = wasSeen ? worker.watchedSince : clock.getAsLong();
            call.runNanos = clock.getAsLong() - call.startedNanos;
            settleRunning(call, effects);
        }
        worker.inFlight.clear();
        for (int i = unstarted.size() - 1; i >= 0; i--) {
            requeueOrEnd(unstarted.get(i), effects);
        }
    }

    @GuardedBy("lock")
    private void settleRunning(Call call, Effects effects) {
        if (call.stop == Call.Stop.TIMEOUT) {
            end(call, Call.End.TIMEOUT, effects);
        } else if (call.stop == Call.Stop.CANCELLED || isUnusable()) {
            end(call, Call.End.CANCELLED, effects);
        } else if (isOutOfMemory(call) && config.oomHeapBytes() > 0 && !call.needsLargeHeap) {
            call.needsLargeHeap = true;
            call.again();
            backlog.addLast(call);
        } else if (call.attempt < config.attempts() && !isOutOfMemory(call)) {
            call.again();
            backlog.addLast(call);
        } else {
            end(call, Call.End.LOST, effects);
        }
    }

    private static boolean isOutOfMemory(Call call) {
        return call.death != null && call.death.isOutOfMemory();
    }

    /** After so many in a row, or at once if the worker itself said why, the pool is given up: no respawn storm. */
    @GuardedBy("lock")
    private void startFailed(Worker worker, String problem, Effects effects) {
        RemoteFailure failure = worker.startFailure;
        String why = failure == null ? problem : Failures.text(failure);
        Worker old = retirement.startFailed(worker);
        if (old != null) {
            effects.warn("worker " + old.number + " stays in service, its successor cannot start: " + why);
        } else if (worker.isLarge()) {
            largeStartFailed(why, effects);
        } else if (startFailures.add(failure != null) && broken == null) {
            String message = "the workers of pool '" + config.name() + "' cannot start: " + why;
            breakPool(() -> new WorkerStartException(message, Failures.exception(failure)), effects);
        } else {
            startWorkers(backlog.pendingCalls(), effects);
        }
    }

    /** A heap that this machine cannot give is no reason to give up the pool, but the call has had its chance. */
    @GuardedBy("lock")
    private void largeStartFailed(String why, Effects effects) {
        Call call = backlog.nextLarge();
        if (call != null) {
            call.death = call.deaths.get(call.deaths.size() - 1);
            call.problem = "a worker with the larger heap could not start: " + why;
            end(call, Call.End.LOST, effects);
        }
        startWorkers(backlog.pendingCalls(), effects);
    }

    /** Workers that get ready and then die of whatever they are given: that is no longer the fault of an item. */
    @GuardedBy("lock")
    private void breakIfNothingSucceeds(WorkerDeath death, Effects effects) {
        if (crew.lostInARow() >= config.maxDeaths() && broken == null) {
            String message = "pool '" + config.name() + "' is given up: " + crew.lostInARow()
                    + " workers in a row died without an answer, the last so: " + death.description() + death.printed();
            breakPool(() -> new WorkerStartException(message, null), effects);
        }
    }

    @GuardedBy("lock")
    private void breakPool(Supplier<PoolUnusableException> why, Effects effects) {
        broken = why;
        killAll("the pool is unusable", effects);
        failLanes(why, effects);
        effects.broken(why.get());
    }

    @GuardedBy("lock")
    private void killAll(String reason, Effects effects) {
        for (Worker worker : crew.all()) {
            worker.isOrderlyEnd = true;
            kill(worker, reason, effects);
        }
    }

    /** Ends what waits; what is in flight ends when its worker has, and then each lane signals the error. */
    @GuardedBy("lock")
    private void failLanes(Supplier<PoolUnusableException> why, Effects effects) {
        for (Lane<?, ?> lane : backlog.openLanes()) {
            for (Call call : backlog.drop(lane)) {
                end(call, Call.End.CANCELLED, effects);
            }
            lane.poolFailed(why.get());
            effects.wake(lane);
        }
    }

    // Time

    /** Looks at the clock; called by the control thread as long as {@link Watchdog} asks for it. */
    void tick() {
        Effects effects = new Effects();
        lock.lock();
        try {
            long now = clock.getAsLong();
            if (!watchdog.isDue(now)) {
                return;
            }
            long gap = watchdog.tick(now);
            for (Worker worker : crew.all()) {
                worker.shift(gap);
                watch(worker, now, effects);
            }
            backlog.shift(gap);
            backlog.takeOverdue(now).forEach(call -> endOverdue(call, effects));
            renew(effects);
            arm(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    @GuardedBy("lock")
    private void watch(Worker worker, long now, Effects effects) {
        if (now >= worker.deadline) {
            kill(worker, watchdog.overdue(worker), effects);
            return;
        }
        if (worker.link == null || worker.inFlight.isEmpty() || worker.state == WorkerState.KILLING) {
            return;
        }
        if (watchdog.isFrozen(worker, now)) {
            kill(worker, "it gave no sign of life for " + Failures.show(config.heartbeatTimeout()), effects);
            return;
        }
        Watchdog.Overrun overrun = watchdog.overrun(worker, now);
        if (overrun != null) {
            stopOverrun(worker, overrun, effects);
        }
        worker.hasStops = false;
        for (Call call : worker.inFlight) {
            if (call.stop == Call.Stop.NONE && watchdog.waitsTooLong(worker, call, now)) {
                recall(worker, call, effects);
            }
            boolean isStopping = call.stop == Call.Stop.TIMEOUT || call.stop == Call.Stop.CANCELLED;
            worker.hasStops |= isStopping;
            if (isStopping && now >= call.killAt) {
                kill(worker, "its task did not stop within " + Failures.show(config.gracePeriod()), effects);
                return;
            }
        }
    }

    // Life and end

    /**
     * Starts all workers, without waiting for calls.
     *
     * @throws PoolUnusableException if the pool takes no more
     */
    void warmUp() {
        Effects effects = new Effects();
        lock.lock();
        try {
            throwIfClosed();
            crew.wantAll();
            startWorkers(0, effects);
            effects.warmedUp(crew.ready());
            arm(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    /** Takes no new lanes; the open ones run to their end, and the workers end after them. */
    void close() {
        Effects effects = new Effects();
        lock.lock();
        try {
            isClosed = true;
            for (Lane<?, ?> lane : backlog.openLanes()) {
                lane.poolClosing();
                effects.wake(lane);
            }
            endIfDrained(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    /** Kills all workers first; every call that was taken ends as cancelled. */
    void closeNow() {
        Effects effects = new Effects();
        lock.lock();
        try {
            isClosed = true;
            isClosedNow = true;
            killAll("the pool was closed", effects);
            failLanes(this::closed, effects);
            endIfDrained(effects);
        } finally {
            lock.unlock();
        }
        effects.run(control);
    }

    boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the workers when the last lane has ended, and the pool when the last worker has. After closeNow the workers
     * do not wait for the lanes: a lane whose subscriber asks for nothing must not hold them up.
     */
    @GuardedBy("lock")
    private void endIfDrained(Effects effects) {
        if (!isClosed || (backlog.hasOpenLanes() && !isClosedNow)) {
            return;
        }
        for (Worker worker : crew.all()) {
            end(worker, effects);
        }
        arm(effects);
        if (crew.isEmpty() && !hasEnded) {
            hasEnded = true;
            effects.ended();
        }
        if (hasEnded && !backlog.hasOpenLanes()) {
            effects.lanesEnded();
        }
    }

    @GuardedBy("lock")
    private void end(Worker worker, Effects effects) {
        if (worker.isReady() && worker.inFlight.isEmpty()) {
            sayBye(worker, effects);
        } else if (worker.state != WorkerState.STOPPING) {
            worker.isOrderlyEnd = true;
            kill(worker, "the pool was closed", effects);
        }
    }

    // Looking in

    PoolMetrics metrics() {
        lock.lock();
        try {
            return crew.metrics(backlog.pendingCalls() + backlog.largeCalls());
        } finally {
            lock.unlock();
        }
    }

    List<WorkerInfo> workers() {
        lock.lock();
        try {
            return crew.all().stream().map(Worker::info).toList();
        } finally {
            lock.unlock();
        }
    }
}
