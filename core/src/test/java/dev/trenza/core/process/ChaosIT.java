package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/** Workers that something kills and freezes all the time, and a parent that is frozen itself. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class ChaosIT {

    private static final int ITEMS = 1_500;

    /** Between two kills: a machine on which workers start slowly must get on, too. */
    private static final int ANSWERS_BETWEEN_KILLS = 40;

    private static long mix(int seed) {
        long value = seed;
        for (int i = 0; i < 300_000; i++) {
            value = value * 6364136223846793005L + 1442695040888963407L;
        }
        return value;
    }

    @Test
    void nothingIsLostDoubledOrWrongWhileWorkersAreKilledAndFrozen() throws Exception {
        try (WorkerPool pool = WorkerPool.builder()
                .name("chaos")
                .workers(2)
                .attempts(1_000)
                .heartbeatTimeout(Duration.ofSeconds(1))
                .build()) {
            Killer killer = new Killer(pool);

            List<Outcome<Integer, Long>> outcomes = pool.outcomes(
                            Flux.range(0, Integer.MAX_VALUE).takeUntil(i -> i >= ITEMS && killer.kills.get() > 3),
                            TaskRun.<Integer, Long>of(ChaosIT::mix).ordered())
                    .collectList()
                    .block();

            assertThat(killer.stop()).isGreaterThan(3);
            assertThat(outcomes).hasSizeGreaterThan(ITEMS);
            for (int i = 0; i < outcomes.size(); i++) {
                Outcome<Integer, Long> outcome = outcomes.get(i);
                assertThat(outcome.index()).isEqualTo(i);
                assertThat(((Outcome.Success<Integer, Long>) outcome).value()).isEqualTo(mix(i));
            }
            long charged = outcomes.stream()
                    .mapToLong(o -> o.execution().attempts() - 1)
                    .sum();
            assertThat(charged)
                    .as("no death is charged to more than one item")
                    .isLessThanOrEqualTo(pool.metrics().restarts());
        }
    }

    /** Kills or freezes a worker as often as the pool gets on meanwhile. */
    private static final class Killer implements Runnable {

        private final WorkerPool pool;
        private final Random random = new Random(7);
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final AtomicInteger kills = new AtomicInteger();
        private final Thread thread = new Thread(this, "killer");

        Killer(WorkerPool pool) {
            this.pool = pool;
            thread.start();
        }

        @Override
        public void run() {
            long answered = 0;
            try {
                while (!stopped.await(5 + random.nextInt(50), TimeUnit.MILLISECONDS)) {
                    if (pool.metrics().answered() < answered + ANSWERS_BETWEEN_KILLS) {
                        continue;
                    }
                    answered = pool.metrics().answered();
                    List<WorkerInfo> ready = pool.workers().stream()
                            .filter(worker -> worker.state() == WorkerState.READY)
                            .toList();
                    if (!ready.isEmpty()) {
                        WorkerInfo victim = ready.get(random.nextInt(ready.size()));
                        signal(random.nextInt(6) == 0 ? "-STOP" : "-KILL", victim.pid());
                        kills.incrementAndGet();
                    }
                }
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        int stop() throws InterruptedException {
            stopped.countDown();
            thread.join();
            return kills.get();
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Runs tasks of 10 ms for three seconds in a pool that is strict about time; tells how often it lost a worker. */
    static final class PausedMain {

        private PausedMain() {}

        public static void main(String[] args) {
            try (WorkerPool pool = WorkerPool.builder()
                    .name("paused")
                    .workers(2)
                    .taskTimeout(Duration.ofSeconds(2))
                    .heartbeatTimeout(Duration.ofSeconds(2))
                    .build()) {
                pool.warmup().block();
                System.out.println("ready");
                Long done = Flux.range(0, 400)
                        .map(i -> 10)
                        .transform(pool.mapUnordered(PausedMain::sleep))
                        .count()
                        .block();
                System.out.println(done + " done, " + pool.metrics().restarts() + " restarts");
            }
        }

        private static int sleep(int millis) throws InterruptedException {
            Thread.sleep(millis);
            return millis;
        }
    }

    @Test
    void noHealthyWorkerIsKilledBecauseTheParentWasStopped() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:disable",
                        "-cp",
                        System.getProperty("java.class.path").replace(File.pathSeparator + File.pathSeparator, ""),
                        PausedMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader words = parent.inputReader()) {
            assertThat(words.readLine()).isEqualTo("ready");

            signal("-STOP", parent.pid());
            await().pollDelay(Duration.ofMillis(3_500)).until(() -> true);
            signal("-CONT", parent.pid());

            assertThat(words.readLine()).isEqualTo("400 done, 0 restarts");
            assertThat(parent.waitFor()).isZero();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
