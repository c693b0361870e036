package dev.trenza.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.TaskPool;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.SourceItem;
import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** {@code lines}, {@code csv} and {@code ndjson} as stages. */
@Timeout(60)
class ParsedContentTest {

    @TempDir
    Path directory;

    private final TaskPool pool = InlineTaskPool.create();

    @SuppressWarnings("unchecked")
    private Flux<Object> emitted(String task, Object value, Map<String, ?> parameters) {
        Task<Item, Object> made = IoTaskCatalog.load(null).create(task, parameters);
        return pool.stream((StreamTask<Item, Object>) (Task<?, ?>) made, new Item("s", 0, value, value));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("f"), text);
    }

    @Test
    void aFileBecomesItsLinesItsRowsOrItsValues() throws IOException {
        assertThat(emitted("lines", write("a\nb\n"), Map.of()).collectList().block())
                .containsExactly("a", "b");
        assertThat(emitted("csv", write("x;y\na;y\n1;2\n"), Map.of("delimiter", ";", "skip", 1, "types", "auto"))
                        .collectList()
                        .block())
                .containsExactly(Map.of("a", 1L, "y", 2L));
        assertThat(emitted("ndjson", write("{\"a\":1}\n\n[2]\n").toString(), Map.of())
                        .collectList()
                        .block())
                .containsExactly(Map.of("a", 1L), List.of(2L));
    }

    @Test
    void bytesAreTakenAsTheContentItself() {
        assertThat(emitted("ndjson", "1\n2\n".getBytes(UTF_8), Map.of())
                        .collectList()
                        .block())
                .containsExactly(1L, 2L);
    }

    @Test
    void aLineThatIsNoItemIsOneThatFailsAndTheNextOneFollows() throws IOException {
        List<Object> values =
                emitted("ndjson", write("1\n{\n3\n"), Map.of()).collectList().block();

        assertThat(values).hasSize(3).startsWith(1L).endsWith(3L);
        assertThat(((SourceItem) values.get(1)).failure())
                .hasMessageContaining("line 2 of '" + directory.resolve("f") + "' is not JSON")
                .satisfies(failure -> assertThat(failure.getStackTrace()).isEmpty());
    }

    @Test
    void whatIsNoFileFailsTheItem() {
        StepVerifier.create(emitted("lines", directory.resolve("none").toString(), Map.of()))
                .verifyErrorSatisfies(e -> assertThat(e).hasMessageContaining("there is no such file"));
        StepVerifier.create(emitted("lines", 5, Map.of()))
                .verifyErrorSatisfies(
                        e -> assertThat(e).hasMessageContaining("'lines' takes a path, was the number 5"));
    }
}
