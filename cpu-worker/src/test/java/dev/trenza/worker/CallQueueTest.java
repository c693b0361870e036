package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and one channel: who receives, and that nothing is lost, doubled or left. */
@Timeout(60)
class CallQueueTest {

    private static final String RECEIVER = "receiver";
    private static final String TASK = "task";

    /** The task thread does not return from it until the test lets it. */
    private static final int LONG = 7;

    private final CallQueue queue = new CallQueue();
    private final BlockingQueue<List<Frame>> channel = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> receptions = new LinkedBlockingQueue<>();
    private final AtomicInteger receiving = new AtomicInteger();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);
    private final List<Long> ran = new ArrayList<>(); // read when the task thread has ended

    private final FutureTask<Void> receiver = new FutureTask<>(this::receiveAll, null);
    private final FutureTask<Void> task = new FutureTask<>(this::runAll, null);

    // Mutable state
    private long lastId;
    private volatile boolean haveMet;

    private void start() {
        queue.receiveBy(this::receive);
        start(receiver, RECEIVER);
        start(task, TASK);
    }

    private static void start(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void receiveAll() {
        while (queue.awaitTurn()) {
            receive();
        }
    }

    private void receive() {
        haveMet |= receiving.incrementAndGet() > 1;
        List<Frame> batch = awaitBatch();
        receptions.add(Thread.currentThread().getName());
        receiving.decrementAndGet();
        if (batch.contains(new Frame.Bye())) {
            queue.addLast(batch);
        } else {
            queue.addAll(batch);
        }
    }

    private List<Frame> awaitBatch() {
        try {
            return channel.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void runAll() {
        ArrayDeque<Frame> batch = new ArrayDeque<>();
        while (true) {
            batch = queue.takeAll(batch);
            for (Frame frame = batch.poll(); frame != null; frame = batch.poll()) {
                if (frame instanceof Frame.Bye) {
                    return;
                }
                run((Frame.Call) frame);
            }
        }
    }

    private void run(Frame.Call call) {
        ran.add(call.id());
        if (call.task() == LONG) {
            begun.release();
            mayEnd.acquireUninterruptibly();
        }
        done.release();
    }

    private void send(int calls) {
        List<Frame> batch = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            batch.add(call(1));
        }
        channel.add(batch);
    }

    private Frame call(int task) {
        return new Frame.Call(++lastId, 1, task, lastId, DiagnosticContext.EMPTY, new byte[0]);
    }

    private void sendBye() {
        channel.add(List.of(new Frame.Bye()));
    }

    /** One call after the other, until the task thread has received one. */
    private void letTheTaskThreadReceive() throws InterruptedException {
        do {
            send(1);
            done.acquire();
        } while (!receptions.take().equals(TASK));
    }

    @Test
    void anIdleTaskThreadReceivesItself() throws Exception {
        start();

        letTheTaskThreadReceive();

        sendBye();
        task.get(30, TimeUnit.SECONDS);
    }

    @Test
    void whileACallRunsTheReceiverReadsOn() throws Exception {
        start();
        for (int round = 0; round < 20; round++) {
            letTheTaskThreadReceive();
            channel.add(List.of(call(LONG)));
            begun.acquire();
            receptions.take();

            send(1);

            assertThat(receptions.take()).isEqualTo(RECEIVER);
            mayEnd.release();
            done.acquire(2);
        }
    }

    @Test
    void theEndIsSeenWhileACallRuns() throws Exception {
        start();
        letTheTaskThreadReceive();
        channel.add(List.of(call(LONG)));
        begun.acquire();

        sendBye();

        receiver.get(30, TimeUnit.SECONDS);
        assertThat(task.isDone()).isFalse();
    }

    @Test
    void theReceiverLearnsOfTheEndThatTheTaskThreadHasReceived() throws Exception {
        start();
        letTheTaskThreadReceive();

        sendBye();

        task.get(30, TimeUnit.SECONDS);
        receiver.get(30, TimeUnit.SECONDS);
    }

    @Test
    void manyCallsAtATimeAreLeftToTheReceiver() throws Exception {
        start();
        letTheTaskThreadReceive();
        send(100);
        receptions.take();

        for (int i = 0; i < 100; i++) {
            send(100);
            assertThat(receptions.take()).isEqualTo(RECEIVER);
        }
    }

    /** Batches of all sizes, with and without waiting for each, until both threads have received often. */
    @Test
    void everyCallRunsOnceAndInOrderWhoeverReceivesIt() throws Exception {
        start();
        Random random = new Random(42);
        int byTask = 0;
        int byReceiver = 0;
        for (int round = 0; round < 5_000 || byTask < 500 || byReceiver < 500; round++) {
            int batches = 1 + random.nextInt(3);
            int calls = 0;
            for (int i = 0; i < batches; i++) {
                int size = 1 + random.nextInt(8);
                send(size);
                calls += size;
            }
            done.acquire(calls);
            for (int i = 0; i < batches; i++) {
                boolean isByTask = receptions.take().equals(TASK);
                byTask += isByTask ? 1 : 0;
                byReceiver += isByTask ? 0 : 1;
            }
        }
        sendBye();
        task.get(30, TimeUnit.SECONDS);
        receiver.get(30, TimeUnit.SECONDS);

        assertThat(haveMet).as("two were receiving at the same time").isFalse();
        assertThat(ran).hasSize((int) lastId).isSorted().doesNotHaveDuplicates();
    }
}
