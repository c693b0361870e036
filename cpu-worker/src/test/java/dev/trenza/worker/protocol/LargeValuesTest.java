package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Frames with a value that is not copied into them, by the pipe and by a {@link PayloadFile}. */
class LargeValuesTest {

    private static final int MIB = 1 << 20;
    private static final ValueCodec CODEC = ValueCodec.PLAIN;

    private final ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    private final FrameWriter writer = new FrameWriter(pipe);

    @TempDir
    Path directory;

    private static byte[] content(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static List<byte[]> contents() {
        List<byte[]> contents = new ArrayList<>();
        int[] sizes = {0, 1, 100, Parts.LARGE, PayloadFile.LARGE, MIB, 3 * MIB};
        for (int round = 0; round < 3; round++) {
            for (int size : sizes) {
                for (int near = -2; near <= 2; near++) {
                    contents.add(content(Math.max(0, size + near), contents.size()));
                }
            }
        }
        return contents;
    }

    private FrameReader reader() {
        return new FrameReader(new ByteArrayInputStream(pipe.toByteArray()));
    }

    private static Object value(Frame frame) throws IOException {
        if (frame instanceof Frame.Call call) {
            return CODEC.decode(call.payload(), call.isBare());
        }
        Frame.Result result = (Frame.Result) frame;
        return CODEC.decode(result.payload(), result.isBare());
    }

    @Test
    void callsOfAllSizesArriveInOrderAmongOthers() throws IOException {
        List<byte[]> contents = contents();
        for (int i = 0; i < contents.size(); i++) {
            byte[] payload = CODEC.encode(contents.get(i));
            writer.enqueueCall(i, 1, 7, i, DiagnosticContext.of(Map.of("k", "v" + i), (key, size) -> {}), payload);
            writer.enqueue(new Frame.Cancel(i));
        }
        writer.writeHere();

        FrameReader reader = reader();
        for (int i = 0; i < contents.size(); i++) {
            Frame.Call call = (Frame.Call) reader.next();
            assertThat(call.id()).isEqualTo(i);
            assertThat(call.context().entries()).containsEntry("k", "v" + i);
            assertThat(value(call)).isEqualTo(contents.get(i));
            assertThat(reader.next()).isEqualTo(new Frame.Cancel(i));
        }
        assertThat(reader.next()).isNull();
    }

    @Test
    void resultsOfAllSizesArriveInOrderBareAndEncoded() throws IOException {
        List<byte[]> contents = contents();
        for (int i = 0; i < contents.size(); i++) {
            boolean isBare = i % 2 == 0;
            byte[] payload = isBare ? contents.get(i) : CODEC.encode(contents.get(i));
            writer.send(new Frame.Result(i, 1, 5, payload, isBare));
        }
        writer.writeHere();

        FrameReader reader = reader();
        for (int i = 0; i < contents.size(); i++) {
            Frame.Result result = (Frame.Result) reader.next();
            assertThat(result.id()).isEqualTo(i);
            assertThat(value(result)).isEqualTo(contents.get(i));
        }
    }

    @Test
    void aLargeValueThatIsNoArrayArrivesToo() throws IOException {
        long[] numbers = new Random(1).longs(MIB).toArray();
        String text = "gr\u00F6\u00DFer".repeat(MIB);
        writer.send(new Frame.Result(1, 1, 5, CODEC.encode(numbers)));
        writer.send(new Frame.Call(2, 1, 7, 0, DiagnosticContext.EMPTY, CODEC.encode(text)));
        writer.writeHere();

        FrameReader reader = reader();

        assertThat(value(reader.next())).isEqualTo(numbers);
        assertThat(value(reader.next())).isEqualTo(text);
    }

    @Test
    void aContextThatIsTooLongForThePartsTravelsAllTheSame() throws IOException {
        Map<String, String> entries = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            entries.put("key" + i, "value" + i);
        }
        DiagnosticContext context = DiagnosticContext.of(entries, (key, size) -> {});
        byte[] content = content(MIB, 1);
        writer.enqueueCall(1, 1, 7, 0, context, CODEC.encode(content));
        writer.enqueue(new Frame.Call(2, 1, 7, 0, context, content, true));
        writer.writeHere();

        FrameReader reader = reader();

        assertThat(value(reader.next())).isEqualTo(content);
        assertThat(value(reader.next())).isEqualTo(content);
    }

    @Test
    void aTasksArrayMayChangeOnceItWasSent() throws IOException {
        byte[] buffer = content(MIB, 1);
        byte[] expected = buffer.clone();
        writer.send(new Frame.Result(1, 1, 5, buffer, true));
        Arrays.fill(buffer, (byte) 0);
        writer.writeHere();

        assertThat(value(reader().next())).isEqualTo(expected);
    }

    @Test
    void littleIsAllocatedOnTheWordOfAHeader() {
        byte[] header = partsHeader(Parts.of(8, true, false), Frame.DEFAULT_MAX_PAYLOAD);
        byte[] begun = Arrays.copyOf(header, header.length + 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(begun));
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        assertThatThrownBy(reader::next)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("ended in the middle");

        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(2 * MIB);
    }

