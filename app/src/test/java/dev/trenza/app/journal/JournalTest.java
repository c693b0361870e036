package dev.trenza.app.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.SkippedItem;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** The journal with runs that are played: their sources, their outcomes and their ends, without a pool. */
class JournalTest {

    private static final Execution EXECUTION = new Execution(1, 1, 1, 0, 0);
    private static final RunJournal.Settings FIRST = new RunJournal.Settings(false, false, false, false, true);
    private static final RunJournal.Settings RESUME = new RunJournal.Settings(true, false, false, false, true);
    private static final RunJournal.Settings RETRY = new RunJournal.Settings(true, true, true, false, true);
    private static final List<String> WORDS = List.of("one", "two", "one", "three", "four", "one");

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();

    // What a run does

    /** Results of sessions that were not killed, as they were shown. */
    private String session(RunDirectory run, RunJournal.Settings settings, List<String> items, String... failing)
            throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        session(run, settings, items, items.size(), Set.of(failing), shown);
        return shown.toString(StandardCharsets.UTF_8);
    }

    /** A session that says nothing any more after so many items, as if it were killed. */
    private void session(
            RunDirectory run,
            RunJournal.Settings settings,
            List<String> items,
            int most,
            Set<String> failing,
            OutputStream shown)
            throws Exception {
        try (RunJournal journal = RunJournal.open(run, description("square"), settings, told::add)) {
            RecordedResults results =
                    new RecordedResults(Optional.of(journal), Optional.empty(), shown, JournalTest::lines);
            List<Object> emitted = new ArrayList<>();
            journal.watch("s", Flux.fromIterable(items)).subscribe(emitted::add);
            for (int i = 0; i < most; i++) {
                results.write(outcome(i, emitted.get(i), failing));
                results.flush();
            }
            if (most == items.size()) {
                journal.end(0, true, true);
                journal.tellEnd();
            }
        }
    }

    private static StreamOutcome outcome(long seq, Object emitted, Set<String> failing) {
        if (emitted instanceof SkippedItem skipped) {
            Item item = new Item("s", seq, skipped.origin(), skipped.origin());
            return new StreamOutcome(
                    "s", new Outcome.Skipped<>(seq, item, skipped.reason(), Execution.NONE), null, 0, 0);
        }
        Item item = new Item("s", seq, emitted, emitted);
        return failing.contains(emitted)
                ? new StreamOutcome(
                        "s",
                        new Outcome.Failed<>(
                                seq, item, new TaskFailedException("no", new IOException("no")), EXECUTION),
                        "t",
                        0,
                        0)
                : new StreamOutcome("s", new Outcome.Success<>(seq, item, emitted, EXECUTION), "t", 0, 0);
    }

    private static OutcomeFormat lines(OutputStream out) {
        return new OutcomeFormat() {
            @Override
            public void write(StreamOutcome outcome) throws IOException {
                out.write((outcome.seq() + " " + outcome.origin() + " " + outcome.status() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private RunDescription description(String task) {
        return new RunDescription(
                "test",
                "run",
                "p.yaml",
                List.of("run", "p.yaml"),
                folder,
                Optional.empty(),
                Instant.EPOCH,
                List.of("stream s, stage 1: " + task));
    }

    private RunDirectory run(String name) {
        return new RunDirectory(folder.resolve(name));
    }

    private static List<String> published(RunDirectory run) throws IOException {
        return Files.readAllLines(run.results());
    }

    private static final List<String> EACH_ONCE = List.of(
            "0 one success", "1 two success", "2 one success", "3 three success", "4 four success", "5 one success");

    // What is promised

    @Test
    void aRunThatWasKilledAfterAnyItemIsCompletedWithEachItemOnce() throws Exception {
        for (int killedAfter = 0; killedAfter < WORDS.size(); killedAfter++) {
            RunDirectory run = run("killed-" + killedAfter);
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            session(run, FIRST, WORDS, killedAfter, Set.of(), first);
            assertThat(run.results()).doesNotExist();

            String second = session(run, RESUME, WORDS);

            assertThat(published(run)).isEqualTo(EACH_ONCE);
            assertThat((first.toString(StandardCharsets.UTF_8) + second).lines())
                    .isEqualTo(EACH_ONCE);
        }
    }

    @Test
    void aJournalThatWasCutAtAnyByteIsCompletedWithEachItemOnce() throws Exception {
        RunDirectory whole = run("whole");
        session(whole, FIRST, WORDS, 5, Set.of(), OutputStream.nullOutputStream());
        byte[] journal = Files.readAllBytes(whole.journal());
        for (int length = 0; length < journal.length; length += 37) {
            RunDirectory run = copy(whole, "cut-" + length);
            Files.write(run.journal(), Arrays.copyOf(journal, length));

            session(run, RESUME, WORDS);

            assertThat(published(run)).as("cut at %d", length).isEqualTo(EACH_ONCE);
        }
    }

    @Test
    void resultsThatWereCutAtAnyByteAreMadeAgain() throws Exception {
        RunDirectory whole = run("whole");
        session(whole, FIRST, WORDS, 5, Set.of(), OutputStream.nullOutputStream());
        byte[] results = Files.readAllBytes(whole.rawResults());
        for (int length = 0; length < results.length; length += 7) {
            RunDirectory run = copy(whole, "cut-" + length);
            Files.write(run.rawResults(), Arrays.copyOf(results, length));

            session(run, RESUME, WORDS);

            assertThat(published(run)).as("cut at %d", length).isEqualTo(EACH_ONCE);
        }
    }

    @Test
    void aReaderStopsAtTheFirstLineThatIsNotAsItWasWritten() throws Exception {
        RunDirectory run = run("r");
        session(run, FIRST, WORDS, 5, Set.of(), OutputStream.nullOutputStream());
        byte[] journal = Files.readAllBytes(run.journal());
        long whole = new JournalReader(run.journal()).forEach(record -> {});
        assertThat(whole).isEqualTo(journal.length);

        for (int i = 0; i < journal.length; i++) {
            byte[] damaged = journal.clone();
            damaged[i] ^= 4;
            Files.write(run.journal(), damaged);

            List<JournalRecord> records = new ArrayList<>();
            long length = new JournalReader(run.journal()).forEach(records::add);

            assertThat(length).as("damaged at %d", i).isLessThanOrEqualTo(i);
            assertThat(records).hasSizeLessThan(6);
        }
    }

    @Test
    void whatFailedIsSkippedAndTriedAgainWhenAskedFor() throws Exception {
        RunDirectory run = run("r");
        session(run, FIRST, WORDS, "two");
        assertThat(published(run)).contains("1 two failed").hasSize(6);

        assertThat(session(run, RESUME, WORDS)).isEmpty();
        assertThat(published(run)).contains("1 two failed").hasSize(6);

        assertThat(session(run, RETRY, WORDS)).isEqualTo("1 two success\n");
        assertThat(published(run)).isEqualTo(EACH_ONCE);
        assertThat(told)
                .contains(
                        "trenza: s: two: runs: failed before",
                        "trenza: s: four: skipped: done before",
                        "trenza: resumed: 5 skipped (done before), 1 run (failed before)");
    }

    @Test
    void whatAStageWasToldToPassOverIsDoneAndWhatTheEndOfTheRunSkippedIsNot() throws Exception {
        RunDirectory run = run("r");
        try (RunJournal journal = RunJournal.open(run, description("square"), FIRST, told::add)) {
            RecordedResults results = new RecordedResults(
                    Optional.of(journal), Optional.empty(), OutputStream.nullOutputStream(), JournalTest::lines);
            journal.watch("s", Flux.just("a", "b")).subscribe();
            Item a = new Item("s", 0, "a", "a");
            Item b = new Item("s", 1, "b", "b");
            results.write(new StreamOutcome("s", new Outcome.Skipped<>(0, a, "passed over", EXECUTION), "t", 0, 0));
            results.write(new StreamOutcome("s", new Outcome.Skipped<>(1, b, "the end", Execution.NONE), "t", 0, 0));
            journal.end(130, false, false);
        }

        assertThat(session(run, RETRY, List.of("a", "b"))).isEqualTo("1 b success\n");
        assertThat(published(run)).containsExactly("0 a skipped", "1 b success");
        assertThat(PastRun.read(run).state()).isEqualTo(PastRun.State.DONE);
    }

    @Test
    void whatASourceHasNotProducedToItsEndIsNotPublished() throws Exception {
        RunDirectory run = run("r");
        try (RunJournal journal = RunJournal.open(run, description("square"), FIRST, told::add)) {
            RecordedResults results = new RecordedResults(
                    Optional.of(journal), Optional.empty(), OutputStream.nullOutputStream(), JournalTest::lines);
            Flux<String> broken = Flux.just("a").concatWith(Flux.error(new IOException("gone")));
            journal.watch("s", broken).subscribe(item -> {}, error -> {});
            results.write(outcome(0, "a", Set.of()));

            assertThat(journal.end(1, true, false)).isFalse();
        }

        assertThat(run.results()).doesNotExist();
        assertThat(PastRun.read(run).state()).isEqualTo(PastRun.State.STOPPED);
        assertThat(session(run, RESUME, List.of("a", "b"))).isEqualTo("1 b success\n");
        assertThat(published(run)).containsExactly("0 a success", "1 b success");
    }

    @Test
    void itemsAreKnownByContentWhereverTheyStand() throws Exception {
        RunDirectory run = run("r");
        session(run, FIRST, List.of("a", "b", "c"));

        String shown = session(run, RESUME, List.of("new", "c", "b", "b"));

        assertThat(shown).isEqualTo("0 new success\n3 b success\n");
        assertThat(published(run)).hasSize(5);
        assertThat(told).last().asString().contains("1 results are of items that the input does not have any more");
    }

    @Test
    void aFileThatHasChangedRunsAgainAndItsResultTakesThePlaceOfTheOld() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "1234");
        FileTime time = Files.getLastModifiedTime(file);
        List<String> items = List.of(file.toString(), "x");
        RunDirectory run = run("r");
        session(run, FIRST, items, file.toString());

        Files.writeString(file, "12345");
        Files.setLastModifiedTime(file, time);
        String shown = session(run, RESUME, items);

        assertThat(shown).isEqualTo("0 " + file + " success\n");
        assertThat(published(run)).containsExactly("0 " + file + " success", "1 x success");
    }

    @Test
    void aFileThatWasOnlyTouchedIsTheSameWhenItsContentIsCompared() throws Exception {
        RunJournal.Settings byContent = new RunJournal.Settings(true, false, false, true, true);
        Path file = Files.writeString(folder.resolve("f"), "1234");
        RunDirectory run = run("r");
        session(run, byContent, List.of(file.toString()));

        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThat(session(run, byContent, List.of(file.toString()))).isEmpty();
        Files.writeString(file, "4321");
        assertThat(session(run, byContent, List.of(file.toString()))).isNotEmpty();
    }

    @Test
    void whatIsPublishedStaysAsItIsWhileTheRunGoesOn() throws Exception {
        RunDirectory run = run("r");
        session(run, FIRST, WORDS);
        Object before = Files.getAttribute(run.results(), "unix:ino");

        session(run, RESUME, List.of("one", "more"), 2, Set.of(), OutputStream.nullOutputStream());
        session(run, RESUME, List.of("one", "more", "still more"), 2, Set.of(), OutputStream.nullOutputStream());

        assertThat(Files.getAttribute(run.results(), "unix:ino")).isNotEqualTo(before);
        assertThat(published(run)).hasSize(7).contains("1 more success");
    }

    @Test
    void resultsThatSomebodyHasWrittenIntoAreMadeAgain() throws Exception {
        RunDirectory run = run("r");
        session(run, FIRST, WORDS);
        try (RandomAccessFile raw = new RandomAccessFile(run.results().toFile(), "rw")) {
            raw.seek(20);
            raw.write('X');
        }

        session(run, RESUME, WORDS);

        assertThat(published(run)).isEqualTo(EACH_ONCE);
        assertThat(told).anyMatch(line -> line.contains("not all results are there"));
    }

    @Test
    void onlyOneRunWritesAJournal() throws Exception {
        RunDirectory run = run("r");
        try (RunJournal journal = RunJournal.open(run, description("square"), FIRST, told::add)) {
            assertThat(journal.run()).isEqualTo(run);

            assertThatThrownBy(() -> RunJournal.open(run, description("square"), RESUME, told::add))
                    .isInstanceOf(RunInUseException.class)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid());
            assertThat(PastRun.read(run).state()).isEqualTo(PastRun.State.RUNNING);
            assertThat(RunHistory.remove(run)).isFalse();
        }
        assertThat(PastRun.read(run).state()).isEqualTo(PastRun.State.KILLED);
        assertThat(RunHistory.remove(run)).isTrue();
        assertThat(run.path()).doesNotExist();
    }

    @Test
    void aRunThatDoesSomethingElseIsRefusedAndSaysWhatIsDifferent() throws Exception {
        RunDirectory run = run("r");
        session(run, FIRST, WORDS, 2, Set.of(), OutputStream.nullOutputStream());

        assertThatThrownBy(() -> RunJournal.open(run, description("cube"), RESUME, told::add))
                .isInstanceOf(RunChangedException.class)
                .hasMessageContaining("was: stream s, stage 1: square")
                .hasMessageContaining("is : stream s, stage 1: cube");
        assertThatThrownBy(() -> RunJournal.open(run, description("square"), FIRST, told::add))
                .isInstanceOf(RunExistsException.class)
                .hasMessageContaining("--resume");
        session(run, RESUME, WORDS); // The lock has been given back.
        assertThat(published(run)).isEqualTo(EACH_ONCE);
    }

    @Test
    void aFullDiskEndsARunThatNeedsItsJournalAndTheNextOneGoesOn() throws Exception {
        RunDirectory run = run("r");
        session(run, FIRST, WORDS, 2, Set.of(), OutputStream.nullOutputStream());
        Path kept = folder.resolve("kept");
        Files.move(run.rawResults(), kept);
        symlinkToFullDisk(run.rawResults());

        assertThatThrownBy(() -> session(run, RESUME, WORDS)).isInstanceOf(IOException.class);

        Files.delete(run.rawResults());
        Files.move(kept, run.rawResults());
        session(run, RESUME, WORDS);
        assertThat(published(run)).isEqualTo(EACH_ONCE);
    }

    @Test
    void aFullDiskIsToldToARunThatNeverAskedForAJournal() throws Exception {
        RunDirectory run = run("r");
        Files.createDirectories(run.path());
        symlinkToFullDisk(run.rawResults());
        RunJournal.Settings unasked = new RunJournal.Settings(false, false, false, false, false);

        String shown = session(run, unasked, WORDS);

        assertThat(shown.lines()).isEqualTo(EACH_ONCE);
        assertThat(told).singleElement().asString().contains("the run goes on without it");
    }

    private static void symlinkToFullDisk(Path link) throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full here");
        Files.createSymbolicLink(link, full);
    }

    @Test
    void whatIsNotOfARunIsNeitherUsedNorRemoved() throws Exception {
        RunDirectory run = run("r");
        Files.createDirectories(run.path());
        Path mine = Files.writeString(run.path().resolve("thesis.txt"), "x");

        assertThatThrownBy(() -> RunJournal.open(run, description("square"), FIRST, told::add))
                .isInstanceOf(RunExistsException.class)
                .hasMessageContaining("holds other files");

        Files.delete(mine);
        session(run, FIRST, WORDS);
        Files.writeString(mine, "x");
        assertThat(RunHistory.remove(run)).isTrue();
        assertThat(run.path().toFile().list()).containsExactly("thesis.txt");
    }

    @Test
    void aRunIsFoundByItsNameOrAPartOfIt() throws Exception {
        RunHistory history = new RunHistory(folder.resolve("runs"));
        RunDirectory older = history.newRun("my: docs", Instant.parse("2026-11-22T10:00:00Z"));
        RunDirectory newer = history.newRun("docs", Instant.parse("2026-11-23T10:00:00Z"));
        session(older, FIRST, WORDS, "two");
        session(newer, FIRST, WORDS, 3, Set.of(), OutputStream.nullOutputStream());
        Files.createDirectories(history.folder().resolve("no-run"));

        assertThat(older.id()).startsWith("20261122T100000Z-my-docs-");
        assertThat(history.runs())
                .extracting(PastRun::directory, PastRun::state)
                .containsExactly(tuple(newer, PastRun.State.KILLED), tuple(older, PastRun.State.FAILED));
        assertThat(history.runs().get(0).counted().done()).contains(3L);
        assertThat(history.find("last")).contains(newer);
        assertThat(history.find(older.id().substring(older.id().length() - 4))).contains(older);
        assertThat(history.find("20261122")).contains(older);
        assertThat(history.find("nothing")).isEmpty();
        assertThatThrownBy(() -> history.find("2026")).isInstanceOf(RunHistory.AmbiguousRunException.class);
        assertThat(history.latest(description("square")::isSameAs)).contains(newer);
    }

    @Test
    void runsOfTheSameSecondAreInTheOrderOfTheirBeginning() throws Exception {
        RunHistory history = new RunHistory(folder.resolve("runs"));
        Instant second = Instant.parse("2026-11-23T10:00:00Z");
        List<RunDirectory> latestFirst = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Instant started = second.plusMillis(i);
            RunDirectory run = history.newRun("name-" + (9 - i), started);
            Files.createDirectories(run.path());
            new RunDescription("name", "run", "p.yaml", List.of(), folder, Optional.empty(), started, List.of())
                    .write(run.description());
            latestFirst.add(0, run);
        }

        assertThat(history.runs()).extracting(PastRun::directory).isEqualTo(latestFirst);
        assertThat(history.find("last")).contains(latestFirst.get(0));
    }

    // What it is made of

    @Test
    void aTableKeepsKeysWithoutObjects() {
        KeyTable table = new KeyTable();
        Map<Long, Integer> expected = new HashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            long key = random.nextInt(40_000) * 0x9E3779B97F4A7C15L; // Spread, as a hash is.
            table.put(key, ~key, i, (byte) 1);
            expected.put(key, i);
        }

        assertThat(table.size()).isEqualTo(expected.size());
        expected.forEach(
                (key, number) -> assertThat(table.number(table.find(key, ~key))).isEqualTo(number));
        assertThat(table.find(1, 1)).isNegative();
        assertThatThrownBy(() -> table.put(0, 0, 0, (byte) 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void occurrencesAreCounted() {
        Occurrences occurrences = new Occurrences();
        for (int round = 0; round < 3; round++) {
            for (long hash = -1_000; hash < 1_000; hash++) {
                if (hash != 1) { // shares its place with 0
                    assertThat(occurrences.next(hash)).isEqualTo(round);
                }
            }
        }
    }

    @Test
    void noTwoValuesAreTakenForOne() {
        Set<List<?>> keys = new HashSet<>();
        for (Object value : List.of(
                "1",
                1,
                List.of(1),
                List.of("1"),
                List.of(1, 2),
                List.of(12),
                Map.of("a", 1),
                Map.of("a", List.of(1)),
                List.of("a", 1),
                new byte[] {'1'},
                "")) {
            ItemKey key = new Fingerprint("s", Fingerprint.OfFiles.TIME).of(value);
            assertThat(keys.add(List.of(key.high(), key.low()))).as("%s", value).isTrue();
        }
        ItemKey other = new Fingerprint("t", Fingerprint.OfFiles.TIME).of("1");
        assertThat(keys.add(List.of(other.high(), other.low()))).isTrue();
    }

    @Test
    void recordsOfAnUnknownKindArePassedOver() throws Exception {
        Path journal = folder.resolve("journal");
        JournalLine line = new JournalLine();
        byte[] start = line.encode(new JournalRecord.Start(Instant.EPOCH, 1, "b\"o\\ot\u00fc"));
        String rest = "\"type\":\"future\",\"at\":1}";
        CRC32C crc = new CRC32C();
        crc.update(rest.getBytes(StandardCharsets.UTF_8));
        Files.write(journal, start);
        Files.writeString(
                journal, String.format("{\"crc\":\"%08x\",%s\n", crc.getValue(), rest), StandardOpenOption.APPEND);
        JournalRecord.End end = new JournalRecord.End(Instant.ofEpochMilli(5), 130, 7, 1, false);
        Files.write(journal, line.encode(end), StandardOpenOption.APPEND);

        List<JournalRecord> records = new ArrayList<>();
        long length = new JournalReader(journal).forEach(records::add);

        assertThat(records).containsExactly(new JournalRecord.Start(Instant.EPOCH, 1, "b\"o\\ot\u00fc"), end);
        assertThat(length).isEqualTo(Files.size(journal));
    }

    private RunDirectory copy(RunDirectory from, String name) throws IOException {
        RunDirectory to = run(name);
        Files.createDirectories(to.path());
        Files.copy(from.description(), to.description());
        Files.copy(from.journal(), to.journal());
        Files.copy(from.rawResults(), to.rawResults());
        return to;
    }
}
