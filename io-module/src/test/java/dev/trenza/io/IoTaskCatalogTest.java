package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.InvalidParametersException;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class IoTaskCatalogTest {

    private final IoTaskCatalog catalog = IoTaskCatalog.load(null);

    @Test
    void theReadyMadeTasksAreFound() {
        assertThat(catalog.tasks())
                .extracting(IoTask::name)
                .containsExactly("csv", "fetch", "lines", "ndjson", "read", "sleep", "write");
        assertThat(catalog.contains("read")).isTrue();
        assertThat(catalog.contains("digest")).isFalse();
    }

    @Test
    void everyTaskAndParameterIsDescribedInOneLine() {
        assertThat(catalog.tasks()).allSatisfy(task -> {
            assertThat(task.description()).isNotBlank().doesNotContain("\n");
            assertThat(task.input()).isNotBlank().doesNotContain("\n");
            assertThat(task.output()).isNotBlank().doesNotContain("\n");
            assertThat(task.parameters())
                    .allSatisfy(parameter ->
                            assertThat(parameter.description()).isNotBlank().doesNotContain("\n"));
        });
    }

    @Test
    void aMistypedNameBringsTheNearestOne() {
        assertThatThrownBy(() -> catalog.create("raed", Map.of()))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no I/O task is named 'raed'; did you mean 'read'?");
    }

    @Test
    void aWrongPlaceholderIsToldBeforeAnythingRuns() {
        assertThatThrownBy(() -> catalog.create("write", Map.of("to", "out/{stm}")))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("task 'write': 'to': template 'out/{stm}': '{stm}' is no placeholder")
                .hasMessageContaining("did you mean 'stem'?");
    }
}
