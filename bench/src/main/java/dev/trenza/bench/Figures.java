package dev.trenza.bench;

import dev.trenza.core.TaskPool;
import dev.trenza.core.process.WorkerArchive;
import dev.trenza.core.process.WorkerPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What is measured of Trenza, each through its public API. A method warms up, measures once, and returns the figure. */
final class Figures {

    static final int WORKERS = 2;

    private static final int MICROS_PER_MILLI = 1_000;

    /** A few hundred long tasks would measure the interpreter of the parent, which has not compiled its way yet. */
    private static final int WARM_UP_TASKS = 200_000;

    /**
     * So long three virtual machines compile what they run, and keep two processors busy with it: short tasks are tens of
     * milliseconds late meanwhile, whatever runs beside them.
     */
    private static final int WARM_UP_SECONDS = 10;

    private static final int MICROS_APART = 200;

    private Figures() {}

    private static WorkerPool pool() {
        WorkerPool pool = WorkerPool.builder().name("bench").workers(WORKERS).build();
        pool.warmup().block();
        return pool;
    }

    /** Tasks of {@code x * x} per second, values in any order. */
    static double tinyUnordered(long tasks) {
        return tiny(tasks, (pool, items) -> items.transform(pool.mapUnordered((Integer x) -> x * x)));
    }

    /** Tasks of {@code x * x} per second, values in the order of their items. */
    static double tinyOrdered(long tasks) {
        return tiny(tasks, (pool, items) -> items.transform(pool.map((Integer x) -> x * x)));
    }

