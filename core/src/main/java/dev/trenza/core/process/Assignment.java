package dev.trenza.core.process;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets which call: sends what waits to the worker with the fewest calls, takes calls back from behind a long one, and
 * stops those that shall not run on. Fenced by the dispatcher's lock.
 */
final class Assignment {

    /** A worker gets a window in so many parts, so that another one that gets room meanwhile has its share. */
    private static final int PARTS_OF_WINDOW = 8;

    /** So long after the grace period the stack of a task that has run for too long is waited for. */
    private static final long STACK_NANOS = 1_000_000_000;

    private final PoolState state;
    private final Staffing staffing;
    private final Crew crew;
    private final Backlog backlog;

    Assignment(PoolState state, Staffing staffing) {
        this.state = state;
        this.staffing = staffing;
        this.crew = state.crew;
        this.backlog = state.backlog;
    }

    /** Brings calls and workers together as far as it goes; to be called after whatever may have changed either. */
    void dispatch(Effects effects) {
        dispatchLarge(effects);
        dispatchAlone(effects);
        recallFromHeldUp(effects);
        while (backlog.hasPending()) {
            Worker worker = chooseWorker(effects);
            if (worker == null) {
                break;
            }
            sendSome(worker, effects);
        }
        recallForIdleWorkers(effects);
        staffing.renew(effects);
        staffing.arm(effects);
    }

    /** What has exhausted a heap goes to the one worker that was started for it, alone; that worker ends after it. */
    private void dispatchLarge(Effects effects) {
        Worker large = crew.large();
        if (large == null) {
            staffing.startLarge(effects);
        } else if (large.isReady() && !large.isLeaving()) {
            Call call = backlog.nextLarge();
            if (call == null) {
                staffing.sayBye(large, effects); // it was cancelled meanwhile
            } else {
                large.isRetiring = true;
                send(large, call, effects);
            }
        }
    }

    /** What has cost a worker goes where nothing else is, and only its like was: what happens there is its own doing. */
    private void dispatchAlone(Effects effects) {
        for (Worker worker : crew.each()) {
            if (backlog.hasAlone() && worker.isFresh()) {
                send(worker, backlog.nextAlone(), effects);
            }
        }
        if (backlog.hasAlone()) {
            staffing.startForOneAlone(effects);
        }
    }

    /** The ready worker with the fewest calls; starts another one rather than queue behind a busy one. */
    private @Nullable Worker chooseWorker(Effects effects) {
        Worker freest = crew.freest();
        if (!crew.isFull() && (freest == null || !freest.isIdle())) {
            staffing.startFor(backlog.pendingCalls(), effects);
        }
        return freest;
    }

    /** As many as make no difference to who has the fewest: choosing anew for each would cost more than a tiny call. */
    private void sendSome(Worker worker, Effects effects) {
        FrameWriter writer = worker.linked().writer();
        writer.beginBurst();
        try {
            int some = Math.max(worker.leastRoom(), (worker.window - worker.load()) / PARTS_OF_WINDOW);
            while (some > 0 && worker.hasRoom() && backlog.hasPending()) {
                Work work = backlog.next(some);
                some -= work.size();
                if (work instanceof Call call && call.runsAlone) {
                    backlog.addAlone(call);
                    dispatchAlone(effects);
                } else {
                    send(worker, work, effects);
                }
            }
        } finally {
            writer.endBurst();
        }
    }

    private void send(Worker worker, Work work, Effects effects) {
        WorkerLink link = worker.linked();
        int task = work.lane.taskNumber();
        if (worker.define(task)) {
            effects.send(link.writer(), new Frame.Define(task, work.lane.definition()));
        }
        if (worker.isIdle()) {
            long now = state.now();
            state.watchdog.busy(worker, now);
            worker.headChanged(now);
        }
        worker.add(work);
        work.pid = link.process().pid();
        if (work instanceof Pack pack) {
            link.writer().enqueueCalls(pack.frame(), pack.inputsFrom(), pack.inputsEnd());
        } else if (work instanceof Call call) {
            link.writer()
                    .enqueueCall(call.id, call.attempt + 1, task, call.position, call.lane.context(), call.payload);
        }
        effects.flush(link.writer());
    }

