package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FrameWriterTest {

    /** Lets one write through for each permit, and remembers them all. */
    private static final class Pipe extends OutputStream {

        private final Semaphore permits = new Semaphore(0);
        private final Semaphore begun = new Semaphore(0);
        private final List<byte[]> writes = new ArrayList<>();
        private final Set<Thread> threads = new HashSet<>();
        private volatile boolean isBroken;

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            begun.release();
            permits.acquireUninterruptibly();
            if (isBroken) {
                throw new IOException("Broken pipe");
            }
            synchronized (writes) {
                threads.add(Thread.currentThread());
                writes.add(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        List<Integer> sizes() {
            synchronized (writes) {
                return writes.stream().map(bytes -> bytes.length).toList();
            }
        }

        List<Long> ids() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            writes.forEach(all::writeBytes);
            FrameReader reader = new FrameReader(Fragments.whole(all.toByteArray()));
            List<Long> ids = new ArrayList<>();
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                ids.add(frame instanceof Frame.Cancel cancel ? cancel.id() : ((Frame.Result) frame).id());
            }
            return ids;
        }
    }

    private final Pipe pipe = new Pipe();
    private final FrameWriter writer = new FrameWriter(pipe);
    private final FutureTask<Void> running = new FutureTask<>(() -> {
        writer.run();
        return null;
    });

    private void start() {
        Thread thread = new Thread(running, "writer");
        thread.setDaemon(true);
        thread.start();
    }

    private void endAndAwait() throws Exception {
        writer.end();
        pipe.permits.release(1_000_000);
        running.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aFrameLeavesAtOnce() throws Exception {
        start();

        writer.send(new Frame.Cancel(1));

        assertThat(pipe.begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        endAndAwait();
        assertThat(pipe.ids()).containsExactly(1L);
    }

    @Test
    void whatIsSentDuringAWriteLeavesTogetherInTheNext() throws Exception {
        start();
        writer.send(new Frame.Cancel(0));
        pipe.begun.acquire();

        for (int i = 1; i <= 500; i++) {
            writer.send(new Frame.Cancel(i));
        }
        pipe.permits.release();
        pipe.begun.acquire();

        endAndAwait();
        assertThat(pipe.sizes()).containsExactly(FrameHeader.SIZE, 500 * FrameHeader.SIZE);
        assertThat(pipe.ids()).hasSize(501).isSorted();
    }

    @Test
    void whatIsEnqueuedWaitsForTheFlush() throws Exception {
        start();
        writer.enqueue(new Frame.Cancel(1));
        writer.enqueue(new Frame.Cancel(2));

        writer.flush();

        assertThat(pipe.begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        endAndAwait();
        assertThat(pipe.sizes()).containsExactly(2 * FrameHeader.SIZE);
    }

    @Test
    void whatIsHeldLeavesInOneWriteOfTheThreadThatWritesIt() throws Exception {
        start();
        pipe.permits.release(1_000_000);
        writer.enqueue(new Frame.Cancel(1));
        writer.enqueue(new Frame.Cancel(2));

        writer.writeHere();

        assertThat(pipe.sizes()).containsExactly(2 * FrameHeader.SIZE);
        assertThat(pipe.threads).containsExactly(Thread.currentThread());
        endAndAwait();
    }

    @Test
    void whatIsHeldAndForgottenLeavesAllTheSame() throws Exception {
        start();

        for (int i = 1; i <= 3; i++) {
            writer.hold(new Frame.Cancel(i));
            assertThat(pipe.begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            pipe.permits.release();
        }

        endAndAwait();
        assertThat(pipe.ids()).containsExactly(1L, 2L, 3L);
        assertThat(pipe.threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void whatIsHeldDuringAWriteLeavesInTheNext() throws Exception {
        start();
        writer.send(new Frame.Cancel(1));
        pipe.begun.acquire();

        writer.hold(new Frame.Cancel(2));
        writer.writeHere(); // does not wait for the pipe: another thread does

        pipe.permits.release();
        assertThat(pipe.begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        endAndAwait();
        assertThat(pipe.ids()).containsExactly(1L, 2L);
    }

    @Test
    void whatIsSentWhileAnotherThreadWritesLeavesAfterIt() throws Exception {
        start();
        writer.enqueue(new Frame.Cancel(1));
        Thread other = new Thread(() -> {
            try {
                writer.writeHere();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        other.start();
        pipe.begun.acquire();

        writer.send(new Frame.Cancel(2));
        pipe.permits.release();

        assertThat(pipe.begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        endAndAwait();
        other.join();
        assertThat(pipe.ids()).containsExactly(1L, 2L);
    }

    /** Whoever writes: nothing is lost, doubled or overtaken. */
    @Test
    void framesOfOneSenderStayInOrderHoweverTheyLeave() throws Exception {
        start();
        pipe.permits.release(1_000_000);

        for (int i = 1; i <= 50_000; i++) {
            Frame frame = new Frame.Cancel(i);
            switch (i % 5) {
                case 0 -> writer.send(frame);
                case 1 -> writer.enqueue(frame);
                default -> writer.hold(frame);
            }
            if (i % 7 == 0) {
                writer.writeHere();
            }
        }

        endAndAwait();
        assertThat(pipe.ids()).hasSize(50_000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatWasSentBeforeTheEndStillLeavesAndWhatComesAfterItDoesNot() throws Exception {
        writer.send(new Frame.Cancel(1));
        writer.enqueue(new Frame.Cancel(2));
        writer.end();
        writer.send(new Frame.Cancel(3));

        start();

        endAndAwait();
        assertThat(pipe.ids()).containsExactly(1L, 2L);
    }

    @Test
    void theEndOfAWriterThatWaitsEndsIt() throws Exception {
        start();

        endAndAwait();

        assertThat(pipe.sizes()).isEmpty();
    }

    @Test
    void sendingNeverWaitsForThePipe() {
        start();

        for (int i = 0; i < 100; i++) {
            writer.send(new Frame.Result(i, 1, 0, new byte[100_000]));
        }

        assertThat(pipe.sizes()).isEmpty();
    }

    @Test
    void aBrokenPipeEndsTheWriter() {
        pipe.isBroken = true;
        start();
        writer.send(new Frame.Cancel(1));
        pipe.permits.release();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aFrameThatCannotBeEncodedLeavesNoPartOfItself() throws Exception {
        start();
        writer.send(new Frame.Cancel(1));
        Frame impossible = new Frame.Welcome(
                1, "page", 1, java.util.Arrays.asList("a", null), List.of(), 0, System.Logger.Level.INFO, false);

        assertThatThrownBy(() -> writer.send(impossible)).isInstanceOf(NullPointerException.class);

        writer.send(new Frame.Cancel(2));
        endAndAwait();
        assertThat(pipe.ids()).containsExactly(1L, 2L);
    }

    @Test
    void framesOfManyThreadsArriveWholeAndEachThreadsInOrder() throws Exception {
        start();
        pipe.permits.release(1_000_000);
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            long first = t * 1_000_000L;
            Thread sender = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < 20_000; i++) {
                    writer.send(new Frame.Result(first + i, 1, 0, new byte[i % 50]));
                }
            });
            senders.add(sender);
            sender.start();
        }

        begin.countDown();
        for (Thread sender : senders) {
            sender.join();
        }
        endAndAwait();

        List<Long> ids = pipe.ids();
        assertThat(ids).hasSize(80_000);
        for (int t = 0; t < 4; t++) {
            long thread = t;
            assertThat(ids.stream().filter(id -> id / 1_000_000 == thread))
                    .isSorted()
                    .hasSize(20_000);
        }
    }

    @Test
    void whatIsHeldDuringTheLastLookLeavesAllTheSame() throws Exception {
        AtomicLong written = new AtomicLong();
        FrameWriter writer = new FrameWriter(new OutputStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                written.addAndGet(length / FrameHeader.SIZE);
            }

            @Override
            public void write(int b) {}
        });
        Thread thread = new Thread(() -> {
            try {
                writer.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();

        long sent = 0;
        for (int round = 0; round < 300; round++) {
            writer.hold(new Frame.Cancel(1)); // it begins to look
            writer.writeHere();
            sent++;
            // somewhere in its last look: eight of half a millisecond and what the system adds to each
            pause(3_000_000L + round % 150 * 20_000L);
            writer.hold(new Frame.Cancel(2));
            sent++;
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (written.get() < sent && System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            assertThat(written.get())
                    .as("frames written 3 s later, in round " + round)
                    .isEqualTo(sent);
        }
        writer.end();
    }

    private static void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCallThatCannotBeEncodedLeavesNoPartOfItself() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out);
        try {
            writer.enqueueCall(1, 1, 1, 0, DiagnosticContext.EMPTY, null);
        } catch (NullPointerException e) {
            // as expected
        }
        writer.send(new Frame.Cancel(2));
        writer.end();
        writer.run();

        assertThat(out.size()).isEqualTo(FrameHeader.SIZE);
    }
}
