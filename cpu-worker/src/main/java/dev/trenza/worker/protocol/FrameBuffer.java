package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Frames that wait to be written: small ones as bytes, of large ones what stands before their value, and the value where it
 * lies. Fenced by its owner's lock.
 */
final class FrameBuffer {

    /** What a pipe holds. More in one call costs the JDK a piece of memory of that size, and the system its pages. */
    private static final int MOST_AT_ONCE = 64 << 10;

    /**
     * A value that is not in {@link #sink}.
     *
     * @param start of its frame there
     * @param end of what stands before it there; room for its place follows
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Apart(int start, int end, byte[] bytes, int offset, boolean isBare) {
        int length() {
            return bytes.length - offset;
        }
    }

    // Mutable state
    private final ByteSink sink;
    private final List<Apart> large = new ArrayList<>();
    private long bytesApart;

    FrameBuffer(int capacity) {
        sink = new ByteSink(capacity);
    }

    boolean isEmpty() {
        return sink.size() == 0;
    }

    /** What will be written, at most, in bytes. */
    long size() {
        return sink.size() + bytesApart;
    }

    /** How much memory it keeps when it is empty. */
    int capacity() {
        return sink.array().length;
    }

    void clear() {
        sink.clear();
        large.clear();
        bytesApart = 0;
    }

    /**
     * Appends a frame, or nothing if that throws: half a frame would cost the channel.
     *
     * @param place of its value in the payload file; negative if it is not there
     */
    void append(Frame frame, long place) {
        int before = sink.size();
        try {
            if (frame instanceof Frame.Result f && f.payload().length >= Parts.LARGE) {
                int start = sink.reserve(FrameHeader.SIZE);
                FrameFormat.writeHead(sink, f);
                finish(start, Frame.Type.RESULT, f.attempt(), f.id(), f.payload(), f.isBare(), place);
            } else if (frame instanceof Frame.Call f && f.payload().length >= Parts.LARGE) {
                int start = sink.reserve(FrameHeader.SIZE);
                FrameFormat.writeHead(sink, f.task(), f.index(), f.context());
                finish(start, Frame.Type.CALL, f.attempt(), f.id(), f.payload(), f.isBare(), place);
            } else {
                FrameFormat.write(sink, frame);
            }
        } catch (RuntimeException | Error e) {
            sink.truncate(before);
            throw e;
        }
    }

    /** Appends what this writes, or nothing if it throws. */
    void append(Consumer<ByteSink> frame) {
        int before = sink.size();
        try {
            frame.accept(sink);
        } catch (RuntimeException | Error e) {
            sink.truncate(before);
            throw e;
        }
    }

    /** Appends a {@link Frame.Call} like {@link #append}, without making one. */
    void appendCall(long id, int attempt, int task, long index, DiagnosticContext context, byte[] payload) {
        int before = sink.size();
        try {
            if (payload.length >= Parts.LARGE) {
                int start = sink.reserve(FrameHeader.SIZE);
                FrameFormat.writeHead(sink, task, index, context);
                finish(start, Frame.Type.CALL, attempt, id, payload, false, -1);
            } else {
                FrameFormat.writeCall(sink, id, attempt, task, index, context, payload);
            }
        } catch (RuntimeException | Error e) {
            sink.truncate(before);
            throw e;
        }
    }

    /** Where a value begins that is to travel apart: its tag is left out where the rest of it is the value. */
    static int contentStart(byte[] payload, boolean isBare) {
        return !isBare && payload[0] == ValueTag.BYTES.code() ? 1 : 0;
    }

    private void finish(int start, Frame.Type type, int attempt, long id, byte[] payload, boolean isBare, long place) {
        int end = sink.size();
        int head = end - start - FrameHeader.SIZE;
        if (head > Parts.MAX_HEAD) {
            if (isBare) {
                sink.u8(ValueTag.BYTES.code());
            }
            sink.raw(payload);
            FrameHeader.write(sink.array(), start, type, attempt, id, sink.size() - start - FrameHeader.SIZE);
            return;
        }
        int offset = contentStart(payload, isBare);
        Apart apart = new Apart(start, end, payload, offset, isBare || offset > 0);
        sink.reserve(Parts.PLACE_SIZE);
        FrameHeader.write(sink.array(), start, type, attempt, id, 0);
        if (place < 0) {
            large.add(apart);
            bytesApart += apart.length();
        } else {
            refer(apart, place);
        }
    }

    private void refer(Apart apart, long place) {
        int head = apart.end - apart.start - FrameHeader.SIZE;
        int parts = Parts.of(head, apart.isBare, true);
        FrameHeader.divide(sink.array(), apart.start, parts, head + Parts.PLACE_SIZE);
        sink.setPlace(apart.end, place, apart.length());
    }

    /**
     * Writes all there is, in order.
     *
     * @param file that large values are put into, if they fit
     */
    void writeTo(OutputStream out, @Nullable PayloadFile file) throws IOException {
        int written = 0;
        for (Apart apart : large) {
            long place = file == null ? -1 : file.put(apart.bytes, apart.offset, apart.length());
            if (place >= 0) {
                refer(apart, place);
                continue;
            }
            int head = apart.end - apart.start - FrameHeader.SIZE;
            int parts = Parts.of(head, apart.isBare, false);
            FrameHeader.divide(sink.array(), apart.start, parts, Math.addExact(head, apart.length()));
            write(out, sink.array(), written, apart.end);
            write(out, apart.bytes, apart.offset, apart.bytes.length);
            written = apart.end + Parts.PLACE_SIZE;
        }
        write(out, sink.array(), written, sink.size());
        out.flush();
    }

    private static void write(OutputStream out, byte[] bytes, int from, int to) throws IOException {
        for (int at = from; at < to; at += MOST_AT_ONCE) {
            out.write(bytes, at, Math.min(MOST_AT_ONCE, to - at));
        }
    }

    /** How large the largest of the values is that are apart. */
    int largest() {
        int largest = 0;
        for (Apart apart : large) {
            largest = Math.max(largest, apart.length());
        }
        return largest;
    }
}
