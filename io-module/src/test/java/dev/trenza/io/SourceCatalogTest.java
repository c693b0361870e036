package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class SourceCatalogTest {

    private final SourceCatalog catalog = SourceCatalog.load(null);

    @Test
    void theReadyMadeSourcesAreFound() {
        assertThat(catalog.sources())
                .extracting(Source::name)
                .containsExactly("csv", "files", "items", "lines", "ndjson", "range", "urls");
        assertThat(catalog.contains("files")).isTrue();
        assertThat(catalog.contains("read")).isFalse();
    }

    @Test
    void everySourceIsDescribedAndHasItsMainParameter() {
        assertThat(catalog.sources()).allSatisfy(source -> {
            assertThat(source.description()).isNotBlank().doesNotContain("\n");
            assertThat(source.output()).isNotBlank().doesNotContain("\n");
            assertThat(source.parameters())
                    .anySatisfy(parameter -> assertThat(parameter.name()).isEqualTo(source.mainParameter()))
                    .allSatisfy(parameter ->
                            assertThat(parameter.description()).isNotBlank().doesNotContain("\n"));
        });
    }

    @Test
    void aMistypedNameBringsTheNearestOne() {
        assertThatThrownBy(() -> catalog.open("file", "a"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no source is named 'file'; did you mean 'files'?");
    }

    @Test
    void itemsComeAsTheyAreWritten() {
        List<Object> items = List.of("a", 1, 2.5, true, Map.of("k", "v"), List.of(1));

        assertThat(catalog.open("items", items).collectList().block()).isEqualTo(items);
        assertThat(catalog.open("items", "one").collectList().block()).isEqualTo(List.of("one"));
        assertThat(catalog.open("items", List.of()).collectList().block()).isEmpty();
    }

    @Test
    void aNullItemIsRefusedByItsPlace() {
        assertThatThrownBy(() -> catalog.open("items", Arrays.asList("a", null)))
                .hasMessage(
                        "item 2 of 'values' is null, which no stream can carry; write it as a text, or leave it out");
    }
}
