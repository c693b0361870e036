package dev.trenza.core.process;

import dev.trenza.core.PoolUnusableException;
import dev.trenza.worker.protocol.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A pool's own threads: one that starts and kills workers and looks at the clock, and those on which lanes emit.
 * Thread-safe.
 *
 * <p>Workers are started by one thread that lives as long as the pool: a system may end a child with the thread that
 * started it.
 */
final class ControlThread implements PoolControl {

    private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);

    /** Lanes that may emit at the same time; more take turns. */
    private static final int MAX_LANE_THREADS = 64;

    private static final int IDLE_SECONDS = 10;

    private static final String CONTROL = "control";

    private final WorkerPoolConfig config;
    private final WorkerLauncher launcher;
    private final Consumer<? super WorkerOutput> output;
    private final ScheduledThreadPoolExecutor executor;
    private final ThreadPoolExecutor listening;
    private final PoolEvents events;
    private final Scheduler lanes;
    private final Sinks.Empty<Void> ready = Sinks.empty();
    private final Sinks.Empty<Void> ended = Sinks.empty();

    // Mutable state of the control thread
    private boolean hasEnded;
    private boolean areLanesGone;

    // Mutable state, set once before use
    private @Nullable Dispatcher dispatcher;

    ControlThread(
            WorkerPoolConfig config,
            WorkerLauncher launcher,
            Consumer<? super WorkerOutput> output,
            List<PoolListener> listeners) {
        this.config = config;
        this.launcher = launcher;
        this.output = output;
        this.executor = new ScheduledThreadPoolExecutor(1, body -> new PoolThread(this, body, CONTROL));
        this.executor.setRemoveOnCancelPolicy(true);
        this.listening = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                body -> new PoolThread(this, body, "listener"));
        this.listening.allowCoreThreadTimeOut(true);
        this.events = new PoolEvents(config.name(), listeners, this::tellLater);
        this.lanes =
                Schedulers.newBoundedElastic(MAX_LANE_THREADS, Integer.MAX_VALUE, new LaneThreads(this), IDLE_SECONDS);
    }

    void attach(Dispatcher newDispatcher) {
        dispatcher = newDispatcher;
    }

    private Dispatcher dispatcher() {
        return Objects.requireNonNull(dispatcher, "attach comes first");
    }

    /** A thread for one lane: at most one at a time, which may block for short. */
    Scheduler.Worker laneThread() {
        return lanes.createWorker();
    }

    boolean isOwnThread(Thread thread) {
        return thread instanceof PoolThread own && own.owner == this;
    }

    /** Completes when as many workers are ready as the pool may have. */
    Mono<Void> allReady() {
        return ready.asMono();
    }

    /** Completes when nothing of the pool is left. */
    Mono<Void> end() {
        return ended.asMono();
    }

    @Override
    public boolean isControlThread() {
        return Thread.currentThread() instanceof PoolThread own && own.owner == this && own.role.equals(CONTROL);
    }

    @Override
    public PoolEvents events() {
        return events;
    }

    /** What comes after the pool's end is told to nobody. */
    private void tellLater(Runnable event) {
        try {
            listening.execute(event);
        } catch (RejectedExecutionException e) {
            LOG.debug("pool '{}' has ended", config.name());
        } catch (OutOfMemoryError e) { // no thread can be made now: a listener must not cost a worker
            LOG.warn("pool '{}' could not tell its listeners of an event", config.name(), e);
        }
    }

    @Override
    public Frame.Welcome welcome(Worker worker) {
        return new Frame.Welcome(
                config.sandbox().isIsolated() ? 0 : ProcessHandle.current().pid(),
                worker.linked().process().pageFile(),
                config.maxPayload(),
                config.allowed(),
                config.payloadCodecs().toWire(),
                config.lifetime().highHeap(),
                config.logLevel(),
                config.initializer() != null);
    }

    @Override
    public void launch(Worker worker, Duration pause) {
        later(pause.toNanos(), () -> launch(worker));
    }

    private void launch(Worker worker) {
        if (!dispatcher().isToLaunch(worker)) {
            return;
        }
        try {
            WorkerProcess process = launcher.launch(worker.number, worker.heapBytes);
            OutputLines lines = new OutputLines(worker.number, process.pid(), output);
            WorkerLink link = new WorkerLink(worker, process, dispatcher(), lines, config.name());
            dispatcher().launched(worker, link);
            link.start();
        } catch (IOException | RuntimeException | Error e) { // threads and memory may be out, and come back
            dispatcher().launchFailed(worker, e.toString());
        }
    }

    @Override
    public void kill(Worker worker) {
        later(0, () -> {
            WorkerLink link = worker.link;
            if (link == null) {
                dispatcher().launchFailed(worker, "the pool was closed");
            } else {
                link.process().kill();
            }
        });
    }

    @Override
    public void retryLater(Call call, Duration pause) {
        later(pause.toNanos(), () -> dispatcher().retry(call));
    }

    @Override
    public void tickAfter(long nanos) {
        later(nanos, () -> dispatcher().tick());
    }

    @Override
    public void warmedUp(int readyWorkers) {
        if (readyWorkers >= config.workers()) {
            ready.tryEmitEmpty();
        }
    }

    @Override
    public void warn(String message) {
        LOG.warn("pool '{}': {}", config.name(), message);
        events.warning(message);
    }

    @Override
    public void broken(PoolUnusableException why) {
        ready.tryEmitError(why);
        events.unusable(String.valueOf(why.getMessage()));
    }

    @Override
    public void ended() {
        later(0, () -> {
            launcher.close();
            hasEnded = true;
            ended.tryEmitEmpty();
            disposeIfOver();
        });
    }

    @Override
    public void lanesEnded() {
        later(0, () -> {
            areLanesGone = true;
            disposeIfOver();
        });
    }

    /**
     * The two ends may be told by two threads, in either order. On the control thread, because a lane's own thread would
     * be interrupted in its last signal.
     */
    private void disposeIfOver() {
        if (hasEnded && areLanesGone) {
            lanes.dispose();
            executor.shutdown();
            listening.shutdown(); // what has happened before is still told
        }
    }

    /** A tick that is left when the pool has ended is dropped. */
    private void later(long nanos, Runnable body) {
        try {
            ScheduledFuture<?> unused = executor.schedule(() -> guarded(body), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("pool '{}' has ended", config.name());
        }
    }

    private void guarded(Runnable body) {
        try {
            body.run();
        } catch (RuntimeException | Error e) {
            LOG.error("pool '{}': a control step failed", config.name(), e);
            throw e;
        }
    }

    /** Marks the threads on which waiting for the pool's end would be waiting for oneself. */
    private static final class PoolThread extends Thread {

        private final ControlThread owner;
        private final String role;

        PoolThread(ControlThread owner, Runnable body, String role) {
            super(body, "trenza-" + owner.config.name() + "-" + role);
            this.owner = owner;
            this.role = role;
            setDaemon(true);
        }
    }

    private record LaneThreads(ControlThread owner, AtomicInteger count) implements ThreadFactory {

        LaneThreads(ControlThread owner) {
            this(owner, new AtomicInteger());
        }

        @Override
        public Thread newThread(Runnable body) {
            return new PoolThread(owner, body, "lane-" + count.incrementAndGet());
        }
    }
}
