package dev.trenza.bench.chaos;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.core.process.PoolMetrics;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.task.ContextTask;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;

/**
 * The main of {@code bench/chaos}: checks every outcome of many items while an {@link Agent} is at work, and what is left
 * at the end. Exits with 1 if anything was lost, doubled, wrong, blamed without guilt, or left behind.
 */
final class Chaos {

    private static final int WORKERS = 4;

    /** More than the agent can strike one item, be it one that hangs. */
    private static final int ATTEMPTS = 30;

    private final int items;
    private final BitSet seen = new BitSet();
    private final Map<String, Long> statuses = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final AtomicLong printed = new AtomicLong();

    // Mutable state
    private long charged;
    private long heapBefore;
    private long heapAfter;

    private Chaos(int items) {
        this.items = items;
    }

    /**
     * Runs it.
     *
     * @param args number of items, seed
     */
    public static void main(String[] args) throws InterruptedException {
        int items = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Chaos chaos = new Chaos(items);
        chaos.run(seed);
        System.exit(chaos.violations.isEmpty() ? 0 : 1);
    }

    private void run(long seed) throws InterruptedException {
        try (WorkerPool calm = WorkerPool.create(WORKERS)) { // loads the classes, which opens files
            calm.warmup().block();
        }
        int descriptors = descriptors();
        WorkerPool pool = WorkerPool.builder()
                .name("chaos")
                .workers(WORKERS)
                .heap(48L << 20)
                .attempts(ATTEMPTS)
                .maxStartFailures(50)
                .maxTasksPerWorker(5_000)
                .taskTimeout(Duration.ofSeconds(2))
                .heartbeatTimeout(Duration.ofMillis(1_200))
                .output(line -> printed.incrementAndGet())
                .build();
        Recovery recovery = new Recovery(pool);
        Agent agent = new Agent(pool, recovery, seed);
        pool.warmup().block();
        heapBefore = heapInUse();
        recovery.start();
        agent.start();
        long begin = System.nanoTime();
        ContextTask<Integer, byte[]> task = ChaosTask::run;
        pool.outcomes(Flux.range(0, items), TaskRun.<Integer, byte[]>of(task))
                .doOnNext(this::check)
                .blockLast();
        double seconds = (System.nanoTime() - begin) / 1e9;
        agent.stop();
        recovery.stop();
        heapAfter = heapInUse();
        PoolMetrics metrics = pool.metrics();
        pool.close();
        checkEnd(metrics, descriptors);
        report(seed, seconds, agent, metrics);
        System.out.println(recovery.line());
        System.out.printf("%d invariants violated%n", violations.size());
    }

    private void check(Outcome<Integer, byte[]> outcome) {
        int item = outcome.item();
        if (item != outcome.index() || seen.get(item)) {
            violations.add("item " + item + " ended twice, or under the number " + outcome.index());
        }
        seen.set(item);
        statuses.merge(outcome.status(), 1L, Long::sum);
        charged += Math.max(0, outcome.execution().attempts() - 1);
        String expected = ChaosTask.deedOf(item).status();
        if (!outcome.status().equals(expected)) {
            violations.add(
                    "item " + item + " ended as " + outcome.status() + " and not as " + expected + ": " + why(outcome));
        } else if (outcome instanceof Outcome.Success<Integer, byte[]> success
                && !Arrays.equals(success.value(), ChaosTask.result(item))) {
            violations.add("item " + item + " has a wrong result");
        }
    }

    private static String why(Outcome<?, ?> outcome) {
        return outcome instanceof Outcome.Failure<?, ?> failure
                ? failure.failure().getMessage()
                : "";
    }

    private void checkEnd(PoolMetrics metrics, int descriptorsBefore) throws InterruptedException {
        require(seen.cardinality() == items, (items - seen.cardinality()) + " items were lost");
        require(charged <= metrics.restarts(), charged + " charges for " + metrics.restarts() + " deaths");
        long children = ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().command().orElse("").contains("java"))
                .count();
        require(children == 0, children + " workers are left");
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("trenza-"))
                .peek(Chaos::join)
                .filter(Thread::isAlive)
                .count();
        require(threads == 0, threads + " threads are left");
        int descriptors = descriptors();
        require(descriptors <= descriptorsBefore + 8, descriptors + " descriptors, " + descriptorsBefore + " before");
        require(heapAfter <= heapBefore + (16 << 20), heapAfter + " bytes of heap in use, " + heapBefore + " before");
    }

    private static void join(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void require(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    /** 0 where the system does not say. */
    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static long heapInUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void report(long seed, double seconds, Agent agent, PoolMetrics metrics) {
        System.out.printf(
                "%,d items, seed %d, %d workers: %.1f s, %,.0f items/s%n",
                items, seed, WORKERS, seconds, items / seconds);
        System.out.printf(
                "struck: %d killed, %d frozen, %d paused, this JVM %d times%n",
                agent.kills, agent.freezes, agent.pauses, agent.ownPauses);
        System.out.printf(
                "workers: %d started, %d lost, %d killed by the pool, %d retired; %d attempts charged%n",
                metrics.started(), metrics.lost(), metrics.killed(), metrics.retired(), charged);
        System.out.printf(
                "outcomes: %s; %d lines printed; heap in use %,d -> %,d KiB%n",
                statuses, printed.get(), heapBefore >> 10, heapAfter >> 10);
        violations.stream().limit(50).forEach(violation -> System.out.println("VIOLATED: " + violation));
    }
}
