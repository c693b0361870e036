package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Receives frames. Confined to one thread, which does little else.
 *
 * <p>Nothing is allocated on the word of a header: a payload's room grows with what has arrived.
 */
public final class FrameReader {

    private static final int BUFFER_SIZE = 128 << 10;
    private static final int STEP = 64 << 10;

    private final InputStream in;

    // Mutable state
    private byte[] buffer = new byte[BUFFER_SIZE];
    private int start;
    private int end;
    private long lastId;
    private int maxPayload = Frame.DEFAULT_MAX_PAYLOAD;

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
        fill(FrameHeader.SIZE + length);
        int from = start + FrameHeader.SIZE;
        Frame.Type type = type();
        Frame frame = FrameFormat.read(
                type, FrameHeader.attempt(buffer, start), FrameHeader.id(buffer, start), buffer, from, from + length);
        lastId = FrameHeader.id(buffer, start);
        start = from + length;
        return frame;
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
            throw new ProtocolException(
                    "a frame of " + length + " bytes, where at most " + maxPayload + " were agreed");
        }
        type();
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
