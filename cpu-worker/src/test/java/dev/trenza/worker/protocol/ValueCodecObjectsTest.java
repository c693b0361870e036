package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ValueCodecObjectsTest {

    private static final String HERE = "dev.trenza.worker.protocol.ValueCodecObjectsTest$";

    private static ValueCodec allowing(String... patterns) {
        return new ValueCodec(new AllowedTypes(List.of(patterns)), ValueCodecObjectsTest.class.getClassLoader());
    }

    private static Object roundTrip(ValueCodec codec, Object value) throws IOException {
        return codec.decode(codec.encode(value));
    }

    record Line(String text, int count) {}

    record Invoice(long number, LocalDate day, List<Line> lines, Invoice previous) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("must be positive, was " + value);
            }
        }
    }

    record Throwing(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("no value today");
        }
    }

    enum Colour {
        RED,
        GREEN {
            @Override
            boolean isCalm() {
                return true;
            }
        };

        boolean isCalm() {
            return false;
        }
    }

    static final class Box implements Serializable {
        private static final long serialVersionUID = 1;
        private final Serializable content;

        Box(Serializable content) {
            this.content = content;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Box box && Objects.equals(content, box.content);
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(content);
        }
    }

    static final class Plain {}

    /** Does something as soon as it is read: what a hostile stream would want. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("NonFinalStaticField")
        private static boolean hasRun;

        private void readObject(ObjectInputStream in) {
            hasRun = true;
        }
    }

    @Test
    void recordsCrossWithWhatTheyHold() throws IOException {
        ValueCodec codec = allowing(HERE + "Invoice", HERE + "Line");
        Invoice first = new Invoice(1, LocalDate.EPOCH, List.of(), null);
        Invoice second = new Invoice(2, LocalDate.MAX, List.of(new Line("a", 1), new Line(null, 2)), first);

        assertThat(roundTrip(codec, second)).isEqualTo(second);
        assertThat(roundTrip(codec, new Line[] {new Line("a", 1), null})).isEqualTo(new Line[] {new Line("a", 1), null
        });
    }

    @Test
    void enumsCrossAlsoThoseWithABody() throws IOException {
        ValueCodec codec = allowing("dev.trenza.worker.protocol.*");

        assertThat(roundTrip(codec, Colour.RED)).isSameAs(Colour.RED);
        assertThat(roundTrip(codec, Map.of(Colour.GREEN, 1))).isEqualTo(Map.of(Colour.GREEN, 1));
        assertThat(roundTrip(codec, Colour.values())).isEqualTo(Colour.values());
    }

    @Test
    void otherSerialisableObjectsCross() throws IOException {
        ValueCodec codec = allowing(HERE + "Box");
        Box box = new Box(new ArrayList<>(List.of(new Box("inner"), new HashMap<>(Map.of("k", 1)))));

        assertThat(roundTrip(codec, box)).isEqualTo(box);
        assertThat(roundTrip(codec, List.of(box, box))).isEqualTo(List.of(box, box));
    }

    @Test
    void aClassThatIsNotAllowedIsRefusedByTheSender() {
        for (Object value : List.of(new Line("a", 1), Colour.RED, new Box(1), new Line[0], new Line[0][0])) {
            assertThatThrownBy(() -> allowing("com.acme.**").encode(value))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(HERE)
                    .hasMessageContaining("allow(");
        }
    }

    @Test
    void aClassThatIsNotAllowedIsRefusedByTheReceiver() throws IOException {
        ValueCodec sender = allowing("dev.trenza.worker.protocol.*");
        for (Object value : Arrays.asList(new Line("a", 1), Colour.RED, new Box(1), new Line[1], new Line[1][1])) {
            byte[] bytes = sender.encode(value);

            assertThatThrownBy(() -> allowing("com.acme.**").decode(bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(HERE)
                    .hasMessageContaining("allow(");
        }
    }

    @Test
    void aPlainCodecReadsNoSerialisedObjectAtAll() throws IOException {
        byte[] bytes = allowing("java.util.BitSet").encode(new BitSet());

        assertThatThrownBy(() -> ValueCodec.PLAIN.decode(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no class is allowed");
    }

    @Test
    void aGadgetInsideAnAllowedObjectDoesNotRun() throws IOException {
        byte[] bytes = allowing("dev.trenza.worker.protocol.*").encode(new Box(new Gadget()));

        assertThatThrownBy(() -> allowing(HERE + "Box").decode(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(HERE + "Gadget");
        assertThat(Gadget.hasRun).isFalse();
    }

    @Test
    void aRecordIsMadeByItsConstructorWhichMayRefuse() throws IOException {
        ValueCodec codec = allowing("dev.trenza.worker.protocol.*");
        byte[] bytes = codec.encode(new Positive(1));
        bytes[bytes.length - 1] = 0;

        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Positive")
                .hasMessageContaining("must be positive, was 0");
    }

    @Test
    void aRecordWithOtherComponentsIsToldToBeAnotherClass() throws IOException {
        ValueCodec codec = allowing("dev.trenza.worker.protocol.*");
        ByteSink sink = new ByteSink(16);
        sink.u8(ValueTag.RECORD.code());
        sink.text(HERE + "Line");
        sink.i32(1);
        sink.u8(ValueTag.NULL.code());

        assertThatThrownBy(() -> codec.decode(sink.toByteArray()))
                .isInstanceOf(IOException.class)
                .hasMessage(HERE + "Line is another class on the other side");
    }

    @Test
    void aRecordThatCannotBeReadIsToldByComponent() {
        assertThatThrownBy(() -> allowing(HERE + "Throwing").encode(new Throwing(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("component 'value'")
                .hasMessageContaining("no value today");
    }

    @Test
    void whatIsNoValueInARecordIsToldToBeNotAllowedRatherThanUnreadable() {
        assertThatThrownBy(() -> allowing(HERE + "Invoice")
                        .encode(new Invoice(1, LocalDate.EPOCH, List.of(new Line("a", 1)), null)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a " + HERE + "Line may not cross");
    }

    @Test
    void anObjectThatIsNeitherRecordNorSerialisableIsToldSo() {
        assertThatThrownBy(() -> allowing(HERE + "Plain").encode(new Plain()))
                .isInstanceOf(IOException.class)
                .hasMessage("a " + HERE + "Plain cannot be sent: it is neither a record nor Serializable");
    }

    @Test
    void aFieldThatIsNotSerialisableIsNamed() {
        Serializable list = (Serializable) Arrays.asList(new Plain());

        assertThatThrownBy(() -> allowing(HERE + "*").encode(new Box(list)))
                .as("a pattern of a class's members is none of a package's")
                .isInstanceOf(Exception.class);
        assertThatThrownBy(() -> allowing(HERE + "Box", HERE + "Plain").encode(new Box(list)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it holds a " + HERE + "Plain, which is not Serializable");
    }

    @Test
    void aChainTooDeepToSerialiseIsToldSo() {
        Box chain = new Box("end");
        for (int i = 0; i < 100_000; i++) {
            chain = new Box(chain);
        }
        Box deep = chain;

        assertThatThrownBy(() -> allowing(HERE + "Box").encode(deep))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nested too deep");
    }

    @Test
    void aChainTooDeepToBeReadIsToldSo() throws IOException {
        ValueCodec codec = allowing(HERE + "Box");
        Box chain = new Box("end");
        for (int i = 0; i < 30; i++) {
            chain = new Box(chain);
        }
        byte[] bytes = codec.encode(chain);

        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("20 deep");
    }
}
