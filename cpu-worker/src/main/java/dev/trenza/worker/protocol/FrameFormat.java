package dev.trenza.worker.protocol;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** Frames as bytes and back: one line for each type in each direction. */
final class FrameFormat {

    /** Begins the payload of the first frame, so that a stranger on the channel is told from an old version. */
    private static final String GREETING = "trenza worker";

    private FrameFormat() {}

    static void write(ByteSink sink, Frame frame) {
        int start = sink.reserve(FrameHeader.SIZE);
        if (frame instanceof Frame.Result f) {
            writeHead(sink, f);
            if (f.isBare()) {
                sink.u8(ValueTag.BYTES.code());
            }
            sink.raw(f.payload());
            finish(sink, start, Frame.Type.RESULT, f.attempt(), f.id());
        } else if (frame instanceof Frame.Call f) {
            sink.truncate(start);
            writeCall(sink, f.id(), f.attempt(), f.task(), f.index(), f.context(), tagged(f));
        } else if (frame instanceof Frame.Results f) {
            sink.truncate(start);
            writeResults(sink, f.id(), f.count(), f.runNanos(), f.values(), 0, f.values().length);
        } else if (frame instanceof Frame.Calls f) {
            sink.truncate(start);
            writeCalls(sink, f, 0, f.values().length);
        } else if (frame instanceof Frame.Failure f) {
            sink.i64(f.runNanos());
            sink.u8(f.isFatal() ? 1 : 0);
            f.failure().encode(sink);
            finish(sink, start, Frame.Type.FAILURE, f.attempt(), f.id());
        } else {
            writeRare(sink, start, frame);
        }
    }

    private static byte[] tagged(Frame.Call call) {
        if (!call.isBare()) {
            return call.payload();
        }
        ByteSink sink = new ByteSink(call.payload().length + 1);
        ValueCodec.tag(sink, ValueTag.BYTES).raw(call.payload());
        return sink.array();
    }

    static void writeCall(
            ByteSink sink, long id, int attempt, int task, long index, DiagnosticContext context, byte[] payload) {
        int start = sink.reserve(FrameHeader.SIZE);
        writeHead(sink, task, index, context);
        sink.raw(payload);
        finish(sink, start, Frame.Type.CALL, attempt, id);
    }

    /** What stands before the value. */
    static void writeHead(ByteSink sink, Frame.Result result) {
        sink.i64(result.runNanos());
    }

    /** What stands before the value of a call. */
    static void writeHead(ByteSink sink, int task, long index, DiagnosticContext context) {
        sink.i32(task);
        sink.i64(index);
        context.encode(sink);
    }

    /** Of the values of this frame only those bytes. */
    static void writeCalls(ByteSink sink, Frame.Calls calls, int from, int end) {
        int start = sink.reserve(FrameHeader.SIZE);
        sink.i32(calls.task());
        sink.i64(calls.index());
        sink.i32(calls.count());
        calls.context().encode(sink);
        sink.raw(calls.values(), from, end - from);
        finish(sink, start, Frame.Type.CALLS, 1, calls.id());
    }

    static void writeResults(ByteSink sink, long id, int count, long runNanos, byte[] values, int from, int end) {
        int start = sink.reserve(FrameHeader.SIZE);
        sink.i64(runNanos);
        sink.i32(count);
        sink.raw(values, from, end - from);
        finish(sink, start, Frame.Type.RESULTS, 1, id);
    }

    private static void writeRare(ByteSink sink, int start, Frame frame) {
        if (frame instanceof Frame.Hello f) {
            sink.text(GREETING);
            sink.i64(f.pid());
            sink.text(f.java());
            finish(sink, start, Frame.Type.HELLO, 0, 0);
        } else if (frame instanceof Frame.Welcome f) {
            sink.i64(f.parentPid());
            sink.text(f.statusPage());
            sink.i32(f.maxPayload());
            sink.i32(f.allowed().size());
            f.allowed().forEach(sink::text);
            sink.i32(f.codecs().size());
            f.codecs().forEach(sink::text);
            sink.i64(f.highHeap());
            sink.u8(LevelLetter.of(f.logLevel()));
            sink.u8(f.hasInitializer() ? 1 : 0);
            finish(sink, start, Frame.Type.WELCOME, 0, 0);
        } else if (frame instanceof Frame.Define f) {
            f.definition().encode(sink);
            finish(sink, start, Frame.Type.DEFINE, 0, f.task());
        } else if (frame instanceof Frame.StartFailed f) {
            f.failure().encode(sink);
            finish(sink, start, Frame.Type.START_FAILED, 0, 0);
        } else if (frame instanceof Frame.Exiting f) {
            sink.text(f.thread());
            f.stack().encode(sink);
            finish(sink, start, Frame.Type.EXITING, 0, 0);
        } else if (frame instanceof Frame.Stack f) {
            f.stack().encode(sink);
            finish(sink, start, Frame.Type.STACK, 0, f.id());
        } else if (frame instanceof Frame.Cancelled f) {
            sink.i32(f.count());
            finish(sink, start, Frame.Type.CANCELLED, 0, f.id());
        } else if (frame instanceof Frame.Cancel f) {
            finish(sink, start, Frame.Type.CANCEL, 0, f.id());
        } else if (frame instanceof Frame.Recall f) {
            sink.i32(f.count());
            finish(sink, start, Frame.Type.RECALL, 0, f.id());
        } else if (frame instanceof Frame.Forget f) {
            finish(sink, start, Frame.Type.FORGET, 0, f.task());
        } else if (frame instanceof Frame.Share f) {
            sink.text(f.file());
            sink.i64(f.bytes());
            finish(sink, start, Frame.Type.SHARE, 0, 0);
        } else if (frame instanceof Frame.Shared f) {
            sink.text(f.problem());
            finish(sink, start, Frame.Type.SHARED, 0, 0);
        } else if (frame instanceof Frame.Taken f) {
            sink.i64(f.upTo());
            finish(sink, start, Frame.Type.TAKEN, 0, 0);
        } else if (frame instanceof Frame.Emitted f) {
            sink.raw(f.payload());
            finish(sink, start, Frame.Type.EMITTED, 0, f.id());
        } else if (frame instanceof Frame.Demand f) {
            sink.i32(f.count());
            finish(sink, start, Frame.Type.DEMAND, 0, f.id());
        } else {
            finish(sink, start, bare(frame), 0, 0);
        }
    }

