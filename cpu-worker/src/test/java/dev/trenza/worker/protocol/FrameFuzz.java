package dev.trenza.worker.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Target of a coverage-guided fuzzer: whatever arrives on the channel is a frame that can be sent again, or refused with
 * a {@link ProtocolException}, at the price of what arrived. Each side reads with this one reader.
 *
 * <p>A fuzzer cannot guess the check over a header, and would never get behind it. So the first byte of the input chooses:
 * if it is odd, the rest are frames of which only the header's magic, version and check are made here (type, attempt, id,
 * and a length that may lie, are the fuzzer's); if it is even, the rest is the channel as it is.
 */
public final class FrameFuzz {

    private static final int MAX_PAYLOAD = 1 << 20;

    private FrameFuzz() {}

    /** Called by the fuzzer with inputs of its choice. */
    public static void fuzzerTestOneInput(byte[] input) {
        byte[] channel = input.length > 0 && input[0] % 2 != 0 ? framed(input) : input;
        List<Integer> cuts = input.length > 0 ? List.of(1 + (input[0] & 0x7F), 4096) : List.of(4096);
        List<Frame> frames = bounded(channel, cuts);

        byte[] sent = Frames.bytes(frames.toArray(Frame[]::new));
        List<Frame> again = read(sent, List.of(Integer.MAX_VALUE));
        if (!Arrays.equals(sent, Frames.bytes(again.toArray(Frame[]::new)))) {
            throw new IllegalStateException("sent as " + frames + ", read as " + again);
        }
    }

    /** The reader's buffer, and what a frame of many small things takes. */
    private static List<Frame> bounded(byte[] channel, List<Integer> cuts) {
        long limit = (1 << 20) + 128L * channel.length;
        try {
            return Allocation.atMost(limit, "frames of " + channel.length + " bytes", () -> read(channel, cuts));
        } catch (IOException e) {
            throw new IllegalStateException("read throws none", e);
        }
    }

    private static List<Frame> read(byte[] channel, List<Integer> cuts) {
        List<Frame> frames = new ArrayList<>();
        FrameReader reader = new FrameReader(new Fragments(channel, cuts));
        reader.maxPayload(MAX_PAYLOAD);
        try {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(frame);
            }
        } catch (ProtocolException refused) {
            if (refused.getMessage().isBlank()) {
                throw new IllegalStateException("refused without a word", refused);
            }
        } catch (IOException e) {
            throw new IllegalStateException("not the exception of a reader", e);
        }
        return frames;
    }

    /** Frames from [type, attempt, id, true length, lie] and so many bytes of payload, as long as there are any. */
    private static byte[] framed(byte[] input) {
        ByteSink sink = new ByteSink(input.length + FrameHeader.SIZE);
        int at = 1;
        while (at + 5 <= input.length) {
            int length = Math.min(input[at + 3] & 0xFF, input.length - at - 5);
            int lie = input[at + 4];
            byte[] header = new byte[FrameHeader.SIZE];
            FrameHeader.write(
                    header, 0, Frame.VERSION, input[at] & 0x1F, input[at + 1] & 0xFF, input[at + 2], length + lie);
            sink.raw(header);
            sink.raw(Arrays.copyOfRange(input, at + 5, at + 5 + length));
            at += 5 + length;
        }
        return sink.toByteArray();
    }

    /** The input that leads to this frame. */
    static byte[] inputOf(Frame frame) {
        byte[] bytes = Frames.bytes(frame);
        int length = bytes.length - FrameHeader.SIZE;
        byte[] input = new byte[6 + length];
        input[0] = 101;
        input[1] = (byte) FrameHeader.type(bytes, 0);
        input[2] = (byte) FrameHeader.attempt(bytes, 0);
        input[3] = (byte) FrameHeader.id(bytes, 0);
        input[4] = (byte) length;
        System.arraycopy(bytes, FrameHeader.SIZE, input, 6, length);
        return input;
    }
}
