package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Receives frames. Confined to one thread, which does little else.
 *
 * <p>Nothing is allocated on the word of a header: a payload's room grows with what has arrived.
 */
public final class FrameReader {

    private static final int BUFFER_SIZE = 128 << 10;
    private static final int STEP = 64 << 10;

    /** So many times what has arrived of a value is believed to follow, and this much from the start. */
    private static final int BELIEF = 16;

    private static final int BELIEVED = 256 << 10;

    /** What a pipe holds. More in one call costs the JDK a piece of memory of that size. */
    private static final int MOST_AT_ONCE = 64 << 10;

    private final InputStream in;

    // Mutable state
    private byte[] buffer = new byte[BUFFER_SIZE];
    private int start;
    private int end;
    private long lastId;
    private int maxPayload = Frame.DEFAULT_MAX_PAYLOAD;
    private @Nullable PayloadFile file;
    private @Nullable FrameWriter answers;

    public FrameReader(InputStream in) {
        this.in = in;
    }

    /**
     * Sets the largest payload that is accepted.
     *
     * @param bytes at least 0
     */
    public void maxPayload(int bytes) {
        maxPayload = bytes;
    }

    /**
     * Lets values come through a file.
     *
     * @param answers tells the other side what was taken out
     */
    public void share(PayloadFile shared, FrameWriter answers) {
        this.file = shared;
        this.answers = answers;
    }

    /**
     * Waits for a frame.
     *
     * @return {@code null} at the end of the stream, if it ends between two frames
     * @throws ProtocolException if what arrives is no frame, or one that ends in the middle
     */
    public @Nullable Frame next() throws IOException {
        if (end - start < FrameHeader.SIZE && !fillHeader()) {
            return null;
        }
        checkHeader();
        int length = FrameHeader.length(buffer, start);
        int parts = FrameHeader.parts(buffer, start);
        if (parts == 0) {
            return inOnePart(length);
        }
        return Parts.isInFile(parts) ? inFile(parts, length) : inParts(parts, length);
    }

    private Frame inOnePart(int length) throws IOException {
        fill(FrameHeader.SIZE + length);
        int from = start + FrameHeader.SIZE;
        Frame frame = frame(new ByteSource(buffer, from, from + length), false);
        start = from + length;
        PayloadFile shared = file;
        if (frame instanceof Frame.Taken taken && shared != null) {
            shared.freed(taken.upTo());
        }
        return frame;
    }

    private Frame inFile(int parts, int length) throws IOException {
        int head = Parts.head(parts);
        PayloadFile shared = file;
        FrameWriter writer = answers;
        if (shared == null || writer == null || length != head + Parts.PLACE_SIZE) {
            throw new ProtocolException("a frame whose value is in a payload file that there is not");
        }
        fill(FrameHeader.SIZE + length);
        int headStart = start + FrameHeader.SIZE;
        int headEnd = headStart + head;
        ByteSource place = new ByteSource(buffer, headEnd, headEnd + Parts.PLACE_SIZE);
        long at = place.i64();
        int size = place.i32();
        if (size > maxPayload) {
            throw tooLarge(size);
        }
        byte[] value = shared.take(at, size);
        long taken = shared.taken();
        if (taken >= 0) {
            writer.send(new Frame.Taken(taken));
        }
        Frame frame = frame(new ByteSource(buffer, headStart, headEnd, value), Parts.isBare(parts));
        start = headEnd + Parts.PLACE_SIZE;
        return frame;
    }

    private Frame inParts(int parts, int length) throws IOException {
        int head = Parts.head(parts);
        if (head > length) {
            throw new ProtocolException("a frame of " + length + " bytes with " + head + " before its value");
        }
        fill(FrameHeader.SIZE + head);
        int headStart = start + FrameHeader.SIZE;
        int headEnd = headStart + head;
        int present = Math.min(end - headEnd, length - head);
        byte[] value = value(headEnd, present, length - head);
        Frame frame = frame(new ByteSource(buffer, headStart, headEnd, value), Parts.isBare(parts));
        start = headEnd + present;
        return frame;
    }

