package dev.trenza.app.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.JsonLines;
import dev.trenza.app.output.ResultReader;
import dev.trenza.app.reshape.Reshaping;
import dev.trenza.core.TaskPool;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.PipelineStream;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StreamOutcome;
import dev.trenza.core.thread.ThreadTaskPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Streams that make items of others, in runs that are killed and go on. */
@Timeout(120)
class ReshapedJournalTest {

    private static final RunJournal.Settings FIRST = new RunJournal.Settings(false, false, false, false, true);
    private static final RunJournal.Settings RESUME = new RunJournal.Settings(true, false, false, false, true);
    private static final RunJournal.Settings RETRY = new RunJournal.Settings(true, true, false, false, true);
    private static final List<String> WORDS = List.of("one", "two", "three", "four", "five", "six", "seven");

    @TempDir
    Path folder;

    private final TaskPool inline = InlineTaskPool.create();
    private final TaskPool threads = ThreadTaskPool.create(3);
    private final List<Object> ran = Collections.synchronizedList(new ArrayList<>());
    private final Set<Object> failing = new HashSet<>();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        threads.close();
    }

    /** A task that is known to have run, and adds a letter. */
    private Stage adding(String letter, TaskPool pool) {
        return Stage.io("add-" + letter, pool, (Item item) -> {
            ran.add(letter + item.value());
            if (failing.contains(letter + item.value())) {
                throw new IOException("no " + item.value());
            }
            return item.value() + letter;
        });
    }

    /** Runs until so many outcomes have been written, and is then killed; or to the end. */
    private String session(RunDirectory run, RunJournal.Settings settings, int most, boolean ordered, Stage... stages)
            throws Exception {
        ran.clear();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (RunJournal journal = RunJournal.open(run, description(), settings, told::add)) {
            RecordedResults results =
                    new RecordedResults(Optional.of(journal), Optional.empty(), shown, JsonLines::new);
            PipelineStream stream = new PipelineStream(
                    "s",
                    journal.watchReshaped("s", Flux.fromIterable(WORDS)),
                    journal.remembering("s", List.of(stages)),
                    ordered);
            boolean isKilled = most < Integer.MAX_VALUE;
            Flux<StreamOutcome> outcomes =
                    Pipeline.builder("p").stream(stream).build().run();
            for (StreamOutcome outcome : outcomes.take(most).toIterable(1)) {
                results.write(outcome);
                results.flush();
            }
            journal.commit();
            if (!isKilled) {
                journal.end(0, true, ordered);
            }
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    private String session(RunDirectory run, RunJournal.Settings settings, Stage... stages) throws Exception {
        return session(run, settings, Integer.MAX_VALUE, false, stages);
    }

    private RunDescription description() {
        return new RunDescription(
                "test", "run", "p.yaml", List.of("run"), folder, Optional.empty(), Instant.EPOCH, List.of("s"));
    }

    private RunDirectory run(String name) {
        return new RunDirectory(folder.resolve(name));
    }

    private static List<@Nullable Object> published(RunDirectory run) throws IOException {
        ResultReader reader = new ResultReader();
        return Files.readAllLines(run.results()).stream()
                .map(line -> {
                    try {
                        return reader.read(line.getBytes(StandardCharsets.UTF_8))
                                .value();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    @SuppressWarnings("unchecked") // A list is what a collection makes.
    private static List<Object> listOf(Object all) {
        return (List<Object>) all;
    }

    private static Stage reshaped(Reshaping reshaping, Map<String, Object> parameters) {
        return reshaping.stage(reshaping.word(), parameters);
    }

    @Test
    void whatCameOutOfTheStagesBeforeACollectionIsNotMadeAgain() throws Exception {
        RunDirectory run = run("r");
        failing.add("atwo");
        Stage[] stages = {adding("a", inline), adding("b", inline), reshaped(Reshaping.COLLECT, Map.of())};
        session(run, FIRST, 1, false, stages); // The failure comes first.
        assertThat(ran).contains("aone", "bonea", "atwo");
        assertThat(run.results()).doesNotExist();

        failing.clear();
        session(run, RESUME, stages);
        assertThat(ran).doesNotContain("aone", "bonea", "atwo");
        assertThat(published(run))
                .hasSize(2)
                .anySatisfy(all -> assertThat(listOf(all)).hasSize(6));
        session(run, RETRY, stages);

        assertThat(ran).containsExactly("atwo", "btwoa");
        assertThat(published(run))
                .singleElement()
                .satisfies(all -> assertThat(listOf(all)).hasSize(7).contains("oneab", "twoab", "sevenab"));
        assertThat(PastRun.read(run)).satisfies(past -> {
            assertThat(past.state()).isEqualTo(PastRun.State.DONE);
            assertThat(past.done()).contains(1L);
        });
    }

    @Test
    void partsOfItemsAreEachThereOnceAndDoneOnce() throws Exception {
        for (int killedAfter = 0; killedAfter < 14; killedAfter++) {
            RunDirectory run = run("killed-" + killedAfter);
            Stage split = Stage.io("split", inline, (Item item) -> {
                ran.add("split " + item.value());
                return List.of(item.value() + "1", item.value() + "2");
            });
            Stage[] stages = {split, reshaped(Reshaping.EACH, Map.of()), adding("x", inline)};
            String first = session(run, FIRST, killedAfter, false, stages);
            String second = session(run, RESUME, stages);

            assertThat((first + second).lines()).hasSize(14).doesNotHaveDuplicates();
            assertThat(published(run)).hasSize(14).doesNotHaveDuplicates().contains("one1x", "seven2x");
            assertThat(ran.stream().filter(what -> what.toString().startsWith("x")))
                    .hasSizeLessThanOrEqualTo(14 - killedAfter);
        }
    }

    @Test
    void batchesOfAnOrderedStreamAreTheSameAgain() throws Exception {
        for (int killedAfter = 0; killedAfter <= 3; killedAfter++) {
            RunDirectory run = run("killed-" + killedAfter);
            Stage[] stages = {adding("a", threads), reshaped(Reshaping.BATCH, Map.of("size", 2)), adding("x", threads)};
            session(run, FIRST, killedAfter, true, stages);
            session(run, RESUME, Integer.MAX_VALUE, true, stages);

            assertThat(published(run))
                    .containsExactly("[onea, twoa]x", "[threea, foura]x", "[fivea, sixa]x", "[sevena]x");
            List<String> done = List.of("x[onea, twoa]", "x[threea, foura]", "x[fivea, sixa]");
            assertThat(ran).filteredOn(done.subList(0, killedAfter)::contains).isEmpty();
        }
    }

    @Test
    void ofBatchesThatAreOthersEachItemIsPublishedOnce() throws Exception {
        for (int killedAfter = 0; killedAfter <= 3; killedAfter++) {
            RunDirectory run = run("killed-" + killedAfter);
            session(run, FIRST, killedAfter, false, batchesOf(2));
            session(run, RESUME, batchesOf(3));

            assertThat(published(run).stream()
                            .flatMap(
                                    batch -> Arrays.stream(String.valueOf(batch).split("[^a-z]+", 0)))
                            .filter(word -> word.length() > 1))
                    .containsExactlyInAnyOrderElementsOf(
                            WORDS.stream().map(word -> word + "a").toList());
        }
    }

    private Stage[] batchesOf(int size) {
        return new Stage[] {adding("a", threads), reshaped(Reshaping.BATCH, Map.of("size", size)), adding("x", threads)
        };
    }

    @Test
    void aRunThatIsDoneShowsNothingWhenItIsResumedAndKeepsItsResultsInTheirOrder() throws Exception {
        RunDirectory run = run("r");
        Stage[] stages = {adding("a", inline), reshaped(Reshaping.TOP, Map.of("n", 3))};
        assertThat(session(run, FIRST, stages).lines()).hasSize(3);
        List<?> before = published(run);

        String shown = session(run, RESUME, stages);

        assertThat(shown).isEmpty();
        assertThat(ran).isEmpty();
        assertThat(published(run)).isEqualTo(before).containsExactly("twoa", "threea", "sixa");
    }

    @Test
    void valuesThatWereCutOrChangedAreMadeAgain() throws Exception {
        Stage[] stages = {adding("a", inline), reshaped(Reshaping.COLLECT, Map.of())};
        RunDirectory whole = run("whole");
        session(whole, FIRST, stages);
        byte[] values = Files.readAllBytes(whole.values());
        for (int length = 0; length < values.length; length += 5) {
            RunDirectory run = run("cut-" + length);
            Files.createDirectories(run.path());
            for (Path file : List.of(whole.description(), whole.journal(), whole.rawResults())) {
                Files.copy(file, run.path().resolve(file.getFileName()));
            }
            Files.write(run.values(), Arrays.copyOf(values, length));

            session(run, RESUME, stages);

            assertThat(ran).as("cut at %d", length).hasSizeBetween(1, 7);
            assertThat(published(run))
                    .singleElement()
                    .satisfies(all -> assertThat(listOf(all)).hasSize(7).contains("onea", "sevena"));
        }
    }

    @Test
    void aValueComesBackAsWhatItWas() throws Exception {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("z", List.of(1, 2L, 0.5, 0.25f));
        map.put("a", Arrays.asList(true, null, false));
        map.put("big", List.of(new BigInteger("12345678901234567890"), new BigDecimal("1.50")));
        for (Object value :
                new Object[] {"t\u00fcr \ud83d\ude00", "", map, Path.of("a/b"), List.of(), -1, Long.MIN_VALUE}) {
            LineBuffer bytes = new LineBuffer();
            assertThat(ValueBytes.append(value, bytes)).isTrue();
            assertThat(ValueBytes.read(bytes.toByteArray())).isEqualTo(value);
        }
        LineBuffer bytes = new LineBuffer();
        assertThat(ValueBytes.append(new byte[] {1, 0, -1}, bytes)).isTrue();
        assertThat(ValueBytes.read(bytes.toByteArray())).isEqualTo(new byte[] {1, 0, -1});
        assertThat(ValueBytes.append(List.of("kept", new Object()), bytes)).isFalse();
        assertThat(bytes.size()).isEqualTo(8);
    }
}
