package dev.trenza.worker.protocol;

/** The first frame of a worker from another release; in this package, for only it knows how a header is made. */
public final class OtherVersion {

    private OtherVersion() {}

    /** A HELLO whose header is right but for its version. */
    public static byte[] hello(int version) {
        ByteSink sink = new ByteSink(64);
        FrameFormat.write(sink, new Frame.Hello(1, "17"));
        FrameHeader.write(sink.array(), 0, version, Frame.Type.HELLO.code(), 0, 0, sink.size() - FrameHeader.SIZE);
        return sink.toByteArray();
    }
}