    private Frame frame(ByteSource source, boolean isBare) throws IOException {
        long id = FrameHeader.id(buffer, start);
        Frame frame = FrameFormat.read(type(), FrameHeader.attempt(buffer, start), id, source, isBare);
        if (!(frame instanceof Frame.Taken)) {
            lastId = id; // it comes between answers, and hides none
        }
        return frame;
    }

    /** Reads a value to where it stays; it begins in the buffer. */
    private byte[] value(int from, int present, int length) throws IOException {
        byte[] value = new byte[room(present, length)];
        System.arraycopy(buffer, from, value, 0, present);
        for (int filled = present; filled < length; ) {
            if (filled == value.length) {
                value = Arrays.copyOf(value, room(filled, length));
            }
            int read = in.read(value, filled, Math.min(MOST_AT_ONCE, value.length - filled));
            if (read < 0) {
                throw ProtocolException.alien("the stream ended in the middle of a frame", buffer, start, end);
            }
            filled += read;
        }
        return value;
    }

    private static int room(int arrived, int length) {
        return (int) Math.min(length, Math.max(BELIEVED, (long) arrived * BELIEF));
    }

    /** The id in the header of the last frame; 0 if it is not about a call. */
    public long lastId() {
        return lastId;
    }

    /** Whether {@link #next} has a whole frame at hand and would not wait. */
    public boolean hasNext() {
        int available = end - start;
        return available >= FrameHeader.SIZE
                && available - FrameHeader.SIZE >= Math.max(0, FrameHeader.length(buffer, start));
    }

    private void checkHeader() throws ProtocolException {
        if (!FrameHeader.isIntact(buffer, start)) {
            throw alien();
        }
        if (FrameHeader.version(buffer, start) != Frame.VERSION) {
            throw new ProtocolException("the other side speaks version " + FrameHeader.version(buffer, start)
                    + " of the protocol, this side version " + Frame.VERSION + "; use jars of one release");
        }
        int length = FrameHeader.length(buffer, start);
        if (length < 0 || length > maxPayload) {
            throw tooLarge(length);
        }
        type();
    }

    private ProtocolException tooLarge(int length) {
        return new ProtocolException("a frame of " + length + " bytes, where at most " + maxPayload + " were agreed");
    }

    private Frame.Type type() throws ProtocolException {
        Frame.Type type = Frame.Type.of(FrameHeader.type(buffer, start));
        if (type == null) {
            throw new ProtocolException("a frame of the unknown type " + FrameHeader.type(buffer, start));
        }
        return type;
    }

    /** Whoever writes less than a header to the channel must not be waited for: the first two bytes tell that it is alien. */
    private boolean fillHeader() throws IOException {
        for (int count = 1; count <= 2; count++) {
            if (!fill(count)) {
                return false;
            }
            if (buffer[start + count - 1] != (byte) (FrameHeader.MAGIC >> (16 - 8 * count))) {
                throw alien();
            }
        }
        return fill(FrameHeader.SIZE);
    }

    private ProtocolException alien() {
        return ProtocolException.alien("something else than a frame on the channel", buffer, start, end);
    }

    /** Reads until so many bytes are at hand; {@code false} if the stream ends before the first of them. */
    private boolean fill(int count) throws IOException {
        while (end - start < count) {
            makeRoom(count);
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                if (end == start) {
                    return false;
                }
                throw ProtocolException.alien("the stream ended in the middle of a frame", buffer, start, end);
            }
            end += read;
        }
        return true;
    }

    private void makeRoom(int count) {
        if (start == end && buffer.length > BUFFER_SIZE && count <= BUFFER_SIZE) {
            buffer = new byte[BUFFER_SIZE];
        }
        if (start == end) {
            start = 0;
            end = 0;
        }
        if (start + count <= buffer.length && end < buffer.length) {
            return;
        }
        int present = end - start;
        int wanted = (int) Math.min(count, Math.max(present * 2L, present + (long) STEP));
        byte[] target = wanted > buffer.length ? new byte[wanted] : buffer;
        System.arraycopy(buffer, start, target, 0, present);
        buffer = target;
        start = 0;
        end = present;
    }
}
