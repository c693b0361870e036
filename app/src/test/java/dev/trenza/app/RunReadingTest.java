package dev.trenza.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.journal.RecordedResults;
import dev.trenza.app.journal.RunDescription;
import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.journal.RunJournal;
import dev.trenza.app.output.JsonLines;
import dev.trenza.app.statistics.FailureGroup;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.SlowItem;
import dev.trenza.app.statistics.TimeLine;
import dev.trenza.core.TaskPool;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import dev.trenza.core.pipeline.StreamOutcome;
import dev.trenza.core.thread.ThreadTaskPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** What the folder of a run tells a report. */
@Timeout(120)
class RunReadingTest {

    private static final List<String> WORDS = List.of("one", "two", "three", "four", "five");

    @TempDir
    Path folder;

    private final Set<String> failing = new HashSet<>(Set.of("two"));

    @Test
    void itKnowsWhatRanWhenAndCountsAnItemThatRanAgainOnce() throws Exception {
        RunDirectory run = new RunDirectory(folder.resolve("run"));
        session(run, new RunJournal.Settings(false, false, false, false, true));
        failing.clear();
        session(run, new RunJournal.Settings(true, true, false, false, true));

        RunStatistics statistics = RunReading.of(run);

        assertThat(statistics.name()).isEqualTo("words");
        assertThat(statistics.streams()).containsExactly(Map.entry("s", Map.of("success", 5L)));
        assertThat(statistics.failures()).extracting(FailureGroup::count).isEmpty();
        assertThat(statistics.slowest()).extracting(SlowItem::item).isSubsetOf(WORDS);
        assertThat(statistics.stages()).singleElement().satisfies(stage -> {
            assertThat(stage.stage()).isEqualTo("shout");
            assertThat(stage.pool()).isEqualTo("threads");
            assertThat(stage.runs().count()).isEqualTo(6); // The second try is a bar of its own.
            assertThat(stage.counts()).isEqualTo(Map.of("success", 5L, "failed", 1L));
        });
        TimeLine line = statistics.timeLine().orElseThrow();
        assertThat(line.isComplete()).isTrue();
        assertThat(line.bars()).hasSize(6);
        long first = line.bars().subList(0, 5).stream()
                .mapToLong(bar -> bar.startNanos() + bar.runNanos())
                .max()
                .orElseThrow();
        assertThat(line.bars().get(5).startNanos()).isGreaterThanOrEqualTo(first);
        assertThat(line.finished().stream().mapToLong(Long::longValue).sum()).isEqualTo(6);
        assertThat(statistics.strands().orElseThrow().wall().toNanos()).isLessThanOrEqualTo(line.spanNanos());
    }

    @Test
    void ofAJournalThatKnowsNoStagesTheItemsAreCounted() throws Exception {
        RunDirectory run = new RunDirectory(folder.resolve("run"));
        session(run, new RunJournal.Settings(false, false, false, false, true));
        List<String> older = Files.readAllLines(run.journal()).stream()
                .filter(line -> !line.contains("\"type\":\"stage\"") && !line.contains("\"type\":\"runs\""))
                .toList();
        Files.writeString(run.journal(), String.join("\n", older) + "\n");

        RunStatistics statistics = RunReading.of(run);

        assertThat(statistics.counts()).isEqualTo(Map.of("success", 4L, "failed", 1L));
        assertThat(statistics.timeLine()).isEmpty();
        assertThat(statistics.failures())
                .singleElement()
                .satisfies(group -> assertThat(group.count()).isEqualTo(1));
    }

    private void session(RunDirectory run, RunJournal.Settings settings) throws Exception {
        RunDescription description = new RunDescription(
                "words", "run", "p.yaml", List.of("run"), folder, Optional.empty(), Instant.now(), List.of("s"));
        try (TaskPool threads = ThreadTaskPool.create(2);
                RunJournal journal = RunJournal.open(run, description, settings, line -> {})) {
            RecordedResults results = new RecordedResults(
                    Optional.of(journal), Optional.empty(), OutputStream.nullOutputStream(), JsonLines::new);
            Stage shout = Stage.io("shout", threads, (Item item) -> {
                if (failing.contains(item.toString())) {
                    throw new IOException("no");
                }
                return item + "!";
            });
            Pipeline pipeline = Pipeline.builder("words").stream(
                            "s", journal.watch("s", Flux.fromIterable(WORDS)), shout)
                    .listener(journal.listener(stage -> "threads"))
                    .build();
            RunListener listener = journal.listener(stage -> "threads");
            listener.stageFinished(new StageRun("s", "shout", Stage.Kind.IO, 0, 0, 0, 0, 0, "success")); // Recalled.
            for (StreamOutcome outcome : pipeline.run().toIterable()) {
                results.write(outcome);
            }
            results.flush();
            journal.end(0, true, false);
        }
        assertThat(new String(Files.readAllBytes(run.journal()), StandardCharsets.UTF_8))
                .contains("\"type\":\"runs\"");
    }
}
