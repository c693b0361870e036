package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One page that a worker writes and its parent reads, in a file. Thread-safe.
 *
 * <p>The worker notes the call that it runs with one plain store, where a STARTED frame for each call would halve the
 * throughput; and what it noted is still there after a SIGKILL, when a frame would have died in a buffer. The parent uses
 * it to tell which call a death is charged to and since when a call has been running, and believes it no further:
 * a number that is not in flight at this worker means nothing.
 *
 * <p>Only the worker maps the file. Its parent reads it, a call of the system for each look: a worker, or its task, can cut
 * the file short, and to touch a mapped page that is gone is a fault that ends a thread wherever it happens to be. What is
 * not there reads as 0.
 *
 * <pre>
 *    0  i64  id of the running call; 0 between calls
 *    8  i64  beats: grows as long as the worker's threads run
 *   16  i64  progress: grows when a task says that it is getting on
 *   24  i64  heap in use, in bytes, at the last beat
 *   32  i64  heap in use, in bytes, after the last collection that was made to measure it; 0 before the first
 * </pre>
 */
public final class StatusPage implements Closeable {

    private static final int A_FEW_TIMES = 4;
    private static final int SIZE = 4096;
    private static final int RUNNING = 0;
    private static final int BEATS = 8;
    private static final int PROGRESS = 16;
    private static final int HEAP = 24;
    private static final int RETAINED = 32;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int USED = 40;

    /** The worker's own, or the parent's copy. */
    private final ByteBuffer page;

    /** Where the worker has opened it. */
    private final @Nullable Path mapped;

    // Mutable state, fenced by this
    private @Nullable RandomAccessFile file;

    private StatusPage(ByteBuffer page, @Nullable Path mapped, @Nullable RandomAccessFile file) {
        this.page = page;
        this.mapped = mapped;
        this.file = file;
    }

    /** A page without a file, for a test of one side. */
    public static StatusPage inMemory() {
        return new StatusPage(ByteBuffer.allocateDirect(SIZE), null, null);
    }

    /** For the parent: makes the file, with every block allocated, since a full disk must fail here and not in a store. */
    public static StatusPage create(Path file) throws IOException {
        try (SeekableByteChannel channel = OwnersFile.create(file)) {
            channel.write(ByteBuffer.allocate(SIZE));
        }
        return new StatusPage(ByteBuffer.allocateDirect(SIZE), null, new RandomAccessFile(file.toFile(), "r"));
    }

    /** For the worker: maps the file that the other side has made. */
    public static StatusPage open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new StatusPage(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE), file, null);
        }
    }

    /**
     * For the worker: whether the file can be opened a few times more. A process whose descriptors are exhausted cannot; once
     * it might, since the virtual machine itself opens and closes files now and then.
     */
    public boolean canBeOpened() {
        return mapped == null || canBeOpened(mapped, A_FEW_TIMES);
    }

    private static boolean canBeOpened(Path file, int times) {
        if (times == 0) {
            return true;
        }
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            return open.isOpen() && canBeOpened(file, times - 1);
        } catch (IOException e) {
            return false;
        }
    }

    /** Notes that a call begins, before its input is decoded. */
    public void started(long id) {
        LONG.setRelease(page, RUNNING, id);
    }

    /** Notes that nothing runs. */
    public void finished() {
        LONG.setRelease(page, RUNNING, 0L);
    }

    /** The running call, or 0. */
    public long running() {
        return read(RUNNING);
    }

    /** Says that the worker's threads run. */
    public void beat(long heapBytes) {
        LONG.setOpaque(page, HEAP, heapBytes);
        LONG.setRelease(page, BEATS, beats() + 1);
    }

    /** How often the worker has beaten. */
    public long beats() {
        return read(BEATS);
    }

    /** Heap in use at the last beat, in bytes. */
    public long heapBytes() {
        return read(HEAP);
    }

    /** Notes how much heap was still in use after a collection. */
    public void retained(long heapBytes) {
        LONG.setOpaque(page, RETAINED, heapBytes);
    }

    /** Heap in use after the last collection that was made to measure it, in bytes; 0 before the first. */
    public long retainedBytes() {
        return read(RETAINED);
    }

    /** Says that the running task is getting on. */
    public void progress() {
        LONG.setOpaque(page, PROGRESS, progressCount() + 1);
    }

    /** How often tasks have said so. */
    public long progressCount() {
        return read(PROGRESS);
    }

    private synchronized long read(int at) {
        refresh();
        return (long) LONG.getAcquire(page, at);
    }

    private void refresh() {
        if (file == null) {
            return;
        }
        byte[] present = new byte[USED];
        try {
            file.seek(0);
            for (int count = 0, read = 0; read >= 0 && count < USED; count += Math.max(read, 0)) {
                read = file.read(present, count, USED - count);
            }
        } catch (IOException e) {
            present = new byte[USED]; // what cannot be read is not there
        }
        page.duplicate().put(present);
    }

    /** Reads for the last time: what the worker has noted can still be asked for. */
    @Override
    public synchronized void close() throws IOException {
        refresh();
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
