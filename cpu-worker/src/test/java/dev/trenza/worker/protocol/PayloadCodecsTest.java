package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.PayloadCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadCodecsTest {

    private static final ClassLoader LOADER = PayloadCodecsTest.class.getClassLoader();

    record Name(String text) {}

    record Other(Name name) {}

    /** Writes names as their text; says no to a few. */
    public static class NameCodec implements PayloadCodec {

        @Override
        public String name() {
            return "names-1";
        }

        @Override
        public boolean takes(Class<?> type) {
            return type == Name.class;
        }

        @Override
        public byte[] encode(Object value) throws IOException {
            String text = ((Name) value).text();
            if (text.isEmpty()) {
                throw new IOException("a name without a name");
            }
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes, Class<?> type) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.equals("number") ? 7 : new Name(text);
        }
    }

    /** Another codec under the same name. */
    public static final class SameName extends NameCodec {}

    static final class Hidden extends NameCodec {}

    /** Has a name as long as it likes. */
    public static final class Nameless extends NameCodec {
        @Override
        public String name() {
            return "";
        }
    }

    private static final PayloadCodecs CODECS = PayloadCodecs.of(List.of(new NameCodec()));

    private static ValueCodec parent(PayloadCodecs codecs) {
        return new ValueCodec(AllowedTypes.NONE, LOADER).with(codecs).forTask(null);
    }

    private static ValueCodec worker(PayloadCodecs codecs) {
        return ValueCodec.inWorker(AllowedTypes.NONE, LOADER).with(codecs);
    }

    @Test
    void itsValuesGoThroughItAndOthersDoNot() throws IOException {
        List<Object> values = List.of(1, new Name("Ada"), Map.of("k", new Other(new Name("Grace"))));

        byte[] bytes = parent(CODECS).encode(values);

        assertThat(worker(CODECS).decode(bytes)).isEqualTo(values);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).containsSubsequence("names-1", "Ada", "names-1");
    }

    /** A list of a library, with something beside its elements. */
    static final class Titled extends ArrayList<Object> {
        private static final long serialVersionUID = 1;
        private final String title;

        Titled(String title) {
            this.title = title;
        }
    }

    /** Writes such a list as its title. */
    public static final class TitleCodec implements PayloadCodec {
        @Override
        public String name() {
            return "titles-1";
        }

        @Override
        public boolean takes(Class<?> type) {
            return type == Titled.class;
        }

        @Override
        public byte[] encode(Object value) {
            return ((Titled) value).title.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes, Class<?> type) {
            return new Titled(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aCollectionThatItTakesStaysWhatItIs() throws IOException {
        PayloadCodecs codecs = PayloadCodecs.of(List.of(new TitleCodec()));

        Object arrived = worker(codecs).decode(parent(codecs).encode(new Titled("all")));

        assertThat(arrived)
                .isInstanceOfSatisfying(
                        Titled.class, titled -> assertThat(titled.title).isEqualTo("all"));
        assertThat(worker(CODECS).decode(parent(CODECS).encode(new Titled("all"))))
                .isExactlyInstanceOf(ArrayList.class);
    }

    @Test
    void aWorkerHasTheSameAfterItsWelcome() throws IOException {
        PayloadCodecs there = PayloadCodecs.fromWire(CODECS.toWire(), LOADER);

        assertThat(there).hasToString("[names-1]");
        assertThat(worker(there).decode(parent(CODECS).encode(new Name("Ada")))).isEqualTo(new Name("Ada"));
    }

    @Test
    void aCodecThatIsMissingOrAnotherOneIsNamed() {
        assertThatThrownBy(() -> PayloadCodecs.fromWire(List.of("kryo-5", "com.acme.Kryo"), LOADER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("payload codec 'kryo-5' (com.acme.Kryo)")
                .hasMessageContaining("taskPath(");
        assertThatThrownBy(() -> PayloadCodecs.fromWire(List.of("names-2", NameCodec.class.getName()), LOADER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is 'names-1' in the worker and 'names-2' in the parent");
        assertThatThrownBy(
                        () -> worker(PayloadCodecs.NONE).decode(parent(CODECS).encode(new Name("Ada"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("payload codec 'names-1', which this side does not have; it has none");
    }

    @Test
    void whatWorkersCannotMakeIsRefusedAtOnce() {
        for (PayloadCodec codec : List.of(new Hidden(), new NameCodec() {})) {
            assertThatThrownBy(() -> PayloadCodecs.of(List.of(codec)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(codec.getClass().getName())
                    .hasMessageContaining("public constructor without arguments");
        }
        assertThatThrownBy(() -> PayloadCodecs.of(List.of(new NameCodec(), new SameName())))
                .hasMessageContaining("two payload codecs are named 'names-1'");
        assertThatThrownBy(() -> PayloadCodecs.of(List.of(new Nameless()))).hasMessageContaining("was ''");
    }

    @Test
    void itsFailureTellsWhoAndWhere() throws IOException {
        assertThatThrownBy(() -> parent(CODECS).encode(List.of(new Name(""))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("payload codec 'names-1' cannot encode a " + Name.class.getName())
                .hasMessageContaining("a name without a name")
                .hasMessageEndingWith("(at value[0])");
        byte[] other = parent(CODECS).encode(new Name("number"));
        assertThatThrownBy(() -> worker(CODECS).decode(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has made no " + Name.class.getName() + " but a java.lang.Integer");
    }

    @Test
    void aClassThatMayNotCrossDoesNotWithACodecEither() throws IOException {
        byte[] result = worker(CODECS).encode(new Name("Ada"));

        assertThatThrownBy(() -> parent(CODECS).decode(result)).hasMessageContaining("may not cross");
    }
}
