package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Flushing on the caller's thread: never into a pipe that could be full. */
@Timeout(60)
class DirectWriteTest {

    private static final int ROOM = FrameWriter.ROOM_OF_PIPE;

    /** A pipe that takes so many bytes, and notes who would have had to wait for it. */
    private static final class Pipe extends OutputStream {

        private final byte[] ring = new byte[ROOM];
        private final ConcurrentLinkedQueue<Thread> writers = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Thread> blocked = new ConcurrentLinkedQueue<>();

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();

        // Mutable state, fenced by lock
        private int unread;
        private long written;
        private boolean isBroken;

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try {
                writers.add(Thread.currentThread());
                if (unread + length > ROOM) {
                    blocked.add(Thread.currentThread());
                }
                for (int i = offset; i < offset + length; i++) {
                    while (unread == ROOM && !isBroken) {
                        changed.awaitUninterruptibly();
                    }
                    if (isBroken) {
                        throw new IOException("Broken pipe");
                    }
                    ring[(int) (written++ % ROOM)] = bytes[i];
                    unread++;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        void tear() {
            lock.lock();
            try {
                isBroken = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private int read(byte[] bytes, int offset, int length) {
            lock.lock();
            try {
                while (unread == 0) {
                    changed.awaitUninterruptibly();
                }
                int count = Math.min(length, unread);
                for (int i = 0; i < count; i++) {
                    bytes[offset + i] = ring[(int) ((written - unread) % ROOM)];
                    unread--;
                }
                changed.signalAll();
                return count;
            } finally {
                lock.unlock();
            }
        }

        InputStream otherSide() {
            return new InputStream() {
                @Override
                public int read() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    return Pipe.this.read(bytes, offset, length);
                }
            };
        }
    }

    private final Pipe pipe = new Pipe();
    private final FrameWriter writer = new FrameWriter(pipe, ROOM);
    private final Thread thread = new Thread(this::write, "writer");

    // Mutable state, fenced by the writer's burst
    private long lastId;

    private void write() {
        try {
            writer.run();
        } catch (IOException e) {
            writer.end();
        }
    }

    private void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private long call(int bytes) {
        writer.beginBurst();
        try {
            writer.enqueueCall(++lastId, 1, 1, lastId, DiagnosticContext.EMPTY, new byte[bytes]);
            return lastId;
        } finally {
            writer.endBurst();
        }
    }

    @Test
    void whatThePipeHasRoomForIsWrittenByWhoFlushes() {
        call(10);

        writer.flush();

        assertThat(pipe.writers).containsExactly(Thread.currentThread());
    }

    @Test
    void whatItMayHaveNoRoomForIsLeftToTheWritersThread() {
        call(ROOM / 2);
        writer.flush();
        call(ROOM / 2);

        writer.flush();

        assertThat(pipe.writers).hasSize(1);
        assertThat(pipe.blocked).isEmpty();
    }

    @Test
    void anAnswerTellsThatThereIsRoomAgain() throws Exception {
        FrameReader reader = new FrameReader(pipe.otherSide());
        for (int i = 0; i < 100; i++) {
            long id = call(ROOM / 2);
            writer.flush();
            assertThat(reader.next()).isInstanceOf(Frame.Call.class);
            writer.answered(id);
        }

        assertThat(pipe.writers).hasSize(100).containsOnly(Thread.currentThread());
    }

    @Test
    void anAnswerToAnEarlierCallTellsNothingOfTheLater() throws Exception {
        long first = call(ROOM / 2);
        writer.flush();
        new FrameReader(pipe.otherSide()).next();
        writer.answered(first);
        call(ROOM / 2);
        writer.flush();

        writer.answered(first);
        call(ROOM / 2);
        writer.flush();

        assertThat(pipe.writers).hasSize(2);
    }

    @Test
    void whatMustNotWaitInAnyCaseNeverWrites() {
        call(10);

        writer.flushLater();

        assertThat(pipe.writers).isEmpty();
    }

    @Test
    void whenTheOtherSideIsGoneWhatIsFlushedIsDropped() throws Exception {
        pipe.tear();
        call(10);

        writer.flush();
        call(10);
        writer.flush();

        start();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    /** Each round is a race of callers, an answering side that stops somewhere, and the writer's thread. */
    @Test
    void noCallerEverWaitsForASideThatStopsReading() throws Exception {
        start();
        FrameReader reader = new FrameReader(pipe.otherSide());
        List<Thread> callers = new ArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        for (int round = 1; round <= 2_000; round++) {
            int stopAt = round % 40;
            FutureTask<Void> callingFirst = calling(20, round);
            FutureTask<Void> callingSecond = calling(20, round + 7);
            callers.add(thread(callingFirst));
            callers.add(thread(callingSecond));

            read(reader, stopAt, seen);
            callingFirst.get(30, TimeUnit.SECONDS); // although nobody reads any more
            callingSecond.get(30, TimeUnit.SECONDS);
            read(reader, 40 - stopAt, seen);
        }

        assertThat(pipe.blocked).isSubsetOf(thread);
        assertThat(pipe.writers).contains(thread).containsAnyElementsOf(callers);
    }

    private FutureTask<Void> calling(int calls, int seed) {
        return new FutureTask<>(() -> {
            for (int i = 0; i < calls; i++) {
                call((seed * 31 + i * 17) % 300);
                writer.flush();
            }
            return null;
        });
    }

    private static Thread thread(Runnable body) {
        Thread thread = new Thread(body, "caller");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read(FrameReader reader, int calls, AtomicInteger seen) throws IOException {
        for (int i = 0; i < calls; i++) {
            Frame.Call call = (Frame.Call) reader.next();
            assertThat(call).isNotNull();
            assertThat(call.id()).isEqualTo(seen.incrementAndGet());
            writer.answered(call.id());
        }
    }
}