    private static double tiny(long tasks, BiFunction<TaskPool, Flux<Integer>, Flux<Integer>> run) {
        try (WorkerPool pool = pool()) {
            count(run.apply(pool, Flux.range(0, (int) (tasks / 4))), tasks / 4);
            long start = System.nanoTime();
            count(run.apply(pool, Flux.range(0, (int) tasks)), tasks);
            return tasks / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static void count(Flux<Integer> results, long expected) {
        Long count = results.count().block();
        if (count == null || count != expected) {
            throw new IllegalStateException(count + " results instead of " + expected);
        }
    }

    /** One call at a time, its value awaited before the next: the median in microseconds. */
    static double roundTripMicros(int calls) {
        try (WorkerPool pool = WorkerPool.create(1)) {
            Percentiles micros = new Percentiles();
            for (int i = 0; i < calls + calls / 4; i++) {
                long start = System.nanoTime();
                pool.submit((Integer x) -> x * x, i).block();
                if (i >= calls / 4) {
                    micros.add((System.nanoTime() - start) / 1e3);
                }
            }
            return micros.at(50);
        }
    }

    /** How much of cores x time tasks of so many microseconds get, in percent; in a parent that has seen many tasks. */
    static double efficiencyPercent(int taskMicros, int tasks) {
        try (WorkerPool pool = pool()) {
            Flux<Integer> items = Flux.range(0, tasks).map(i -> taskMicros);
            count(Flux.range(0, WARM_UP_TASKS).map(i -> 1).transform(pool.mapUnordered(Figures::burn)), WARM_UP_TASKS);
            int before = WARM_UP_SECONDS * WORKERS * 1_000_000 / taskMicros;
            count(Flux.range(0, before).map(i -> taskMicros).transform(pool.mapUnordered(Figures::burn)), before);
            long start = System.nanoTime();
            count(items.transform(pool.mapUnordered(Figures::burn)), tasks);
            double seconds = (System.nanoTime() - start) / 1e9;
            return 100.0 * tasks * taskMicros / 1e6 / (seconds * WORKERS);
        }
    }

    /** Computes for so long, by the clock. */
    private static int burn(int micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return micros;
    }

    /**
     * How long tasks of 10 us take from being given to their result, the 99th percentile in microseconds: of a stream that
     * gives one every {@value #MICROS_APART} us, alone or where every thousandth takes 100 ms, so that long ones keep one worker busy for
     * half of the time, and the other is there for the short ones.
     */
    static double shortTaskMicros(int tasks, boolean besideLongOnes) {
        int warmUp = WARM_UP_SECONDS * 1_000_000 / MICROS_APART;
        int every = besideLongOnes ? 1_000 : Integer.MAX_VALUE;
        Percentiles micros = new Percentiles();
        try (WorkerPool pool = pool()) {
            paced(warmUp + tasks, every, 1_000L * MICROS_APART)
                    .transform(pool.mapUnordered(Figures::burnFrom))
                    .index()
                    .filter(result -> result.getT1() >= warmUp && result.getT2() > 0)
                    .doOnNext(result -> micros.add((System.nanoTime() - result.getT2()) / 1e3))
                    .blockLast();
        }
        return micros.at(99);
    }

    /** When each item was given, in nanoseconds; negative for the long ones. */
    private static Flux<Long> paced(int items, int longEvery, long nanosApart) {
        return Flux.<Long>push(sink -> {
                    long due = System.nanoTime();
                    for (int i = 1; i <= items; i++, due += nanosApart) {
                        while (System.nanoTime() < due) {
                            LockSupport.parkNanos(due - System.nanoTime());
                        }
                        long now = System.nanoTime();
                        sink.next(i % longEvery == 0 ? -now : now);
                    }
                    sink.complete();
                })
                .subscribeOn(Schedulers.single(), false);
    }

    private static long burnFrom(long given) {
        int unused = burn(given < 0 ? 100 * MICROS_PER_MILLI : 10);
        return given;
    }

    /**
     * Arrays of so many bytes to a worker and back, in gigabytes a second, one way counted.
     *
     * @param payloadFileBytes 0 for the pipe
     */
    static double gigabytesPerSecond(int bytes, int messages, long payloadFileBytes) {
        try (WorkerPool pool =
                WorkerPool.builder().workers(1).payloadFile(payloadFileBytes).build()) {
            byte[] message = new byte[bytes];
            Flux.range(0, Math.max(1, messages / 4))
                    .map(i -> message)
                    .transform(pool.mapUnordered((byte[] b) -> b))
                    .blockLast();
            long start = System.nanoTime();
            Flux.range(0, messages)
                    .map(i -> message)
                    .transform(pool.mapUnordered((byte[] b) -> b))
                    .blockLast();
            return (double) bytes * messages / ((System.nanoTime() - start) / 1e9) / 1e9;
        }
    }

    /** What the parent's heap holds after a collection while so many items run through, at most, in megabytes. */
    static double parentMegabytes(long tasks) {
        try (WorkerPool pool = pool()) {
            double[] most = {0};
            long step = Math.max(1, tasks / 5);
            Flux.range(0, (int) tasks)
                    .transform(pool.mapUnordered((Integer x) -> x * x))
                    .index()
                    .doOnNext(result -> {
                        if (result.getT1() % step == step - 1) {
                            System.gc();
                            most[0] = Math.max(most[0], heapBytes());
                        }
                    })
                    .blockLast();
            return most[0] / (1 << 20);
        }
    }

    private static double heapBytes() {
        return (double) ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What the parent allocates per tiny task, in bytes. */
    static double bytesPerTask(long tasks) {
        return new Allocation().of(() -> tinyUnordered(tasks)) / (tasks + tasks / 4.0);
    }

    /**
     * From the launch of a worker until it is ready, in milliseconds, the median: in a parent that has started some before,
     * as one has that replaces a worker.
     */
    static double workerReadyMillis(int workers) {
        Percentiles millis = new Percentiles();
        for (int i = 0; i < workers + workers / 2; i++) {
            long start = System.nanoTime();
            try (WorkerPool pool = WorkerPool.create(1)) {
                pool.warmup().block();
                if (i >= workers / 2) {
                    millis.add((System.nanoTime() - start) / 1e6);
                }
            }
        }
        return millis.at(50);
    }

    /** The same from the archive that {@code trenza warmup} makes; made here if this cache has none. */
    static double warmWorkerReadyMillis(int workers) throws IOException {
        WorkerArchive archive = WorkerArchive.of(Path.of(System.getProperty("java.home"), "bin", "java"))
                .orElseThrow();
        if (!archive.isThere()) {
            archive.make();
        }
        return workerReadyMillis(workers);
    }

    /** The whole run of a JVM that has nothing to do, in milliseconds, the median. */
    static double emptyJvmMillis(int runs) throws IOException, InterruptedException {
        Percentiles millis = new Percentiles();
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            Process process = RawPipe.child();
            process.getOutputStream().close();
            process.waitFor();
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis.at(50);
    }

    /** Where tasks run beside a tick. */
    enum Place {
        NOWHERE,
        THREADS,
        WORKERS
    }

    /** How late a tick of 1 ms comes while tasks allocate heavily, the 99th percentile in microseconds. */
    static double tickMicros(Duration duration, Place place) throws InterruptedException {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
        try (WorkerPool pool = pool()) {
            Flux<Integer> items = Flux.range(0, Integer.MAX_VALUE);
            reactor.core.Disposable work = switch (place) {
                case NOWHERE -> reactor.core.Disposables.disposed();
                case WORKERS ->
                    items.transform(pool.mapUnordered(Figures::allocate)).subscribe();
                case THREADS ->
                    items.parallel(WORKERS)
                            .runOn(Schedulers.parallel())
                            .map(Figures::allocate)
                            .subscribe();
            };
            Percentiles late = new Percentiles();
            long period = 1_000_000;
            CountDownLatch end = new CountDownLatch((int) duration.toMillis());
            long[] due = {System.nanoTime() + period};
            ScheduledFuture<?> unused = ticker.scheduleAtFixedRate(
                    () -> {
                        late.add(Math.max(0, System.nanoTime() - due[0]) / 1e3);
                        due[0] += period;
                        end.countDown();
                    },
                    period,
                    period,
                    TimeUnit.NANOSECONDS);
            end.await();
            ticker.shutdown();
            ticker.awaitTermination(1, TimeUnit.SECONDS);
            work.dispose();
            return late.at(99);
        }
    }

    private static final ConcurrentHashMap<Integer, byte[][]> RETAINED = new ConcurrentHashMap<>();

    /** Leaves a few megabytes of garbage, some of it long-lived, as a parser or an image does. */
    private static int allocate(int i) {
        byte[][] blocks = new byte[64][];
        for (int block = 0; block < blocks.length; block++) {
            blocks[block] = new byte[64 << 10];
        }
        RETAINED.put(i % 16, blocks);
        return blocks.length;
    }
}
