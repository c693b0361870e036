package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed goes on where it ended; bench/kill does it a hundred times. */
@Tag("cli")
@Timeout(600)
class KillIT {

    private static final int ITEMS = 8_000;
    private static final int ROUNDS = 3;
    private static final int BYTES_OF_A_RECORD = 190;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void afterKillsAtRandomInstantsEachItemIsThereOnceAndNoWorkerIsLeft() throws Exception {
        write("p.yaml", """
                name: numbers
                streams:
                  numbers:
                    source: { range: %d }
                    stages:
                      - io: sleep
                        with: { duration: 2ms }
                        concurrency: 4
                      - cpu: square
                """.formatted(ITEMS));
        List<String> command = List.of("run", "p.yaml", "-o", "out/all.ndjson", "--summary", "none", "--resume");
        Random random = new Random();

        for (int round = 0; round < ROUNDS; round++) {
            // Far from the end: the machine may be busy, and a run that is over cannot be killed.
            long size = journalSize() + random.nextLong(1, (long) ITEMS * BYTES_OF_A_RECORD / 12);
            try (Trenza trenza = Trenza.start(folder, Map.of(), command.toArray(String[]::new))) {
                await().atMost(PATIENCE).until(() -> journalSize() >= size);
                if (round == 0) {
                    trenza.signal("STOP");
                    Trenza.Result second = Trenza.in(folder, command.toArray(String[]::new));
                    assertThat(second.status()).as("while it runs: %s", second).isEqualTo(75);
                }
                trenza.signal("KILL");
                assertThat(trenza.end().status()).isEqualTo(137);
            }
            assertThat(folder.resolve("out/all.ndjson")).doesNotExist();
        }
        Trenza.Result last = Trenza.in(folder, "resume");

        assertThat(last.status()).as("%s", last.err()).isZero();
        assertThat(last.err().get(0)).startsWith("trenza: going on with ").contains(" done");
        assertThat(Files.readAllLines(folder.resolve("out/all.ndjson")).stream()
                        .map(line -> line.replaceAll(".*\"seq\":(\\d+),.*\"value\":(\\d+),.*", "$1 $2"))
                        .sorted())
                .isEqualTo(IntStream.range(0, ITEMS)
                        .mapToObj(i -> i + " " + (long) i * i)
                        .sorted()
                        .toList());
        Trenza.Result runs = Trenza.in(folder, "runs");
        assertThat(runs.out()).hasSize(2);
        assertThat(runs.out().get(1)).startsWith("done ").contains("8,000").contains("-numbers-");
    }

    @Test
    void aFullDiskIsToldAndWhatFailedRunsAgainWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()) == 0,
                "only root may mount a disk that is small enough");
        Trenza.Result full;
        try {
            String[] items = IntStream.range(0, 3_000).mapToObj(String::valueOf).toArray(String[]::new);
            full = Trenza.in(folder, with(items, "map", "square", "-j", "1", "--run-dir", "disk/run"));
            assertThat(full.status()).as("%s", full.err()).isEqualTo(74);
            assertThat(full.err()).anyMatch(line -> line.contains("cannot be written"));
            assertThat(full.err().get(full.err().size() - 1)).endsWith("go on with: trenza resume disk/run");
            assertThat(full.out()).isNotEmpty();

            assertThat(run("mount", "-o", "remount,size=8m", disk.toString())).isZero();
            Trenza.Result rest = Trenza.in(folder, "resume", "disk/run");

            assertThat(rest.status()).as("%s", rest.err()).isZero();
            assertThat(Files.readAllLines(disk.resolve("run/results.ndjson")).stream()
                            .map(line -> line.replaceAll(".*\"seq\":(\\d+),.*", "$1"))
                            .sorted())
                    .isEqualTo(Stream.of(items).sorted().toList());
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    @Test
    void aJobHasARecordAnExplanationAndAHistory() throws Exception {
        write("a", "1");
        write("b", "2");
        String[] command = {"map", "digest", "a", "b", "none", "-k", "-j", "1", "--joblog", "log"};

        Trenza.Result first = Trenza.in(folder, with(new String[] {"--resume"}, command));
        write("a", "now longer");
        write("none", "now there");
        Trenza.Result second = Trenza.in(folder, with(new String[] {"--retry-failed", "--explain"}, command));

        assertThat(first.status()).isEqualTo(1);
        assertThat(second.status()).as("%s", second.err()).isZero();
        assertThat(second.out()).hasSize(2);
        assertThat(second.err())
                .contains(
                        "trenza: digest: a: runs: its file has changed",
                        "trenza: digest: b: skipped: done before",
                        "trenza: resumed: 1 skipped (done before), 2 run (its file has changed)");
        List<String> log = Files.readAllLines(folder.resolve("log"));
        assertThat(log.get(0)).isEqualTo("Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand");
        assertThat(log.subList(1, 6))
                .allMatch(
                        line -> line.matches("\\d\t:\t\\d{10}\\.\\d{3}\t +\\d+\\.\\d{3}\t0\t\\d+\t[01]\t0\tdigest .*"));
        assertThat(log.subList(1, 6))
                .extracting(line -> line.replaceAll("^(\\d+)\t.*\t(\\d+)\t0\t(.*)$", "$1 $2 $3"))
                .containsExactly("1 0 digest a", "2 0 digest b", "3 1 digest none", "1 0 digest a", "3 0 digest none");
        assertThat(published()).hasSize(3).allMatch(line -> line.contains("\"success\""));

        Trenza.Result shown = Trenza.in(folder, "runs", "show");
        assertThat(shown.out())
                .anyMatch(line -> line.matches("state +done"))
                .anyMatch(line -> line.matches("what +stream digest, stage 1: digest \\{\\}"));
    }

    private List<String> published() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(".trenza"))) {
            Path results = files.filter(file -> file.endsWith("results.ndjson"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(results);
        }
    }

    private long journalSize() throws IOException {
        if (!Files.isDirectory(folder.resolve(".trenza"))) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder.resolve(".trenza"))) {
            return files.filter(file -> file.endsWith("journal"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String[] with(String[] some, String... others) {
        return Stream.concat(Stream.of(others), Stream.of(some)).toArray(String[]::new);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }
}
