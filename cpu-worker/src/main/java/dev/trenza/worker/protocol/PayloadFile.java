package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file in memory through which large values travel beside the pipe: one half for each direction, each a ring that is
 * filled and emptied in order, so that the same few pages are used again and again. Thread-safe for one thread that
 * {@link #put}s, one that {@link #take}s, and any.
 *
 * <pre>
 *   put      : whoever writes frames, while there is room; the frame says where the value is
 *   take     : whoever reads that frame, at once, into an array: so nothing here outlives the reading of its frame
 *   taken    : tells the other side in a frame, now and then
 *   freed    : that frame has come: there is room again
 * </pre>
 *
 * <p>The parent never maps it, as little as the {@link StatusPage}: its worker, or a task, can cut the file short, and to
 * touch a mapped page that is gone is a fault that ends a thread wherever it happens to be. It reads and writes with calls
 * of the system, and what is gone is then a read that ends early. The worker maps its side: a fault there is its own, and
 * it touches no page that has not been written, since a full file system can refuse a write but not a store.
 */
public final class PayloadFile implements Closeable {

    /** Values from so many bytes on: below, the pipe takes no longer. */
    public static final int LARGE = 256 << 10;

    /** Beyond what an array can have there is nothing to gain. */
    public static final long LARGEST = 2L << 30;

    /** More in one call costs the JDK a piece of memory of that size. */
    private static final int MOST_AT_ONCE = 64 << 10;

    private final long half;
    private final Outgoing outgoing;
    private final Incoming incoming;

    private PayloadFile(long half, Outgoing outgoing, Incoming incoming) {
        this.half = half;
        this.outgoing = outgoing;
        this.incoming = incoming;
    }

    /**
     * For the parent: makes the file, as long as it may become, and all of it a hole: memory comes with what is put in.
     *
     * @param bytes how large it may become, at most {@link #LARGEST}
     */
    public static PayloadFile create(Path file, long bytes) throws IOException {
        OwnersFile.create(file).close();
        PayloadFile made = null;
        try {
            made = open(file, bytes, true);
            made.outgoing.file.setLength(bytes); // or the worker's mapping, of a half, would have to make it longer
            return made;
        } catch (IOException | RuntimeException | Error e) {
            if (made != null) {
                made.close();
            }
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** For the worker: opens the file that the other side has made, and removes it: the two that have it open keep it. */
    public static PayloadFile open(Path file, long bytes) throws IOException {
        PayloadFile opened = open(file, bytes, false);
        try {
            Files.delete(file);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    @SuppressWarnings("resource") // its own close closes them
    private static PayloadFile open(Path file, long bytes, boolean isParents) throws IOException {
        long half = bytes / 2;
        long mine = isParents ? 0 : half;
        RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
        try {
            RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
            return new PayloadFile(
                    half, new Outgoing(out, mine, half, isParents), new Incoming(in, half - mine, half, isParents));
        } catch (IOException | RuntimeException | Error e) {
            out.close();
            throw e;
        }
    }

    /**
     * Puts a value in, if there is room.
     *
     * @return its place, for {@link #take}; negative if it has to go another way
     */
    public long put(byte[] bytes, int offset, int length) {
        return length < LARGE || length > half ? -1 : outgoing.put(bytes, offset, length);
    }

    /**
     * Takes a value out.
     *
     * @throws IOException if there is none at this place: who says there were has broken the channel
     */
    public byte[] take(long place, int length) throws IOException {
        return incoming.take(place, length);
    }

    /**
     * What the other side should be told now to have been taken, by a {@link Frame.Taken}.
     *
     * @return the place up to which all was taken; negative if the other side need not know yet
     */
    public long taken() {
        return incoming.taken();
    }

    /**
     * The other side has taken what was put in.
     *
     * @param upTo up to this place
     * @throws ProtocolException if it was not put in yet
     */
    public void freed(long upTo) throws ProtocolException {
        outgoing.freed(upTo);
    }

    /** Gives it up: nothing can be put in or taken out any more. */
    @Override
    public void close() throws IOException {
        try {
            outgoing.file.close();
        } finally {
            incoming.file.close();
        }
    }

    /** What this side writes. */
    private static final class Outgoing {

        private final RandomAccessFile file;
        private final long base;
        private final long size;
        private final boolean isParents;

        // Mutable state, written by the thread that puts
        private volatile long next;
        private long written;
        private boolean isBroken;
        private @Nullable MappedByteBuffer mapped;

        // Mutable state, written by the thread that reads frames
        private volatile long freed;

        Outgoing(RandomAccessFile file, long base, long size, boolean isParents) {
            this.file = file;
            this.base = base;
            this.size = size;
            this.isParents = isParents;
        }

        long put(byte[] bytes, int offset, int length) {
            long place = next;
            if (isBroken || length > size - (place - freed)) {
                return -1;
            }
            try {
                int at = (int) (place % size);
                int first = (int) Math.min(length, size - at);
                put(at, bytes, offset, first);
                put(0, bytes, offset + first, length - first);
            } catch (IOException | InternalError e) {
                isBroken = true; // no memory left, or a task has cut the file short: the pipe takes it from here on
                return -1;
            }
            next = place + length;
            return place;
        }

        private void put(int at, byte[] bytes, int offset, int length) throws IOException {
            if (!isParents && at + (long) length <= written) {
                mapped().put(at, bytes, offset, length);
                return;
            }
            file.seek(base + at);
            for (int done = 0; done < length; done += MOST_AT_ONCE) {
                file.write(bytes, offset + done, Math.min(MOST_AT_ONCE, length - done));
            }
            written = Math.max(written, at + (long) length);
        }

        private MappedByteBuffer mapped() throws IOException {
            if (mapped == null) {
                mapped = file.getChannel().map(FileChannel.MapMode.READ_WRITE, base, size);
            }
            return mapped;
        }

        void freed(long upTo) throws ProtocolException {
            if (upTo < freed || upTo > next) {
                throw new ProtocolException("values up to " + upTo + " taken out of the payload file, where " + freed
                        + " to " + next + " were put in");
            }
            freed = upTo;
        }
    }

    /** What the other side writes. */
    private static final class Incoming {

        private final RandomAccessFile file;
        private final long base;
        private final long size;
        private final boolean isParents;

        // Mutable state of the thread that takes
        private long next;
        private long told;
        private @Nullable ByteBuffer mapped;

        Incoming(RandomAccessFile file, long base, long size, boolean isParents) {
            this.file = file;
            this.base = base;
            this.size = size;
            this.isParents = isParents;
        }

        byte[] take(long place, int length) throws IOException {
            if (place != next || length < 0 || length > size) {
                throw new ProtocolException("a value of " + length + " bytes at " + place
                        + " of the payload file, where at most " + size + " at " + next + " can be");
            }
            byte[] bytes = new byte[length];
            int at = (int) (place % size);
            int first = (int) Math.min(length, size - at);
            take(at, bytes, 0, first);
            take(0, bytes, first, length - first);
            next += length;
            return bytes;
        }

        private void take(int at, byte[] bytes, int offset, int length) throws IOException {
            if (!isParents) {
                takeMapped(at, bytes, offset, length);
                return;
            }
            file.seek(base + at);
            for (int done = 0; done < length; ) {
                int read = file.read(bytes, offset + done, Math.min(MOST_AT_ONCE, length - done));
                if (read < 0) {
                    throw new ProtocolException("a value of " + bytes.length + " bytes of which " + (offset + done)
                            + " are in the payload file");
                }
                done += read;
            }
        }

        private void takeMapped(int at, byte[] bytes, int offset, int length) throws IOException {
            try {
                mapped().get(at, bytes, offset, length);
            } catch (InternalError e) {
                throw new IOException("a task has cut the payload file short", e);
            }
        }

        private ByteBuffer mapped() throws IOException {
            if (mapped == null) {
                mapped = file.getChannel().map(FileChannel.MapMode.READ_ONLY, base, size);
            }
            return mapped;
        }

        long taken() {
            if (next - told < size / 4) {
                return -1;
            }
            told = next;
            return next;
        }
    }
}
