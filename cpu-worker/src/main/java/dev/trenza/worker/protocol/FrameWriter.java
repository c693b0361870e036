package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sends frames: any thread appends them to a buffer, one thread at a time writes the buffer out. Thread-safe.
 *
 * <p>{@link #send} never waits for the pipe: the writer's own thread, the one in {@link #run}, writes. What is sent
 * meanwhile gathers in the other of two buffers and leaves in the next write; so frames are coalesced under load, and
 * leave at once without it. A large value is not copied into the buffer: it must not change until it has left. How much can gather is bounded by who calls: a parent by its window, a worker by the parent's.
 *
 * <p>Waking a thread costs as much as some hundred frames. Who sends many small frames one after the other may
 * {@link #hold} them and {@link #writeHere}; should it not come to that soon, the writer's thread does it. And what a
 * pipe surely has room for, {@link #flush} writes itself: its other side has answered, and so has read, all but so many
 * bytes.
 */
public final class FrameWriter {

    /**
     * So much every pipe takes without anybody reading: 64 KiB are usual on Linux, two pages are left to a user with many,
     * and one where memory is short on other systems.
     */
    public static final int ROOM_OF_PIPE = 4 << 10;

    private static final int INITIAL_CAPACITY = 64 << 10;
    private static final int KEPT_CAPACITY = 1 << 20;

    /** Frames that are held leave after two of these at the latest. */
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** After so many looks without a frame the thread looks no more, until it is woken. */
    private static final int IDLE_LOOKS = 8;

    private final OutputStream out;
    private final int room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    // Mutable state
    private volatile @Nullable PayloadFile file;
    private volatile @Nullable PayloadFile fileOfSender;
    private volatile @Nullable Runnable onLarge;

    // Mutable state, fenced by lock
    private FrameBuffer filling = new FrameBuffer(INITIAL_CAPACITY);
    private FrameBuffer spare = new FrameBuffer(INITIAL_CAPACITY);
    private boolean isDue;
    private boolean isWriting;
    private boolean isLooking;
    private boolean isWatched;
    private Gatherer gatherer = () -> false;
    private boolean isEnded;
    private long writes;

    /** Bytes that have left {@link #filling}, and how many bytes of all the other side has read at least. */
    private long taken;

    private long read;

    /** A call that has not been answered, and where in the stream it ends; 0 for none. */
    private long markedCall;

    private long mark;

    // Mutable state
    private volatile long lastAnswered;

    /** Makes a writer; frames wait in it until a thread calls {@link #run} or {@link #writeHere}. */
    public FrameWriter(OutputStream out) {
        this(out, 0);
    }

    /**
     * Makes a writer whose {@link #flush} writes on the calling thread while no more bytes than these are in the pipe.
     *
     * @param room 0 for never, up to {@link #ROOM_OF_PIPE}
     */
    public FrameWriter(OutputStream out, int room) {
        this.out = out;
        this.room = room;
    }

    /**
     * Queues a frame and lets it leave. After {@link #end} it is dropped.
     *
     * @param frame of a large {@link Frame.Result} the value is put into the file here, if it has room; a bare one that
     *     has none is copied, since it is its task's and may change
     */
    public void send(Frame frame) {
        long place = -1;
        Frame sent = frame;
        if (frame instanceof Frame.Result result && result.payload().length >= Parts.LARGE) {
            place = putAtOnce(result.payload(), FrameBuffer.contentStart(result.payload(), result.isBare()));
            sent = place < 0 && result.isBare() ? copy(result) : frame;
        }
        lock.lock();
        try {
            append(sent, place);
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets large values go through a file while there is room: whoever writes puts them there. */
    public void share(PayloadFile shared) {
        file = shared;
    }

    /** Lets large results go through a file while there is room: the one thread that {@link #send}s them puts them there. */
    public void shareAtOnce(PayloadFile shared) {
        fileOfSender = shared;
    }

    /**
     * Asks to be told, on a thread that writes, when a value leaves that is large enough for a file.
     *
     * @param told may call {@link #share}, then or later; should not throw
     */
    public void onLarge(Runnable told) {
        onLarge = told;
    }

    /** Queues a frame that leaves with the next {@link #flush} or sooner: for the first frames of a burst. */
    public void enqueue(Frame frame) {
        lock.lock();
        try {
            append(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Queues a {@link Frame.Call} like {@link #enqueue}, without making one. */
    public void enqueueCall(long id, int attempt, int task, long index, DiagnosticContext context, byte[] payload) {
        lock.lock();
        try {
            if (!isEnded) {
                filling.appendCall(id, attempt, task, index, context, payload);
                markIfNone(id);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues {@link Frame.Calls} like {@link #enqueue}, of whose values only those bytes. */
    public void enqueueCalls(Frame.Calls calls, int from, int end) {
        lock.lock();
        try {
            enqueue(sink -> FrameFormat.writeCalls(sink, calls, from, end));
            markIfNone(calls.id());
        } finally {
            lock.unlock();
        }
    }

    /** Queues {@link Frame.Results} like {@link #enqueue}, without making one, with those bytes of the values. */
    public void enqueueResults(long id, int count, long runNanos, byte[] values, int from, int end) {
        enqueue(sink -> FrameFormat.writeResults(sink, id, count, runNanos, values, from, end));
    }

    private void enqueue(Consumer<ByteSink> frame) {
        lock.lock();
        try {
            if (!isEnded) {
                filling.append(frame);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The calling thread alone queues frames until it calls {@link #endBurst}, which must be soon: many cost little then. */
    public void beginBurst() {
        lock.lock();
    }

    /** Others may queue frames again. */
    public void endBurst() {
        lock.unlock();
    }

    private void markIfNone(long call) {
        noteAnswers();
        if (markedCall == 0) {
            markedCall = call;
            mark = taken + filling.size();
        }
    }

    private void noteAnswers() {
        if (markedCall != 0 && lastAnswered >= markedCall) {
            read = mark;
            markedCall = 0;
        }
    }

    /**
     * The other side has answered a call, and so has read it and everything before it. Never waits for those who queue
     * frames.
     *
     * @param call its id; ids ascend
     */
    public void answered(long call) {
        lastAnswered = call;
    }

    /**
     * Lets everything leave that was enqueued: the calling thread writes it if it cannot have to wait for the pipe, the
     * writer's thread otherwise. If the other side is gone, it is dropped, and so is what follows.
     */
    public void flush() {
        FrameBuffer full;
        lock.lock();
        try {
            noteAnswers();
            if (isWriting || isDue || filling.isEmpty() || taken + filling.size() - read > room) {
                signal();
                return;
            }
            full = takeFilled();
        } finally {
            lock.unlock();
        }
        try {
            write(full);
        } catch (IOException e) {
            end();
        }
    }

    /** The same on the writer's thread in any case: for a thread on which too much depends. */
    public void flushLater() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void append(Frame frame) {
        append(frame, -1);
    }

    private void append(Frame frame, long place) {
        if (!isEnded) {
            filling.append(frame, place);
        }
    }

    private long putAtOnce(byte[] value, int offset) {
        PayloadFile shared = fileOfSender;
        return shared == null ? -1 : shared.put(value, offset, value.length - offset);
    }

    private static Frame.Result copy(Frame.Result result) {
        byte[] value = result.payload().clone();
        return new Frame.Result(result.id(), result.attempt(), result.runNanos(), value, true);
    }

    private void signal() {
        if (!filling.isEmpty() && !isDue) {
            isDue = true;
            filled.signal();
        }
    }

    /** Queues a frame that may wait for those that follow at once, a millisecond at most. */
    public void hold(Frame frame) {
        lock.lock();
        try {
            append(frame);
            if (!isLooking) {
                isLooking = true;
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Small results gather elsewhere from now on: the thread looks after them until it has found none for some time. */
    public void watch() {
        lock.lock();
        try {
            isWatched = true;
            if (!isLooking) {
                isLooking = true;
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Who has what {@link #watch} is about. */
    public interface Gatherer {

        /** Queues what has gathered, if it may be touched now; tells whether that was so and there was any. */
        boolean release();
    }

    /** Queues what has gathered elsewhere, if it may be touched now. */
    public void releaseGathered() {
        lock.lock();
        try {
            boolean unused = gatherer.release();
        } finally {
            lock.unlock();
        }
    }

    /** Sets who has what {@link #watch} is about; before the first such call. */
    public void gatherer(Gatherer newGatherer) {
        gatherer = newGatherer;
    }

    /**
     * Writes what is queued on the calling thread, which may have to wait for the pipe; where another thread is writing,
     * that one goes on with it.
     *
     * @throws IOException if the other side is gone
     */
    public void writeHere() throws IOException {
        FrameBuffer full;
        lock.lock();
        try {
            if (isWriting) {
                signal();
                return;
            }
            if (filling.isEmpty()) {
                return;
            }
            full = takeFilled();
        } finally {
            lock.unlock();
        }
        write(full);
    }

    /** Accepts no more; {@link #run} returns when everything sent before has left. */
    public void end() {
        lock.lock();
        try {
            isEnded = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes until {@link #end}, on the calling thread, which does nothing else.
     *
     * @throws IOException if the other side is gone; what was not written is lost
     */
    public void run() throws IOException {
        for (FrameBuffer full = awaitFilled(); full != null; full = awaitFilled()) {
            write(full);
        }
    }

    private @Nullable FrameBuffer awaitFilled() {
        lock.lock();
        try {
            while (isWriting || !(isDue || isEnded)) {
                if (isLooking && !isDue && !isEnded) {
                    look();
                } else {
                    filled.awaitUninterruptibly();
                }
            }
            return filling.isEmpty() ? null : takeFilled();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until held frames have been there for a while and nobody has written them, or there have been none. An
     * interrupt, which nobody here has a use for, only makes them leave sooner.
     */
    private void look() {
        int idle = 0;
        try {
            while (!isDue && !isEnded && idle < IDLE_LOOKS) {
                long before = writes;
                boolean wasHeld = !filling.isEmpty();
                long unused = filled.awaitNanos(LOOK_NANOS);
                boolean isIdle = writes == before;
                isDue |= isIdle && (gatherer.release() || (wasHeld && !filling.isEmpty()));
                idle = isIdle && !isWatched ? idle + 1 : 0;
                isWatched = false;
            }
        } catch (InterruptedException e) {
            isDue = !filling.isEmpty();
        }
        isLooking = (idle < IDLE_LOOKS || !filling.isEmpty()) && !isEnded;
    }

    private FrameBuffer takeFilled() {
        FrameBuffer full = filling;
        filling = spare;
        isWriting = true;
        isDue = false;
        writes++;
        taken += full.size();
        return full;
    }

    private void write(FrameBuffer full) throws IOException {
        try {
            PayloadFile shared = file;
            Runnable told = onLarge;
            if (shared == null && told != null && full.largest() >= PayloadFile.LARGE) {
                told.run();
            }
            full.writeTo(out, shared);
        } finally {
            lock.lock();
            try {
                full.clear();
                spare = full.capacity() <= KEPT_CAPACITY ? full : new FrameBuffer(INITIAL_CAPACITY);
                isWriting = false;
                if (isDue || isEnded) {
                    filled.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