    private static Frame.Type bare(Frame frame) {
        return frame instanceof Frame.Ready
                ? Frame.Type.READY
                : frame instanceof Frame.Bye ? Frame.Type.BYE : Frame.Type.BYE_ACK;
    }

    private static void finish(ByteSink sink, int start, Frame.Type type, int attempt, long id) {
        int length = sink.size() - start - FrameHeader.SIZE;
        FrameHeader.write(sink.array(), start, type, attempt, id, length);
    }

    /**
     * Reads the frame whose header was found intact.
     *
     * @param isBare whether the payload's rest is a bare {@code byte[]}
     * @throws IOException if the payload is not what the type promises
     */
    static Frame read(Frame.Type type, int attempt, long id, ByteSource source, boolean isBare) throws IOException {
        Frame frame = readBody(type, attempt, id, source, isBare);
        if (source.remaining() > 0) {
            throw new ProtocolException(source.remaining() + " bytes behind the end of a " + type + " frame");
        }
        return frame;
    }

    private static Frame readBody(Frame.Type type, int attempt, long id, ByteSource source, boolean isBare)
            throws IOException {
        return switch (type) {
            case RESULT -> new Frame.Result(id, attempt, source.i64(), source.rest(), isBare);
            case CALL ->
                new Frame.Call(
                        id,
                        attempt,
                        source.i32(),
                        source.i64(),
                        DiagnosticContext.decode(source),
                        source.rest(),
                        isBare);
            case RESULTS -> results(id, source);
            case CALLS -> calls(id, source);
            case FAILURE ->
                new Frame.Failure(id, attempt, source.i64(), source.u8() == 1, RemoteFailure.decode(source));
            case CANCELLED -> new Frame.Cancelled(id, calls(source));
            case STACK -> new Frame.Stack(id, RemoteFailure.decode(source));
            case HELLO -> hello(source);
            case READY -> new Frame.Ready();
            case START_FAILED -> new Frame.StartFailed(RemoteFailure.decode(source));
            case BYE_ACK -> new Frame.ByeAck();
            case WELCOME ->
                new Frame.Welcome(
                        source.i64(),
                        source.text(),
                        source.i32(),
                        texts(source),
                        texts(source),
                        source.i64(),
                        level(source),
                        source.u8() == 1);
            case EXITING -> new Frame.Exiting(source.text(), RemoteFailure.decode(source));
            case DEFINE -> new Frame.Define((int) id, TaskDefinition.decode(source));
            case FORGET -> new Frame.Forget((int) id);
            case SHARE -> new Frame.Share(source.text(), source.i64());
            case SHARED -> new Frame.Shared(source.text());
            case TAKEN -> new Frame.Taken(source.i64());
            case CANCEL -> new Frame.Cancel(id);
            case RECALL -> new Frame.Recall(id, calls(source));
            case BYE -> new Frame.Bye();
            case EMITTED -> new Frame.Emitted(id, source.rest());
            case DEMAND -> new Frame.Demand(id, calls(source));
        };
    }

    private static Frame results(long id, ByteSource source) throws IOException {
        long runNanos = source.i64();
        int count = source.i32();
        return new Frame.Results(id, count, runNanos, values(count, source));
    }

    private static Frame calls(long id, ByteSource source) throws IOException {
        int task = source.i32();
        long index = source.i64();
        int count = source.i32();
        DiagnosticContext context = DiagnosticContext.decode(source);
        return new Frame.Calls(id, count, task, index, context, values(count, source));
    }

    private static byte[] values(int count, ByteSource source) throws IOException {
        byte[] values = source.rest();
        PackedValues.check(values, count);
        return values;
    }

    private static int calls(ByteSource source) throws IOException {
        int count = source.i32();
        if (count < 1) {
            throw new ProtocolException("a frame about " + count + " calls");
        }
        return count;
    }

    private static Frame hello(ByteSource source) throws IOException {
        String greeting = source.text();
        if (!greeting.equals(GREETING)) {
            throw new ProtocolException("a first frame that greets with '" + greeting + "'");
        }
        return new Frame.Hello(source.i64(), source.text());
    }

    private static Level level(ByteSource source) throws IOException {
        int letter = source.u8();
        Level level = LevelLetter.level(letter);
        if (level == null) {
            throw new ProtocolException("a log level " + letter);
        }
        return level;
    }

    private static List<String> texts(ByteSource source) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = source.count(4); left > 0; left--) {
            texts.add(source.text());
        }
        return List.copyOf(texts);
    }
}
