package dev.trenza.core.process;

import dev.trenza.core.Emissions;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.PackedValues;
import dev.trenza.worker.protocol.TaskDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A pool's lock, and the events that come to it: from lanes, from workers, from the clock and from the pool's owner.
 * Thread-safe.
 *
 * <p>What follows from an event is decided under the lock by {@link Assignment} (who gets which call), {@link Settlement}
 * (what becomes of a call) and {@link Staffing} (who works), which share the {@link PoolState}. They collect
 * {@link Effects}, which the caller's thread carries out after the lock is free: frames are encoded under the lock, which
 * never waits, but written, like everything that touches a process or a subscriber, outside of it.
 */
final class Dispatcher {

    private final PoolControl control;
    private final ReentrantLock lock = new ReentrantLock();

    // Fenced by lock: only an event touches these
    private final PoolState state;
    private final Settlement settlement;
    private final Staffing staffing;
    private final Assignment assignment;
    private final TaskNumbers tasks = new TaskNumbers();
    private boolean hasEnded;

    /** What lanes may take ahead of their demand: read without the lock, so that a lane need not wait for it. */
    private volatile int windowOfAllWorkers;

    /**
     * Makes a dispatcher without workers.
     *
     * @param clock in nanoseconds, like {@link System#nanoTime()}
     * @param startsAtOnce most workers that start at the same time
     */
    Dispatcher(WorkerPoolConfig config, PoolControl control, LongSupplier clock, int startsAtOnce) {
        this.control = control;
        this.state = new PoolState(config, clock, startsAtOnce);
        this.settlement = new Settlement(state);
        this.staffing = new Staffing(state, settlement);
        this.assignment = new Assignment(state, staffing);
        this.windowOfAllWorkers = config.workers();
    }

    WorkerPoolConfig config() {
        return state.config;
    }

    /** The pool's time, in nanoseconds. */
    long now() {
        return state.now();
    }

    /** How many items all workers could hold now: a lane takes a small multiple of it from its source. */
    int window() {
        return windowOfAllWorkers;
    }

    private void event(Consumer<Effects> decisions) {
        Effects effects = new Effects(control.events());
        enter();
        try {
            decisions.accept(effects);
        } finally {
            handOver(effects);
        }
        effects.run(control);
    }

    /** Where a caller's thread may wait, as for any monitor: for decisions of microseconds, which themselves never wait. */
    private void enter() {
        lock.lock();
    }

    private void handOver(Effects effects) {
        try {
            effects.handOver();
        } finally {
            lock.unlock();
        }
    }

