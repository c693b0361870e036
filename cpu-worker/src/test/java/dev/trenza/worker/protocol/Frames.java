package dev.trenza.worker.protocol;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** One frame of each type, any frame, and frames as bytes. */
final class Frames {

    private static final RemoteFailure FAILURE = new RemoteFailure(
            "java.io.IOException",
            "gr\u00F6\u00DFer \uD83E\uDD80",
            List.of(
                    new StackTraceElement("a.B", "run", "B.java", 12),
                    new StackTraceElement("a.C$1", "call", null, -2)),
            new RemoteFailure("a.Cause", null, List.of(), null, List.of()),
            List.of(new RemoteFailure("a.Suppressed", "", List.of(), null, List.of())));

    private static final DiagnosticContext CONTEXT =
            DiagnosticContext.of(Map.of("requestId", "r-1", "gr\u00F6\u00DFe", "\uD83E\uDD80"), (key, size) -> {});

    private Frames() {}

    static Map<Frame.Type, Frame> ofEachType() {
        byte[] payload = {10, 0, 0, 0, 3, 'a', 'b', 'c'};
        Map<Frame.Type, Frame> frames = new LinkedHashMap<>();
        frames.put(Frame.Type.HELLO, new Frame.Hello(812, "17.0.15+6"));
        frames.put(
                Frame.Type.WELCOME,
                new Frame.Welcome(
                        811,
                        "/tmp/status",
                        64 << 20,
                        List.of("com.acme.*", "a.B"),
                        List.of("json", "a.Json"),
                        1L << 33,
                        Level.DEBUG,
                        true));
        frames.put(Frame.Type.READY, new Frame.Ready());
        frames.put(Frame.Type.START_FAILED, new Frame.StartFailed(FAILURE));
        frames.put(Frame.Type.DEFINE, new Frame.Define(7, new TaskDefinition("digest", true, payload)));
        frames.put(Frame.Type.FORGET, new Frame.Forget(7));
        frames.put(Frame.Type.CALL, new Frame.Call(3, 2, 7, Long.MAX_VALUE, CONTEXT, payload));
        frames.put(Frame.Type.CANCEL, new Frame.Cancel(3));
        frames.put(Frame.Type.RECALL, new Frame.Recall(4, 12));
        frames.put(Frame.Type.RESULT, new Frame.Result(3, 2, 1_500, payload));
        frames.put(Frame.Type.FAILURE, new Frame.Failure(Long.MIN_VALUE, 0xFFFF, -1, true, FAILURE));
        frames.put(Frame.Type.CANCELLED, new Frame.Cancelled(3, 2));
        frames.put(Frame.Type.STACK, new Frame.Stack(3, FAILURE));
        frames.put(Frame.Type.BYE, new Frame.Bye());
        frames.put(Frame.Type.BYE_ACK, new Frame.ByeAck());
        byte[] packed = {0, 2, 3, 7, 0, 0, 0, 1, 9};
        frames.put(Frame.Type.CALLS, new Frame.Calls(Long.MAX_VALUE, 3, 7, 12, CONTEXT, packed));
        frames.put(Frame.Type.RESULTS, new Frame.Results(3, 3, 1_500, packed));
        frames.put(Frame.Type.EXITING, new Frame.Exiting("pool-1", FAILURE));
        frames.put(Frame.Type.SHARE, new Frame.Share("/dev/shm/payloads", 64L << 20));
        frames.put(Frame.Type.SHARED, new Frame.Shared("java.io.IOException: gr\u00F6\u00DFer"));
        frames.put(Frame.Type.TAKEN, new Frame.Taken(1L << 40));
        frames.put(Frame.Type.EMITTED, new Frame.Emitted(3, payload));
        frames.put(Frame.Type.DEMAND, new Frame.Demand(3, 16));
        return frames;
    }

    static byte[] bytes(Frame... frames) {
        ByteSink sink = new ByteSink(16);
        for (Frame frame : frames) {
            FrameFormat.write(sink, frame);
        }
        return sink.toByteArray();
    }

