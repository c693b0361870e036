package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.extractor.Extractors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final int MIB = 1 << 20;

    static Stream<Frame> frames() {
        return Frames.ofEachType().values().stream();
    }

    private static FrameReader readerOf(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return new FrameReader(Fragments.whole(all.toByteArray()));
    }

    /** A stream that never ends, as a pipe does not: waiting for more would be waiting for ever. */
    @Test
    void textThatIsShorterThanAHeaderIsAlienAtOnce() {
        InputStream pipe = new SequenceInputStream(
                new ByteArrayInputStream("No java.\n".getBytes(StandardCharsets.UTF_8)), new InputStream() {
                    @Override
                    public int read() {
                        throw new IllegalStateException("waits for more");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        return read();
                    }
                });

        assertThatThrownBy(() -> new FrameReader(pipe).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("the bytes read \"No java..\"");
    }

    @Test
    void thereIsASampleOfEveryType() {
        assertThat(Frames.ofEachType().keySet()).isEqualTo(EnumSet.allOf(Frame.Type.class));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameArrivesByteByByte(Frame frame) throws IOException {
        FrameReader reader = new FrameReader(new Fragments(Frames.bytes(frame, frame), List.of(1)));

        for (int i = 0; i < 2; i++) {
            assertThat(reader.next())
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .isEqualTo(frame);
        }
        assertThat(reader.next()).isNull();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void noBeginningOfAFrameIsAFrame(Frame frame) {
        byte[] bytes = Frames.bytes(frame);

        for (int length = 1; length < bytes.length; length++) {
            FrameReader reader = readerOf(Arrays.copyOf(bytes, length));
            assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aPayloadThatClaimsToBeShorterThanItIsIsRefused(Frame frame) {
        byte[] bytes = Frames.bytes(frame);
        int type = bytes[3];
        for (int length = 0; length < bytes.length - FrameHeader.SIZE; length++) {
            byte[] payload = Arrays.copyOfRange(bytes, FrameHeader.SIZE, FrameHeader.SIZE + length);
            boolean isPrefix = frame instanceof Frame.Result
                    || frame instanceof Frame.Call
                    || frame instanceof Frame.Define
                    || frame instanceof Frame.Emitted;
            FrameReader reader = readerOf(Frames.header(Frame.VERSION, type, length), payload);
            try {
                Frame read = reader.next();
                assertThat(isPrefix).as("%s cut to %d", read, length).isTrue();
            } catch (IOException e) {
                assertThat(e).isInstanceOf(ProtocolException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void aNegativeLengthIsRefused(int length) {
        assertThatThrownBy(
                        () -> readerOf(Frames.header(Frame.VERSION, 0, length)).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(length + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, Frame.DEFAULT_MAX_PAYLOAD, Integer.MAX_VALUE})
    void moreThanWasAgreedIsRefusedBeforeItIsRead(int length) {
        FrameReader reader = readerOf(Frames.header(Frame.VERSION, 0, length));
        reader.maxPayload(1_000);

        assertThatThrownBy(reader::next)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame of " + length + " bytes, where at most 1000 were agreed");
    }

    @Test
    void exactlyWhatWasAgreedIsRead() throws IOException {
        byte[] payload = new byte[3 * MIB];
        FrameReader reader = new FrameReader(
                new Fragments(Frames.bytes(new Frame.Result(1, 1, 0, payload), new Frame.Bye()), List.of(4096, 100)));
        reader.maxPayload(payload.length + 8);

        assertThat(((Frame.Result) reader.next()).payload()).isEqualTo(payload);
        assertThat(reader.next()).isInstanceOf(Frame.Bye.class);
    }

    @Test
    void anotherVersionIsToldByNumber() {
        assertThatThrownBy(() -> readerOf(Frames.header(77, 0, 0)).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("version 77")
                .hasMessageContaining("this side version " + Frame.VERSION)
                .hasMessageContaining("jars of one release");
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 127, 128, 255})
    void anUnknownTypeIsToldByNumber(int type) {
        assertThatThrownBy(() -> readerOf(Frames.header(Frame.VERSION, type, 0)).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a frame of the unknown type " + type);
    }

    @Test
    void whatAStrangerPrintsIsShown() {
        byte[] words = "Hello, I am a library that prints\n\u0007".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> readerOf(words).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("\"Hello, I am a library that prints..\"")
                .hasMessageContaining("48656c6c6f2c");
    }

    @Test
    void whatAStrangerPrintsIsShownEvenIfItIsShorterThanAHeader() {
        assertThatThrownBy(() ->
                        readerOf("oops\n".getBytes(StandardCharsets.UTF_8)).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("\"oops.\"");
    }

    @Test
    void whatAStrangerPrintsBetweenFramesIsShown() throws IOException {
        FrameReader reader = readerOf(
                Frames.bytes(new Frame.Ready()),
                "native printf".getBytes(StandardCharsets.UTF_8),
                Frames.bytes(new Frame.Ready()));
        reader.next();

        assertThatThrownBy(reader::next).hasMessageContaining("\"native printf");
    }

    @Test
    void aLongStoryOfAStrangerIsCut() {
        byte[] story = new byte[100_000];
        Arrays.fill(story, (byte) 'x');

        assertThatThrownBy(() -> readerOf(story).next())
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    }

    @Test
    void bytesBehindTheEndOfAPayloadAreRefused() {
        byte[] header = Frames.header(Frame.VERSION, Frame.Type.BYE.code(), 3);

        assertThatThrownBy(() -> readerOf(header, new byte[3]).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("3 bytes behind the end of a BYE frame");
    }

    @Test
    void aHelloThatDoesNotGreetIsRefused() {
        ByteSink payload = new ByteSink(16);
        payload.text("good morning");
        byte[] header = Frames.header(Frame.VERSION, Frame.Type.HELLO.code(), payload.size());

        assertThatThrownBy(() -> readerOf(header, payload.toByteArray()).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("good morning");
    }

    @Test
    void nothingIsAllocatedOnTheWordOfAHeader() {
        byte[] promised = Frames.header(Frame.VERSION, Frame.Type.RESULT.code(), Frame.DEFAULT_MAX_PAYLOAD);
        FrameReader reader = readerOf(promised, new byte[1_000]);

        assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class);

        assertThat(roomOf(reader)).isLessThan(MIB);
    }

    @Test
    void aWelcomeCannotClaimMorePatternsThanItHasBytes() {
        ByteSink payload = new ByteSink(64);
        payload.i64(1);
        payload.text("/tmp/status");
        payload.i32(100);
        payload.i32(Integer.MAX_VALUE);
        byte[] header = Frames.header(Frame.VERSION, Frame.Type.WELCOME.code(), payload.size());

        assertThatThrownBy(() -> readerOf(header, payload.toByteArray()).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("2147483647");
    }

    @Test
    void aWelcomeWithALogLevelThatThereIsNotIsRefused() {
        ByteSink payload = new ByteSink(64);
        payload.i64(1);
        payload.text("/tmp/status");
        payload.i32(100);
        payload.i32(0);
        payload.i32(0);
        payload.i64(0);
        payload.u8('X');
        payload.u8(0);
        byte[] header = Frames.header(Frame.VERSION, Frame.Type.WELCOME.code(), payload.size());

        assertThatThrownBy(() -> readerOf(header, payload.toByteArray()).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a log level " + (int) 'X');
    }

    @Test
    void theBufferOfALargeFrameIsGivenBack() throws IOException {
        byte[] large = Frames.bytes(new Frame.Result(1, 1, 0, new byte[20 * MIB]));
        FrameReader reader = readerOf(large, Frames.bytes(new Frame.Bye(), new Frame.Bye()));
        reader.next();
        reader.next();

        assertThat(reader.next()).isInstanceOf(Frame.Bye.class);
        assertThat(reader)
                .extracting("buffer")
                .satisfies(buffer -> assertThat((byte[]) buffer).hasSizeLessThan(MIB));
    }

    @Test
    void hasNextTellsWhetherAWholeFrameIsAtHand() throws IOException {
        byte[] two = Frames.bytes(new Frame.Cancel(1), new Frame.Result(2, 1, 0, new byte[100]));
        FrameReader whole = readerOf(two);
        FrameReader cut = new FrameReader(new Fragments(two, List.of(two.length - 1, 1)));

        whole.next();
        cut.next();

        assertThat(whole.hasNext()).isTrue();
        assertThat(cut.hasNext()).isFalse();
        assertThat(cut.next()).isInstanceOf(Frame.Result.class);
        assertThat(cut.hasNext()).isFalse();
    }

    @Test
    void whatThePipeThrowsComesThrough() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();

        assertThatThrownBy(() -> new FrameReader(closed).next())
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Stream closed");
    }

    @Test
    void theLargestAgreementLeavesRoomForAFrame() {
        assertThat(Frame.sizeLimit(1)).isGreaterThan(8 * MIB);
        assertThat(Frame.sizeLimit(Frame.DEFAULT_MAX_PAYLOAD)).isGreaterThan(Frame.DEFAULT_MAX_PAYLOAD);
        assertThat(Frame.sizeLimit(Integer.MAX_VALUE)).isPositive();
    }

    private static int roomOf(FrameReader reader) {
        return ((byte[]) Extractors.byName("buffer").apply(reader)).length;
    }
}