    private <T> T look(Supplier<T> question) {
        enter();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    // Lanes

    /**
     * Lets a lane in.
     *
     * @return the number of its task
     * @throws PoolUnusableException if the pool takes no more
     */
    int open(Lane<?, ?> lane, TaskDefinition definition) {
        return look(() -> {
            state.throwIfClosed();
            state.backlog.open(lane);
            return tasks.use(definition);
        });
    }

    /** Takes calls of a lane; of one that has ended meanwhile they come to nothing. */
    void submit(Lane<?, ?> lane, List<? extends Work> calls) {
        event(effects -> {
            if (state.isUnusable() || lane.isCancelled() || !state.backlog.isOpen(lane)) {
                calls.forEach(call -> settlement.cancel(call, effects));
            } else if (state.isSkipping) {
                calls.forEach(call -> settlement.skip(call, effects));
            } else {
                state.backlog.addAll(lane, calls);
                assignment.dispatch(effects);
            }
        });
    }

    /** The pause before another attempt is over. */
    void retry(Call call) {
        event(effects -> {
            state.backlog.resume(call);
            assignment.dispatch(effects);
        });
    }

    /** Forgets a lane's pending calls and stops its running ones; nothing of it will be emitted. */
    void cancel(Lane<?, ?> lane) {
        event(effects -> {
            state.backlog.drop(lane);
            assignment.stopCallsOf(lane, effects);
            assignment.dispatch(effects);
        });
    }

    /** Lets a lane go that has emitted its last signal. */
    void close(Lane<?, ?> lane, TaskDefinition definition) {
        event(effects -> {
            if (state.backlog.close(lane)) {
                int forgotten = tasks.release(definition);
                if (forgotten > 0) {
                    forget(forgotten, effects);
                }
                endIfDrained(effects);
            }
        });
    }

    private void forget(int task, Effects effects) {
        for (Worker worker : state.crew.each()) {
            if (worker.link != null && worker.forget(task)) {
                effects.send(worker.link.writer(), new Frame.Forget(task));
            }
        }
    }

    // Workers

    /** Whether a worker is still wanted that was to be launched. */
    boolean isToLaunch(Worker worker) {
        return look(() -> worker.state == WorkerState.STARTING && worker.link == null);
    }

    /** A worker's process runs; its threads have not started yet. */
    void launched(Worker worker, WorkerLink link) {
        event(effects -> worker.link = link);
    }

    /** A worker could not be launched, or was told to end before it was. */
    void launchFailed(Worker worker, String problem) {
        event(effects -> {
            state.crew.remove(worker);
            if (!worker.isOrderlyEnd) {
                staffing.startFailed(worker, problem, effects);
            }
            assignment.dispatch(effects);
            endIfDrained(effects);
        });
    }

    /** Frames have arrived, in order. */
    void received(Worker worker, List<Frame> frames) {
        event(effects -> {
            long now = state.now();
            long first = worker.firstId();
            for (Frame frame : frames) {
                receive(worker, frame, now, effects);
            }
            if (worker.firstId() != first) {
                worker.headChanged(now);
            }
            windowOfAllWorkers = state.crew.window();
            assignment.dispatch(effects);
        });
    }

    private void receive(Worker worker, Frame frame, long now, Effects effects) {
        if (frame instanceof Frame.Results results) {
            if (receive(worker, results, now, effects)) {
                staffing.hasOneLess(worker, now, effects);
                return;
            }
        } else if (frame instanceof Frame.Result result) {
            Call call = worker.remove(result.id());
            if (call != null) {
                call.result = result.payload();
                call.isResultBare = result.isBare();
                settlement.answered(worker, call, Call.End.RESULT, result.runNanos(), now, effects);
                staffing.hasOneLess(worker, now, effects);
                return;
            }
        } else if (frame instanceof Frame.Failure failure) {
            Call call = worker.remove(failure.id());
            if (call != null) {
                call.failure = failure.failure();
                worker.isTainted |= failure.isFatal();
                settlement.answered(worker, call, Call.End.FAILURE, failure.runNanos(), now, effects);
                staffing.hasOneLess(worker, now, effects);
                return;
            }
        } else if (frame instanceof Frame.Cancelled cancelled) {
            if (receive(worker, cancelled, effects)) {
                staffing.hasOneLess(worker, now, effects);
                return;
            }
        } else {
            receiveRare(worker, frame, effects);
            return;
        }
        staffing.kill(worker, "it answered a call that it does not have", effects);
    }

    /** Tells whether the worker had all these calls. */
    private boolean receive(Worker worker, Frame.Results results, long now, Effects effects) {
        long nanosEach = results.runNanos() > 0 ? results.runNanos() / results.count() : Worker.NOT_MEASURED;
        int from = 0;
        for (int done = 0; done < results.count(); ) {
            Pack pack = worker.takeAnswered(results.id() + done, results.count() - done);
            Call call = pack == null ? worker.remove(results.id() + done) : null;
            int count = pack == null ? 1 : pack.size();
            int end = PackedValues.end(results.values(), from, count);
            if (pack != null) {
                pack.answered(results.values(), from, end);
                settlement.answered(worker, pack, nanosEach, effects);
            } else if (call != null) {
                call.result = Arrays.copyOfRange(results.values(), from + PackedValues.PREFIX_BYTES, end);
                settlement.answered(worker, call, Call.End.RESULT, nanosEach, now, effects);
            } else {
                return false;
            }
            from = end;
            done += count;
        }
        return true;
    }

    /** Tells whether the worker had all these calls. */
    private boolean receive(Worker worker, Frame.Cancelled cancelled, Effects effects) {
        Pack pack = worker.takeBack(cancelled.id(), cancelled.count());
        if (pack != null) {
            settlement.notStarted(pack, effects);
            return true;
        }
        for (int i = cancelled.count() - 1; i >= 0; i--) {
            Call call = worker.remove(cancelled.id() + i);
            if (call == null) {
                return false;
            }
            settlement.notStarted(call, effects);
        }
        return true;
    }

    private void receiveRare(Worker worker, Frame frame, Effects effects) {
        if (frame instanceof Frame.Emitted emitted) {
            emitted(worker, emitted, effects);
        } else if (frame instanceof Frame.Stack stack) {
            Call call = worker.find(stack.id());
            if (call != null) {
                call.stack = stack.stack();
            }
        } else if (frame instanceof Frame.Hello && worker.state == WorkerState.STARTING && !worker.saidHello) {
            worker.saidHello = true;
            welcome(worker, effects);
        } else if (frame instanceof Frame.Ready && worker.state == WorkerState.STARTING && worker.saidHello) {
            staffing.ready(worker, effects);
            endIfDrained(effects);
        } else if (frame instanceof Frame.StartFailed failed && worker.state == WorkerState.STARTING) {
            worker.startFailure = failed.failure();
        } else if (frame instanceof Frame.Exiting exiting) {
            staffing.exiting(worker, exiting, effects);
        } else if (frame instanceof Frame.ByeAck && worker.state == WorkerState.STOPPING) {
            worker.isOrderlyEnd = true;
        } else if (worker.state != WorkerState.KILLING) {
            staffing.kill(worker, "it sent a " + frame.getClass().getSimpleName() + " while " + worker.state, effects);
        }
    }

    private void emitted(Worker worker, Frame.Emitted frame, Effects effects) {
        Call call = worker.find(frame.id());
        if (call == null || !(call.item instanceof Emissions<?, ?> emissions)) {
            staffing.kill(worker, "it emitted a value of a call that emits none", effects);
        } else if (!emissions.offer(frame.payload())) {
            staffing.kill(worker, "it emitted more values than it may", effects);
        } else {
            call.hasEmitted = true;
            effects.wake(call.lane);
        }
    }

    /** A subscriber has taken values that a call of this lane has emitted. */
    void demand(Lane<?, ?> lane, int count) {
        event(effects -> {
            for (Worker worker : state.crew.each()) {
                for (Call call : worker.singles()) {
                    if (call.lane == lane) {
                        effects.send(worker.linked().writer(), new Frame.Demand(call.id, count));
                    }
                }
            }
        });
    }

    private void welcome(Worker worker, Effects effects) {
        effects.send(worker.linked().writer(), control.welcome(worker));
        if (state.config.initializer() != null) {
            for (Frame frame : state.config.initializer().frames()) {
                effects.send(worker.linked().writer(), frame);
            }
        }
    }

    /** What came from a worker is no frame, and nothing that comes after it can be. */
    void channelBroken(Worker worker, String problem) {
        event(effects -> {
            worker.isChannelBroken = true;
            staffing.kill(worker, problem, effects);
        });
    }

    /** A worker sends no more. */
    void channelEnded(Worker worker) {
        event(effects -> staffing.mute(worker, effects));
    }

    /** A worker's process has ended: its limits mean nothing now, and {@link #exited} follows when all is read. */
    void processEnded(Worker worker) {
        event(effects -> worker.isDead = true);
    }

    /** A worker is gone, and all that it had sent has been {@link #received}. */
    void exited(Worker worker, WorkerExit exit) {
        event(effects -> {
            long running = worker.linked().process().page().running();
            WorkerDeath death = death(worker, running, exit);
            state.crew.remove(worker);
            if (worker.wasReady || worker.isOrderlyEnd) {
                boolean isRepeated = settlement.died(worker, running, death, effects);
                staffing.gone(worker, death, isRepeated, effects);
            } else {
                staffing.startFailed(worker, death.descriptionOfStart(), effects);
            }
            if (!state.isWindingUp()) {
                staffing.startFor(0, effects);
            }
            windowOfAllWorkers = state.crew.window();
            assignment.dispatch(effects);
            endIfDrained(effects);
        });
    }

    private static WorkerDeath death(Worker worker, long running, WorkerExit exit) {
        long pid = worker.linked().process().pid();
        List<String> lines =
                worker.wasReady ? exit.words().of(running) : exit.words().all();
        return new WorkerDeath(worker.number, pid, 0, worker.killReason, exit, worker.exiting, lines);
    }

    // Time

    /** Looks at the clock; called by the control thread as long as {@link Watchdog} asks for it. */
    void tick() {
        event(effects -> {
            long now = state.now();
            if (!state.watchdog.isDue(now)) {
                return;
            }
            long gap = state.watchdog.tick(now);
            for (Worker worker : state.crew.all()) {
                worker.shift(gap);
                assignment.watch(worker, now, effects);
            }
            state.backlog.shift(gap);
            state.backlog.takeOverdue(now).forEach(call -> settlement.overdue(call, effects));
            assignment.dispatch(effects);
        });
    }

    // The owner

    /**
     * Starts all workers, without waiting for calls.
     *
     * @throws PoolUnusableException if the pool takes no more
     */
    void warmUp() {
        event(effects -> {
            state.throwIfClosed();
            state.crew.wantAll();
            staffing.startFor(0, effects);
            effects.warmedUp(state.crew.ready());
            staffing.arm(effects);
        });
    }

    /** Takes no new lanes; the open ones run to their end, and the workers end after them. */
    void close() {
        event(effects -> {
            state.isClosed = true;
            for (Lane<?, ?> lane : state.backlog.openLanes()) {
                lane.poolClosing();
                effects.wake(lane);
            }
            endIfDrained(effects);
        });
    }

    /** Begins no call any more: what waits is skipped, here at once and in workers as soon as they have given it back. */
    void skipPending() {
        event(effects -> {
            state.isSkipping = true;
            for (Lane<?, ?> lane : state.backlog.openLanes()) {
                state.backlog.drop(lane).forEach(work -> settlement.skip(work, effects));
            }
            for (Worker worker : state.crew.each()) {
                if (worker.isReady()) {
                    staffing.recallAfter(worker, 0, effects);
                }
            }
        });
    }

    /** Kills all workers first; every call that was taken ends as cancelled. */
    void closeNow() {
        event(effects -> {
            state.isClosed = true;
            state.isClosedNow = true;
            staffing.killAll("the pool was closed", effects);
            settlement.failLanes(state::closed, effects);
            endIfDrained(effects);
        });
    }

    /**
     * Ends the workers when the last lane has ended, and the pool when the last worker has. After closeNow the workers
     * do not wait for the lanes: a lane whose subscriber asks for nothing must not hold them up.
     */
    private void endIfDrained(Effects effects) {
        if (!state.isClosed || (state.backlog.hasOpenLanes() && !state.isClosedNow)) {
            return;
        }
        staffing.dismissAll(effects);
        if (state.crew.isEmpty() && !hasEnded) {
            hasEnded = true;
            effects.ended();
        }
        if (hasEnded && !state.backlog.hasOpenLanes()) {
            effects.lanesEnded();
        }
    }

    boolean isClosed() {
        return look(() -> state.isClosed);
    }

    Optional<PoolUnusableException> failure() {
        return look(() -> Optional.ofNullable(state.broken).map(Supplier::get));
    }

    PoolMetrics metrics() {
        return look(() -> state.crew.metrics(state.backlog.waitingCalls(), state.tally));
    }

    List<WorkerInfo> workers() {
        return look(() -> state.crew.all().stream()
                .map(worker -> worker.info(state.now()))
                .toList());
    }
}
