package dev.trenza.core.process;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TaskRun;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.subscriber.TestSubscriber;

/**
 * A dispatcher and its lanes without a process, a thread or a real clock: the test is the operating system. Everything
 * happens on the caller's thread, so that what a call caused can be looked at when it returns.
 */
final class FakePool implements PoolControl, AutoCloseable {

    private final PoolEvents events = new PoolEvents("fake", List.of(), Runnable::run);

    private static final long TICK_LATENESS_NANOS = 1_000;

    final Dispatcher dispatcher;
    final List<FakeWorker> workers = new ArrayList<>();
    final Queue<Worker> launching = new ArrayDeque<>();
    final List<Duration> pauses = new ArrayList<>();
    final List<Worker> killed = new ArrayList<>();
    final List<Call> delayed = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final WorkerPoolConfig config;

    // Mutable state
    private long now = 1_000_000_000_000L;
    private final PriorityQueue<Long> ticks = new PriorityQueue<>();
    int readyWorkers;
    int ends;
    int lanesEnds;

    @Nullable
    PoolUnusableException broken;

    FakePool(UnaryOperator<WorkerPool.Builder> settings) {
        this(Integer.MAX_VALUE, settings);
    }

    FakePool(int startsAtOnce, UnaryOperator<WorkerPool.Builder> settings) {
        this.config = settings.apply(WorkerPool.builder().name("fake").inheritClassPath(false))
                .settings();
        this.dispatcher = new Dispatcher(config, this, () -> now, startsAtOnce);
    }

    static FakePool ofWorkers(int workers) {
        return new FakePool(builder -> builder.workers(workers));
    }

    // Lanes

    <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run) {
        return flux(items, run, Lane.OutcomeEmission::new);
    }

    <T, O> Flux<O> values(Flux<T> items, TaskRun<T, O> run) {
        return flux(items, run, Lane.ValueEmission::new);
    }

    /** Runs items through the pool; the task itself is never called. */
    <T> TestSubscriber<Outcome<T, Object>> subscribe(Flux<T> items) {
        return subscribe(items, run());
    }

    <T> TestSubscriber<Outcome<T, Object>> subscribe(Flux<T> items, TaskRun<T, Object> run) {
        TestSubscriber<Outcome<T, Object>> subscriber = TestSubscriber.create();
        outcomes(items, run).subscribe(subscriber);
        return subscriber;
    }

    static <T> TaskRun<T, Object> run() {
        return TaskRun.of(FakePool::task);
    }

    private static Object task(Object input) {
        throw new AssertionError("there is no worker to run " + input);
    }

    private interface EmissionFactory<T, O, R> {
        Lane.Emission<T, O, R> make(CoreSubscriber<? super R> subscriber, Outcomes<T, O> outcomes);
    }

    private <T, O, R> Flux<R> flux(Flux<T> items, TaskRun<T, O> run, EmissionFactory<T, O, R> factory) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super R> subscriber) {
                TaskDefinition definition = definitionOf(run);
                Lane.Emission<T, O, R> emission = factory.make(
                        subscriber,
                        new Outcomes<>(
                                run,
                                definition,
                                ValueCodec.PLAIN,
                                run.limits().orElse(config.limits()),
                                new Quarantine(config)));
                items.subscribe(new Lane<>(
                        FakePool.this,
                        dispatcher,
                        run,
                        definition,
                        DiagnosticContext.EMPTY,
                        ValueCodec.PLAIN,
                        emission,
                        Schedulers.immediate().createWorker()));
            }
        };
    }

    private static TaskDefinition definitionOf(TaskRun<?, ?> run) {
        try {
            return TaskDefinition.of(run.task());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Workers

    /** Launches the next worker that was asked for; it has not said hello. */
    FakeWorker launch() {
        Worker worker = launching.remove();
        FakeWorker fake = new FakeWorker(this, worker);
        workers.add(fake);
        return fake;
    }

    /** Launches every worker that was asked for and gets it ready. */
    void startAll() {
        while (!launching.isEmpty()) {
            launch().getReady();
        }
    }

    /** The living worker of this number. */
    FakeWorker worker(int number) {
        return workers.stream()
                .filter(worker -> worker.number() == number && !worker.isDead())
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no living worker " + number));
    }

    /** Lets those die that the pool has killed. */
    void buryKilled() {
        for (Worker worker : List.copyOf(killed)) {
            killed.remove(worker);
            workers.stream()
                    .filter(fake -> fake.record() == worker)
                    .findFirst()
                    .ifPresentOrElse(fake -> fake.die(137), () -> dispatcher.launchFailed(worker, "not launched"));
        }
    }

    // The clock

    long now() {
        return now;
    }

    /** Time passes, and the ticks that were asked for come when they are due. */
    void advance(Duration duration) {
        long end = now + duration.toNanos();
        while (!ticks.isEmpty() && ticks.peek() <= end) {
            now = Math.max(now, ticks.poll()) + TICK_LATENESS_NANOS;
            dispatcher.tick();
        }
        now = Math.max(now, end);
    }

    /** This JVM is stopped for so long: the ticks come after it, all at once. */
    void stop(Duration duration) {
        now += duration.toNanos();
        int due = ticks.size();
        for (int i = 0; i < due && !ticks.isEmpty() && ticks.peek() <= now; i++) {
            ticks.remove();
            dispatcher.tick();
        }
    }

    boolean isTicking() {
        return ticks.stream().anyMatch(tick -> tick > now);
    }

    // What the dispatcher asks for

    @Override
    public boolean isControlThread() {
        return false;
    }

    @Override
    public PoolEvents events() {
        return events;
    }

    @Override
    public Frame.Welcome welcome(Worker worker) {
        return new Frame.Welcome(
                1,
                "/page",
                config.maxPayload(),
                config.allowed(),
                config.payloadCodecs().toWire(),
                config.lifetime().highHeap(),
                config.logLevel(),
                config.initializer() != null);
    }

    @Override
    public void launch(Worker worker, Duration pause) {
        launching.add(worker);
        pauses.add(pause);
    }

    @Override
    public void kill(Worker worker) {
        killed.add(worker);
        launching.remove(worker);
    }

    @Override
    public void retryLater(Call call, Duration pause) {
        delayed.add(call);
    }

    @Override
    public void tickAfter(long nanos) {
        ticks.add(now + nanos);
    }

    @Override
    public void warmedUp(int ready) {
        readyWorkers = ready;
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    @Override
    public void broken(PoolUnusableException why) {
        broken = why;
    }

    @Override
    public void ended() {
        ends++;
    }

    @Override
    public void lanesEnded() {
        lanesEnds++;
    }

    @Override
    public void close() {
        workers.forEach(FakeWorker::close);
    }
}