    /** A header with a right check, of a version, a type and a length that no writer would send. */
    static byte[] header(int version, int type, int length) {
        byte[] header = new byte[FrameHeader.SIZE];
        FrameHeader.write(header, 0, version, type, 0, 0, length);
        return header;
    }

    static Arbitrary<Frame> any() {
        Arbitrary<Long> ids = Arbitraries.longs();
        Arbitrary<Integer> attempts = Arbitraries.integers().between(0, 0xFFFF);
        Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<Integer> counts = Arbitraries.integers().between(1, Integer.MAX_VALUE);
        return Arbitraries.oneOf(List.of(
                Combinators.combine(ids, attempts, ids, payloads).as(Frame.Result::new),
                Combinators.combine(ids, attempts, Arbitraries.integers(), ids, contexts(), payloads)
                        .as(Frame.Call::new),
                Combinators.combine(ids, attempts, ids, Arbitraries.of(true, false), failures(3))
                        .as(Frame.Failure::new),
                Combinators.combine(ids, failures(2)).as(Frame.Stack::new),
                failures(2).map(Frame.StartFailed::new),
                Combinators.combine(texts, failures(2)).as(Frame.Exiting::new),
                Combinators.combine(ids, texts).as(Frame.Hello::new),
                Combinators.combine(
                                ids,
                                texts,
                                Arbitraries.integers(),
                                texts.list().ofMaxSize(5),
                                texts.list().ofMaxSize(4),
                                ids,
                                Arbitraries.of(Level.class),
                                Arbitraries.of(true, false))
                        .as(Frame.Welcome::new),
                Combinators.combine(texts, Arbitraries.of(true, false), payloads)
                        .as(TaskDefinition::new)
                        .flatMap(definition -> Arbitraries.integers().map(n -> new Frame.Define(n, definition))),
                Arbitraries.integers().map(Frame.Forget::new),
                ids.map(Frame.Cancel::new),
                Combinators.combine(ids, counts).as(Frame.Recall::new),
                Combinators.combine(ids, counts).as(Frame.Demand::new),
                Combinators.combine(ids, payloads).as(Frame.Emitted::new),
                Combinators.combine(ids, counts).as(Frame.Cancelled::new),
                packed().flatMap(values -> Combinators.combine(ids, Arbitraries.integers(), ids, contexts())
                        .as((id, task, index, context) ->
                                new Frame.Calls(id, values.size(), task, index, context, pack(values)))),
                packed().flatMap(values -> Combinators.combine(ids, ids)
                        .as((id, nanos) -> new Frame.Results(id, values.size(), nanos, pack(values)))),
                Combinators.combine(texts, ids).as(Frame.Share::new),
                texts.map(Frame.Shared::new),
                ids.map(Frame.Taken::new),
                Arbitraries.of(new Frame.Ready(), new Frame.Bye(), new Frame.ByeAck())));
    }

    private static Arbitrary<List<byte[]>> packed() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(300)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    private static byte[] pack(List<byte[]> values) {
        ByteSink sink = new ByteSink(16);
        for (byte[] value : values) {
            sink.u8(value.length >> 8);
            sink.u8(value.length);
            sink.raw(value);
        }
        return sink.toByteArray();
    }

    static Arbitrary<DiagnosticContext> contexts() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20);
        return Arbitraries.maps(texts, texts).ofMaxSize(5).map(map -> DiagnosticContext.of(map, (key, size) -> {}));
    }

    private static Arbitrary<RemoteFailure> failures(int depth) {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<StackTraceElement> elements = Combinators.combine(
                        texts, texts, texts.injectNull(0.3), Arbitraries.integers())
                .as(StackTraceElement::new);
        Arbitrary<RemoteFailure> causes =
                depth == 0 ? Arbitraries.just(null) : failures(depth - 1).injectNull(0.5);
        Arbitrary<List<RemoteFailure>> suppressed = depth == 0
                ? Arbitraries.just(List.of())
                : failures(depth - 1).list().ofMaxSize(2);
        return Combinators.combine(texts, texts.injectNull(0.3), elements.list().ofMaxSize(4), causes, suppressed)
                .as(RemoteFailure::new);
    }
}
