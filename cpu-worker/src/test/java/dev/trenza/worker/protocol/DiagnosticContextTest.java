package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosticContextTest {

    private final List<String> dropped = new ArrayList<>();

    private DiagnosticContext of(Map<String, String> entries) {
        return DiagnosticContext.of(entries, (key, size) -> dropped.add(key + " " + size));
    }

    @Provide
    net.jqwik.api.Arbitrary<DiagnosticContext> contexts() {
        return Frames.contexts();
    }

    @Property(tries = 200)
    void itIsTheSameAfterATripAsText(@ForAll("contexts") DiagnosticContext context) {
        DiagnosticContext again = DiagnosticContext.ofText(context.text());

        assertThat(again.text()).isEqualTo(context.text());
        assertThat(context.text()).matches("[A-Za-z0-9+/=]*");
    }

    @Test
    void theOrderIsThatOfTheSubscriber() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String key : List.of("the", "order", "of", "these", "is", "kept")) {
            entries.put(key, key + "!");
        }

        assertThat(DiagnosticContext.ofText(of(entries).text()).entries()).containsExactlyEntriesOf(entries);
    }

    @Test
    void whatDoesNotFitIsLeftOutAndTold() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("large", "x".repeat(8_192));
        entries.put("fits", "x".repeat(8_192 - 4 - 8 - 4));
        entries.put("late", "");

        DiagnosticContext context = of(entries);

        assertThat(context.entries()).containsOnlyKeys("fits");
        assertThat(dropped).containsExactly("large 8205", "late 12");
        assertThat(context.text().length()).isLessThan(8_192 * 3 / 2);
    }

    @Test
    void soAreMoreEntriesThanTheLimit() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < 66; i++) {
            entries.put("key" + i, "value");
        }

        assertThat(of(entries).entries()).hasSize(64).doesNotContainKeys("key64", "key65");
        assertThat(dropped).containsExactly("key64 18", "key65 18");
    }

    @Test
    void anEntryWithoutAValueIsNone() {
        Map<String, String> entries = new HashMap<>();
        entries.put("none", null);

        assertThat(of(entries)).isSameAs(DiagnosticContext.EMPTY);
        assertThat(dropped).isEmpty();
    }

    @Test
    void keysThatUtf8CannotTellApartAreOne() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("\uD83E", "first");
        entries.put("?", "second");

        DiagnosticContext context = of(entries);

        assertThat(context.entries()).containsExactly(Map.entry("?", "first"));
        assertThat(DiagnosticContext.ofText(context.text())).isEqualTo(context);
        assertThat(dropped).containsExactly("? 15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "AAAA", "AAAAAQ==", "AAAAAAA=", "f////w=="})
    void aTextThatIsNoneSaysNothing(String text) {
        assertThat(DiagnosticContext.ofText(text)).isSameAs(DiagnosticContext.EMPTY);
    }

    @Test
    void aKeyThatComesTwiceIsRefused() {
        ByteSink sink = new ByteSink(32);
        sink.i32(2);
        for (int i = 0; i < 2; i++) {
            sink.text("key");
            sink.text("value");
        }
        ByteSource source = new ByteSource(sink.array(), 0, sink.size());

        assertThatThrownBy(() -> DiagnosticContext.decode(source))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a context with 'key' twice");
        assertThat(DiagnosticContext.ofText(Base64.getEncoder().encodeToString(sink.toByteArray())))
                .isSameAs(DiagnosticContext.EMPTY);
    }

    @Test
    void itCannotBeChanged() {
        Map<String, String> entries = new HashMap<>(Map.of("key", "value"));
        DiagnosticContext context = of(entries);

        entries.put("key", "other");

        assertThat(context.entries()).containsExactly(Map.entry("key", "value"));
        assertThatThrownBy(() -> context.entries().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
