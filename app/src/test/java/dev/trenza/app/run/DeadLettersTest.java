package dev.trenza.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.OutcomesOfTests;
import dev.trenza.app.pipelinefile.PipelineFile.ErrorPolicy;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.OnError;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.PipelineStream;
import dev.trenza.core.pipeline.SourceItem;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

class DeadLettersTest {

    @TempDir
    Path folder;

    private static List<StreamOutcome> run(DeadLetters letters, ErrorPolicy policy) {
        Flux<?> source = Flux.just(1, SourceItem.failed("row 2", new IOException("bad")), 3);
        return Pipeline.builder("test").stream(PipelineStream.of("s", source).withOnError(letters.onError(policy)))
                .build()
                .run()
                .collectList()
                .block();
    }

    @Test
    void failuresAreAppendedAsResultLinesAndTheItemsAreSkipped() throws IOException {
        Path file = folder.resolve("new/bad.ndjson");
        ErrorPolicy policy = new ErrorPolicy(true, Optional.of(file));

        for (int run = 0; run < 2; run++) {
            try (DeadLetters letters = new DeadLetters()) {
                assertThat(run(letters, policy))
                        .extracting(StreamOutcome::status)
                        .containsExactly("success", "skipped", "success");
            }
        }

        assertThat(Files.readAllLines(file))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith(
                                "{\"stream\":\"s\",\"seq\":1,\"item\":\"row 2\",\"status\":\"failed\",\"error\":{\"type\":")
                        .contains("\"message\":\"bad\""));
    }

    @Test
    void whatCannotBePutAsideStaysFailed() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        ErrorPolicy policy = new ErrorPolicy(true, Optional.of(folder.resolve("file/bad.ndjson")));

        List<String> told = new ArrayList<>();
        try (DeadLetters letters = new DeadLetters(told::add)) {
            for (int run = 0; run < 2; run++) {
                assertThat(run(letters, policy))
                        .extracting(StreamOutcome::status)
                        .containsExactly("success", "failed", "success");
            }
        }
        assertThat(told)
                .containsExactly("failures are not put aside and stay failed: '" + folder.resolve("file/bad.ndjson")
                        + "' cannot be written: '" + folder.resolve("file")
                        + "' is a file, and no folder can be made of"
                        + " it");
    }

    @Test
    void aTimeOutMayHaveAnotherEndThanAnException() throws IOException {
        Path file = folder.resolve("late.ndjson");
        ErrorPolicy policy = ErrorPolicy.SKIP.with(
                Map.of("timed-out", new ErrorPolicy(true, Optional.of(file)), "crashed", ErrorPolicy.FAIL));
        TaskTimeoutException late = new TaskTimeoutException("late", TimeLimits.Kind.TASK, Duration.ofSeconds(1), null);
        Item item = new Item("s", 4, "x", "x");

        try (DeadLetters letters = new DeadLetters()) {
            OnError onError = letters.onError(policy);

            assertThat(onError.apply(OutcomesOfTests.failure("s", 1, "x", "thrown", null))
                            .status())
                    .isEqualTo("skipped");
            assertThat(file).doesNotExist();
            assertThat(onError.apply(OutcomesOfTests.of(new Outcome.TimedOut<>(4, item, late, Execution.NONE)))
                            .status())
                    .isEqualTo("skipped");
            assertThat(file).content().contains("\"status\":\"timed-out\"");
        }
    }

    @Test
    void withoutFailuresThereIsNoFile() throws IOException {
        try (DeadLetters letters = new DeadLetters()) {
            letters.onError(new ErrorPolicy(true, Optional.of(folder.resolve("bad.ndjson"))));
        }

        assertThat(folder).isEmptyDirectory();
    }
}
