package dev.trenza.worker.protocol;

import java.util.Arrays;

/** What no worker of this release would send; in this package, for only it knows how a header is made. */
public final class AlienFrames {

    private AlienFrames() {}

    /** A HELLO whose header is right but for its version. */
    public static byte[] hello(int version) {
        byte[] hello = of(new Frame.Hello(1, "17"));
        FrameHeader.write(hello, 0, version, Frame.Type.HELLO.code(), 0, 0, hello.length - FrameHeader.SIZE);
        return hello;
    }

    /** A HELLO that does not greet as a worker does. */
    public static byte[] strangersHello() {
        byte[] hello = of(new Frame.Hello(1, "17"));
        hello[FrameHeader.SIZE + 4] = 'T';
        return hello;
    }

    /** A header with a right check, whatever else it says. */
    public static byte[] header(int type, long id, int length) {
        byte[] header = new byte[FrameHeader.SIZE];
        FrameHeader.write(header, 0, Frame.VERSION, type, 1, id, length);
        return header;
    }

    /** An intact header, and behind it a payload that claims to have more than it has. */
    public static byte[] failureThatLies(long id) {
        byte[] payload = new byte[40];
        Arrays.fill(payload, (byte) 0x7F);
        byte[] header = header(Frame.Type.FAILURE.code(), id, payload.length);
        byte[] frame = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, frame, header.length, payload.length);
        return frame;
    }

    /** Any frame, as a worker would send it. */
    public static byte[] of(Frame frame) {
        ByteSink sink = new ByteSink(64);
        FrameFormat.write(sink, frame);
        return sink.toByteArray();
    }
}