    /**
     * What waits behind a call that runs far longer than those before is sent to others, also while these are busy: with
     * an endless supply none of them would ever be idle and take it over. No clock is needed: without an answer of another
     * worker there is nobody to run it.
     */
    private void recallFromHeldUp(Effects effects) {
        if (!crew.hasSeveral()) {
            return;
        }
        long now = state.now();
        for (Worker worker : crew.each()) {
            if (!worker.isHeldUp && worker.isReady() && worker.isOverdue(now)) {
                worker.isHeldUp = true;
                staffing.recallAfter(worker, 1, effects);
            }
        }
    }

    /** An idle worker beside one with calls that wait there: takes half of them back, to be sent anew. */
    private void recallForIdleWorkers(Effects effects) {
        Worker freest = backlog.hasPending() ? null : crew.freest();
        Worker fullest = freest == null || !freest.isIdle() ? null : crew.fullest();
        if (fullest == null || fullest.load() < 2) {
            return;
        }
        long now = state.now();
        if (fullest.isWorthRecalling(now)) {
            staffing.recallAfter(fullest, (fullest.load() + 1) / 2, effects);
        } else {
            state.watchdog.lookWithin(Worker.RECALL_NANOS, now, effects);
        }
    }

    // Stopping

    void stopCallsOf(Lane<?, ?> lane, Effects effects) {
        for (Worker worker : crew.each()) {
            List<Call> calls = worker.callsOf(lane);
            for (int i = calls.size() - 1; i >= 0; i--) { // so they come back in the order in which they are found
                stop(worker, calls.get(i), Call.Stop.CANCELLED, effects);
            }
        }
    }

    private void stop(Worker worker, Call call, Call.Stop why, Effects effects) {
        if (call.stop == Call.Stop.NONE || call.stop == Call.Stop.RECALLED) {
            call.stop = why;
            call.killAt = state.now() + state.config.gracePeriod().toNanos();
            worker.hasStops = true;
            effects.send(worker.linked().writer(), new Frame.Cancel(call.id));
        }
    }

    /** Looks after one worker: is it in time, does it live, has its call run for too long, has it stopped when told to? */
    void watch(Worker worker, long now, Effects effects) {
        if (worker.isDead) {
            return;
        }
        if (now >= worker.deadline) {
            staffing.kill(worker, state.watchdog.overdue(worker), effects);
            return;
        }
        if (worker.link == null || worker.isIdle() || worker.state == WorkerState.KILLING) {
            return;
        }
        if (state.watchdog.isFrozen(worker, now)) {
            String limit = Failures.show(state.config.heartbeatTimeout());
            staffing.kill(worker, "it gave no sign of life for " + limit, effects);
            return;
        }
        Watchdog.Overrun overrun = state.watchdog.overrun(worker, now);
        if (overrun != null) {
            stopOverrun(worker, overrun, effects);
        }
        watchStops(worker, now, effects);
    }

    private void stopOverrun(Worker worker, Watchdog.Overrun overrun, Effects effects) {
        Call call = overrun.call();
        if (call.overrun == null) {
            call.overrun = overrun.limit();
            stop(worker, call, Call.Stop.TIMEOUT, effects);
        }
    }

    /**
     * Where the worker lives but has had no time to tell where its task is stuck, as on a loaded machine, that is worth a
     * moment more.
     */
    private boolean isStackOnItsWay(Worker worker, Call call, long now) {
        long told = call.killAt - state.config.gracePeriod().toNanos();
        return call.stop == Call.Stop.TIMEOUT
                && !state.config.gracePeriod().isZero()
                && call.stack == null
                && call.id == worker.watchedCall
                && worker.lastBeatSeen > told
                && now < call.killAt + STACK_NANOS;
    }

    private void watchStops(Worker worker, long now, Effects effects) {
        worker.hasStops = false;
        for (Call call : worker.singles()) {
            if (call.stop == Call.Stop.NONE && state.watchdog.waitsTooLong(worker, call, now)) {
                staffing.recall(worker, call, effects);
            }
            boolean isStopping = call.stop == Call.Stop.TIMEOUT || call.stop == Call.Stop.CANCELLED;
            worker.hasStops |= isStopping;
            if (isStopping && now >= call.killAt && !isStackOnItsWay(worker, call, now)) {
                String grace = Failures.show(state.config.gracePeriod());
                staffing.kill(worker, "its task did not stop within " + grace, effects);
                return;
            }
        }
    }
}