    @Test
    void aValueThatComesInCrumbsIsWhole() throws IOException {
        byte[] content = content(5 * MIB, 1);
        writer.send(new Frame.Result(1, 1, 5, content, true));
        writer.send(new Frame.Ready());
        writer.writeHere();
        InputStream crumbs = new ByteArrayInputStream(pipe.toByteArray()) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1_009));
            }
        };
        FrameReader reader = new FrameReader(crumbs);

        assertThat(value(reader.next())).isEqualTo(content);
        assertThat(reader.next()).isInstanceOf(Frame.Ready.class);
    }

    private static byte[] partsHeader(int parts, int length) {
        byte[] header = new byte[FrameHeader.SIZE];
        FrameHeader.write(header, 0, Frame.Type.RESULT, 1, 1, 0);
        FrameHeader.divide(header, 0, parts, length);
        return header;
    }

    @Test
    void partsThatDoNotFitTogetherAreRefused() {
        byte[] longHead = Arrays.copyOf(partsHeader(Parts.of(100, false, false), 10), 200);
        byte[] wrongHead = Arrays.copyOf(partsHeader(Parts.of(20, false, false), 100), 200);
        byte[] noFile = Arrays.copyOf(partsHeader(Parts.of(8, true, true), 20), 200);

        for (byte[] bytes : List.of(longHead, wrongHead, noFile)) {
            assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(bytes)).next())
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aFrameThatHasNoValueCannotBeInParts() {
        byte[] header = new byte[FrameHeader.SIZE + 10];
        FrameHeader.write(header, 0, Frame.Type.BYE, 0, 0, 0);
        FrameHeader.divide(header, 0, Parts.of(0, true, false), 10);

        assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(header)).next())
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void valuesGoThroughAFileWhileItHasRoomAndOtherwiseThroughThePipe() throws IOException {
        Path path = directory.resolve("payloads");
        try (PayloadFile parent = PayloadFile.create(path, 8L * MIB);
                PayloadFile worker = PayloadFile.open(path, 8L * MIB)) {
            writer.share(parent);
            List<byte[]> contents = contents();
            for (int i = 0; i < contents.size(); i++) {
                writer.enqueueCall(i, 1, 7, i, DiagnosticContext.EMPTY, CODEC.encode(contents.get(i)));
            }
            writer.writeHere();
            FrameReader reader = reader();
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            FrameWriter answers = new FrameWriter(back);
            reader.share(worker, answers);

            for (byte[] content : contents) {
                assertThat(value(reader.next())).isEqualTo(content);
            }

            answers.writeHere();
            FrameReader told = new FrameReader(new ByteArrayInputStream(back.toByteArray()));
            told.share(parent, writer);
            assertThat(told.next()).isInstanceOf(Frame.Taken.class);
            int total = contents.stream().mapToInt(content -> content.length).sum();
            assertThat(pipe.size()).isBetween(total - 4 * MIB, total - 3 * MIB);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void resultsOfAllSizesGoThroughTheFileBareAndEncoded() throws IOException {
        Path path = directory.resolve("payloads");
        try (PayloadFile parent = PayloadFile.create(path, 16L * MIB);
                PayloadFile worker = PayloadFile.open(path, 16L * MIB)) {
            writer.shareAtOnce(worker);
            List<byte[]> contents = contents();
            for (int i = 0; i < contents.size(); i++) {
                byte[] content = contents.get(i);
                boolean isBare = content.length >= PayloadFile.LARGE && i % 3 > 0;
                writer.send(new Frame.Result(i, 1, 5, isBare ? content : CODEC.encode(content), isBare));
            }
            writer.writeHere();
            FrameReader reader = reader();
            reader.share(parent, new FrameWriter(new ByteArrayOutputStream()));

            for (byte[] content : contents) {
                assertThat(value(reader.next())).isEqualTo(content);
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aResultIsInTheFileBeforeItsTaskGoesOn() throws IOException {
        Path path = directory.resolve("payloads");
        try (PayloadFile parent = PayloadFile.create(path, 8L * MIB);
                PayloadFile worker = PayloadFile.open(path, 8L * MIB)) {
            writer.shareAtOnce(worker);
            byte[] buffer = new byte[MIB];
            for (int i = 0; i < 6; i++) {
                Arrays.fill(buffer, (byte) i);
                writer.send(new Frame.Result(i, 1, 5, buffer, true)); // the last two find it full
            }
            writer.writeHere();
            FrameReader reader = reader();
            reader.share(parent, new FrameWriter(new ByteArrayOutputStream()));

            for (int i = 0; i < 6; i++) {
                Arrays.fill(buffer, (byte) i);
                assertThat(value(reader.next())).isEqualTo(buffer);
            }
            assertThat(pipe.size()).isBetween(2 * MIB, 2 * MIB + 1_000);
        }
    }
}
