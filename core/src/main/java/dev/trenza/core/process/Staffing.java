package dev.trenza.core.process;

import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.WorkerStartException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who works: starts workers as calls need them, replaces those that have served long enough, ends those that are not needed,
 * and gives up the pool if none will live. Fenced by the dispatcher's lock.
 */
final class Staffing {

    private final PoolState state;
    private final Settlement settlement;
    private final WorkerPoolConfig config;
    private final Crew crew;
    private final StartFailures startFailures;
    private final Retirement retirement;

    Staffing(PoolState state, Settlement settlement) {
        this.state = state;
        this.settlement = settlement;
        this.config = state.config;
        this.crew = state.crew;
        this.startFailures = new StartFailures(config.maxStartFailures());
        this.retirement = new Retirement(config.lifetime());
    }

    // Start

    /** Starts as many as these calls need, so far as there are places. */
    void startFor(int calls, Effects effects) {
        startLarge(effects); // first: the place of the worker that died of it is still free
        int missing = state.isUnusable() ? 0 : crew.missing(calls);
        for (int i = 0; i < missing; i++) {
            start(crew.hire(), startFailures.pause(), effects);
        }
    }

    /** One at a time, so that they do not exhaust the machine together. Without a free place one is made. */
    void startLarge(Effects effects) {
        if (!state.backlog.hasLarge() || crew.large() != null || state.isUnusable()) {
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

    /** Workers that serve no others take what is to run alone, one by one; where all places are taken, one is vacated. */
    void startForOneAlone(Effects effects) {
        if (crew.isGettingOneForItself() || state.isUnusable()) {
            return;
        }
        if (!crew.isFull()) {
            startFor(1, effects);
            return;
        }
        Worker spared = crew.hasRoomForSuccessor() && !retirement.isUnderWay() ? crew.mostDispensable() : null;
        if (spared != null && (spared.isIdle() || !crew.hasDedicated())) {
            hireSuccessorOf(spared, effects);
        }
    }

    private void hireSuccessorOf(Worker worker, Effects effects) {
        Worker successor = crew.hireSuccessor();
        start(successor, retirement.succeeds(successor, worker), effects);
    }

    private void start(Worker worker, Duration pause, Effects effects) {
        retirement.hired(worker);
        worker.deadline = state.now() + pause.plus(config.startupTimeout()).toNanos();
        effects.launch(worker, pause);
    }

    /** Its initialiser has run: it takes calls from now on. */
    void ready(Worker worker, Effects effects) {
        worker.state = WorkerState.READY;
        worker.wasReady = true;
        worker.deadline = Long.MAX_VALUE;
        worker.readySince = state.now();
        worker.idleSince = worker.readySince;
        crew.hasStarted();
        effects.workerReady(worker);
        startFailures.reset();
        Worker old = retirement.ready(worker);
        if (old != null) {
            old.isRetiring = true;
            old.isReplaced = true;
            leaveIfDone(old, effects);
        }
        effects.warmedUp(crew.ready());
        startFor(0, effects);
    }

    /** After so many in a row, or at once if the worker itself said why, the pool is given up: no respawn storm. */
    void startFailed(Worker worker, String problem, Effects effects) {
        RemoteFailure failure = worker.startFailure;
        String why = failure == null ? problem : Failures.text(failure);
        crew.hasEnded(WorkerEnd.START_FAILED);
        effects.workerEnded(worker, WorkerEnd.START_FAILED, why);
        Worker old = retirement.startFailed(worker);
        if (old != null && !state.backlog.hasAlone()) {
            effects.warn("worker " + old.number + " stays in service, its successor cannot start: " + why);
        } else if (worker.isLarge()) {
            settlement.noLargeHeap(why, effects);
            startFor(state.backlog.pendingCalls(), effects);
        } else if (startFailures.add(failure != null)) {
            String message = "the workers of pool '" + config.name() + "' cannot start: " + why;
            giveUp(() -> new WorkerStartException(message, Failures.exception(failure)), effects);
        } else {
            startFor(state.backlog.pendingCalls(), effects);
        }
    }

    // Renewal

    /** Begins to replace a worker that has served long enough, and ends those that have nothing to do. */
    void renew(Effects effects) {
        long now = state.now();
        if (state.isUnusable() || state.isWindingUp()) {
            return;
        }
        Worker due = crew.hasRoomForSuccessor() ? retirement.due(crew.each(), now) : null;
        if (due != null) {
            hireSuccessorOf(due, effects);
        }
        if (config.lifetime().idleTimeout() != null && state.backlog.pendingCalls() == 0) {
            for (Worker worker : retirement.idleTooLong(crew.all(), now)) {
                crew.shrink();
                worker.isRetiring = true;
                sayBye(worker, effects);
            }
        }
    }

    /** Sees to it that the clock is looked at when something may be due. */
    void arm(Effects effects) {
        long now = state.now();
        long soonest = retirement.isTimed() && !state.isClosed ? retirement.nextLook(crew.all(), now) : Long.MAX_VALUE;
        state.watchdog.arm(crew.each(), state.backlog, soonest, now, effects);
    }

    // End

    /** A worker has one call less than before. */
    void hasOneLess(Worker worker, long now, Effects effects) {
        if (worker.isIdle()) {
            worker.idleSince = now;
        }
        leaveIfDone(worker, effects);
    }

    /**
     * A worker whose successor is ready, or whose virtual machine has thrown an error of its own and may be broken
     * elsewhere, too: it gets no more calls, gives back what it has not begun, and ends after what it has.
     */
    private void leaveIfDone(Worker worker, Effects effects) {
        if (worker.isLeaving() && worker.isReady()) {
            if (worker.isIdle()) {
                sayBye(worker, effects);
            } else {
                recallAfter(worker, 0, effects);
            }
        }
    }

    void sayBye(Worker worker, Effects effects) {
        worker.state = WorkerState.STOPPING;
        worker.deadline = state.now() + Watchdog.STOP_NANOS;
        effects.send(worker.linked().writer(), new Frame.Bye());
    }

    /** Asks for all calls but the first few back, as far as they have not begun: the last one first, so that it is found. */
    void recallAfter(Worker worker, int keep, Effects effects) {
        List<Work> rest = worker.after(keep);
        for (int i = rest.size() - 1; i >= 0; i--) {
            if (!rest.get(i).isRecalled()) {
                recall(worker, rest.get(i), effects);
            }
        }
    }

    void recall(Worker worker, Work work, Effects effects) {
        work.recalled();
        effects.send(worker.linked().writer(), new Frame.Recall(work.id, work.size()));
    }

    /** System.exit was called there: it takes no more; what it has is settled when it is gone. */
    void exiting(Worker worker, Frame.Exiting exiting, Effects effects) {
        worker.exiting = exiting;
        worker.isTainted = true;
        worker.deadline = Math.min(worker.deadline, state.now() + Watchdog.EXIT_NANOS);
        arm(effects);
    }

    /** It sends no more: if it does not end by itself, it is of no use. */
    void mute(Worker worker, Effects effects) {
        if (!worker.isGone()) {
            worker.deadline =
                    Math.min(worker.deadline, state.now() + config.gracePeriod().toNanos());
            worker.isMute = true;
            arm(effects);
        }
    }

    void kill(Worker worker, String reason, Effects effects) {
        if (worker.state != WorkerState.KILLING && !worker.isGone()) {
            worker.state = WorkerState.KILLING;
            worker.killReason = reason;
            effects.kill(worker);
        }
    }

    void killAll(String reason, Effects effects) {
        for (Worker worker : crew.all()) {
            worker.isOrderlyEnd = true;
            kill(worker, reason, effects);
        }
    }

    /** The pool needs nobody any more: tells those to end that can, and kills the others. */
    void dismissAll(Effects effects) {
        for (Worker worker : crew.all()) {
            if (worker.isReady() && worker.isIdle()) {
                sayBye(worker, effects);
            } else if (worker.state != WorkerState.STOPPING) {
                worker.isOrderlyEnd = true;
                kill(worker, "the pool was closed", effects);
            }
        }
        arm(effects);
    }

    /**
     * A worker that had been ready is gone.
     *
     * @param isRepeated whether a call was charged that had been charged before: that tells nothing new of the pool
     */
    void gone(Worker worker, WorkerDeath death, boolean isRepeated, Effects effects) {
        WorkerEnd why = WorkerEnd.of(worker, death);
        crew.hasEnded(why);
        effects.workerEnded(worker, why, worker.isOrderlyEnd ? "as it should" : death.description());
        if (!worker.isOrderlyEnd) {
            crew.hasLost(worker, isRepeated);
            breakIfNothingSucceeds(death, effects);
        } else if (worker.isRetiring) {
            crew.hasRetired();
        }
    }

    /** Workers that get ready and then die of whatever they are given: that is no longer the fault of the items. */
    private void breakIfNothingSucceeds(WorkerDeath death, Effects effects) {
        if (crew.lostInARow() >= config.maxDeaths()) {
            String message = "pool '" + config.name() + "' is given up: " + crew.lostInARow()
                    + " workers in a row died without an answer, the last so: " + death.description() + death.printed();
            giveUp(() -> new WorkerStartException(message, null), effects);
        }
    }

    private void giveUp(Supplier<PoolUnusableException> why, Effects effects) {
        if (state.broken == null) {
            state.broken = why;
            killAll("the pool is unusable", effects);
            settlement.failLanes(why, effects);
            effects.broken(why.get());
        }
    }
}
