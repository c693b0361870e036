package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every frame, however the pipe cuts it and whatever happens to its bytes. */
class FramePropertiesTest {

    @Provide
    Arbitrary<Frame> frames() {
        return Frames.any();
    }

    @Property(tries = 300)
    void framesArriveAsTheyWereSentHoweverTheyAreCut(
            @ForAll @Size(max = 8) List<@From("frames") Frame> frames,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 70) Integer> sizes)
            throws IOException {
        byte[] bytes = Frames.bytes(frames.toArray(Frame[]::new));
        FrameReader reader = new FrameReader(new Fragments(bytes, sizes));

        List<Frame> read = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            read.add(frame);
        }

        assertThat(read).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(frames);
    }

    @Property
    void aFrameThatIsCutOffIsNoFrame(@ForAll("frames") Frame frame, @ForAll @IntRange(max = 100_000) int where) {
        byte[] bytes = Frames.bytes(frame);
        byte[] begun = Arrays.copyOf(bytes, 1 + where % (bytes.length - 1));

        assertThatThrownBy(() -> new FrameReader(Fragments.whole(begun)).next())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("middle of a frame");
    }

    @Property(tries = 10_000)
    void everyFlippedBitOfAHeaderIsFound(
            @ForAll @IntRange(max = 14) int type,
            @ForAll @IntRange(max = 0xFFFF) int attempt,
            @ForAll long id,
            @ForAll int length) {
        byte[] header = new byte[FrameHeader.SIZE];
        FrameHeader.write(header, 0, Frame.VERSION, type, attempt, id, length);
        assertThat(FrameHeader.isIntact(header, 0)).isTrue();

        for (int bit = 0; bit < FrameHeader.SIZE * 8; bit++) {
            header[bit / 8] ^= (byte) (1 << bit % 8);
            if (FrameHeader.isIntact(header, 0)) {
                throw new AssertionError("bit " + bit + " was flipped, and nobody noticed");
            }
            header[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Property
    void garbageIsRefusedAndNothingElseHappens(@ForAll byte[] garbage) {
        Assume.that(garbage.length > 0);

        assertThatThrownBy(() -> new FrameReader(Fragments.whole(garbage)).next())
                .isInstanceOf(ProtocolException.class);
    }

    @Property(tries = 5_000)
    void garbageBehindAnIntactHeaderIsAFrameOrRefused(
            @ForAll @IntRange(max = 20) int type, @ForAll @Size(max = 80) byte[] payload) {
        byte[] header = Frames.header(Frame.VERSION, type, payload.length);
        byte[] bytes = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, bytes, header.length, payload.length);

        try {
            assertThat(new FrameReader(Fragments.whole(bytes)).next()).isNotNull();
        } catch (IOException expected) {
            assertThat(expected).isInstanceOf(ProtocolException.class);
        }
    }
}
