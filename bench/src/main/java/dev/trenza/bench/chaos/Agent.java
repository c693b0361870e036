package dev.trenza.bench.chaos;

import dev.trenza.core.process.WorkerInfo;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.process.WorkerState;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills, freezes and stops workers, and rarely this JVM, at random. Owns its thread. */
final class Agent implements Runnable {

    private final WorkerPool pool;
    private final Recovery recovery;
    private final Random random;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "chaos-agent");

    // Mutable state of the agent's thread, read after its end
    int kills;
    int freezes;
    int pauses;
    int ownPauses;

    Agent(WorkerPool pool, Recovery recovery, long seed) {
        this.pool = pool;
        this.recovery = recovery;
        this.random = new Random(seed);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
    }

    @Override
    public void run() {
        try {
            while (!stopped.await(100 + random.nextInt(700), TimeUnit.MILLISECONDS)) {
                List<WorkerInfo> ready = pool.workers().stream()
                        .filter(worker -> worker.state() == WorkerState.READY)
                        .toList();
                if (!ready.isEmpty()) {
                    strike(ready.get(random.nextInt(ready.size())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("the agent cannot send a signal", e);
        }
    }

    private void strike(WorkerInfo worker) throws IOException {
        long pid = worker.pid();
        int dice = random.nextInt(100);
        if (dice < 65) {
            kills++;
            recovery.struck(worker);
            shell("kill -KILL " + pid);
        } else if (dice < 80) {
            freezes++;
            shell("kill -STOP " + pid);
        } else if (dice < 99) {
            pauses++;
            shell("kill -STOP " + pid + "; sleep 0.1; kill -CONT " + pid);
        } else {
            ownPauses++;
            long own = ProcessHandle.current().pid();
            shell("kill -STOP " + own + "; sleep 2; kill -CONT " + own);
        }
    }

    /** Not waited for: one of them stops this JVM. */
    private static void shell(String script) throws IOException {
        new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
