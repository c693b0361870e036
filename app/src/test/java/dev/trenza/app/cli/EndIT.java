package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a run may end before its items do. */
@Tag("cli")
@Timeout(180)
class EndIT {

    @TempDir
    Path folder;

    @Test
    void theFirstInterruptLetsWhatRunsFinishAndBeginsNothingMore() throws Exception {
        Path items = Files.writeString(folder.resolve("items"), "item\n".repeat(1_000));
        try (Trenza trenza =
                Trenza.start("map", "sleep", "-a", items.toString(), "--io-jobs", "2", "--with", "duration=2s", "-k")) {
            trenza.awaitOut("\"seq\":0");
            trenza.signal("INT");
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isEqualTo(130);
            assertThat(result.out())
                    .hasSizeBetween(2, 100)
                    .allMatch(
                            line -> line.contains("\"status\":\"success\"") || line.contains("\"status\":\"skipped\""))
                    .last()
                    .asString()
                    .contains("thread pool 'trenza-io' was told to begin nothing more");
            assertThat(result.err())
                    .first()
                    .asString()
                    .startsWith("trenza: interrupted: what is running may finish within 10 s; press Ctrl-C again");
            assertThat(result.err()).contains("trenza: interrupted: what was running has finished");
        }
    }

    @Test
    void theSecondInterruptStopsAtOnce() throws Exception {
        try (Trenza trenza = spinning()) {
            trenza.signal("INT");
            trenza.awaitErr("interrupted: what is running may finish");
            long secondNanos = System.nanoTime();
            trenza.signal("INT");
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isEqualTo(130);
            assertThat(result.err()).contains("trenza: interrupted: stopped at once");
            assertThat(result.out()).hasSize(2).allMatch(line -> line.contains("\"status\":\"cancelled\""));
            assertThat(Duration.ofNanos(System.nanoTime() - secondNanos)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void oneInterruptWhoseGracePassesSaysSo() throws Exception {
        try (Trenza trenza = spinning()) {
            trenza.signal("INT");
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isEqualTo(130);
            assertThat(result.err())
                    .contains("trenza: interrupted: what was running had not finished within 10 s and was stopped")
                    .noneMatch(line -> line.contains("stopped at once") && !line.contains("press Ctrl-C again"));
            assertThat(result.out()).hasSize(2).allMatch(line -> line.contains("\"status\":\"cancelled\""));
        }
    }

    @Test
    void aTerminationWhileItDrainsStopsAtOnce() throws Exception {
        try (Trenza trenza = spinning()) {
            trenza.signal("INT");
            trenza.awaitErr("interrupted: what is running may finish");
            trenza.signal("TERM");
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isEqualTo(143);
            assertThat(result.err()).contains("trenza: terminated: stopped at once");
        }
    }

    @Test
    void manySignalsAtOnceEndItOnce() throws Exception {
        try (Trenza trenza = spinning()) {
            for (String signal : List.of("INT", "TERM", "INT", "HUP", "INT")) {
                trenza.signal(signal);
            }
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isIn(129, 130, 143);
            assertThat(result.err()).noneMatch(line -> line.contains("internal error"));
        }
    }

    @Test
    void aTerminationWhenTheReaderOfStdoutHasGoneEndsItQuietly() throws Exception {
        Path items = Files.writeString(folder.resolve("items"), "item\n".repeat(1_000));
        String command = quoted(Trenza.command("map", "sleep", "-a", items.toString(), "--with", "duration=1s"));

        Shell shell = shell("mkfifo out; " + command + " > out & pid=$!; head -n 1 < out; kill -TERM $pid; wait $pid;"
                + " echo $?; kill -0 $pid 2>/dev/null && echo alive");

        assertThat(shell.out).hasSize(2).last().isIn("143", "141");
        assertThat(shell.err).noneMatch(line -> line.contains("internal error"));
    }

    @Test
    void aTerminatedRunLeavesNoWorker() throws Exception {
        try (Trenza trenza = spinning()) {
            trenza.signal("TERM");
            trenza.awaitErr("terminated: what is running may finish within 8 s; send SIGTERM again to stop at once");
            trenza.signal("INT"); // Another SIGTERM might come so soon that it counts as the same.
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isEqualTo(130);
            assertThat(result.err()).contains("trenza: interrupted: stopped at once");
        }
    }

    @Test
    void aKilledRunLeavesNoWorkerEvenIfItSpins() throws Exception {
        try (Trenza trenza = spinning()) {
            trenza.signal("KILL");

            trenza.awaitNoChildren(Duration.ofSeconds(5));
        }
    }

    @Test
    void anOomHeapThatIsNoLargerIsToldWithBoth() throws Exception {
        Trenza.Result result = Trenza.run("map", "square", "1", "--heap", "128m", "--oom-heap", "64m");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .containsExactly(
                        "trenza: --oom-heap must be more than --heap: --oom-heap is 64 MiB, --heap is 128 MiB");
    }

    @Test
    void aRunMayTakeOnlySoLong() throws Exception {
        Trenza.Result result = Trenza.run("map", "sleep", "1", "2", "--with", "duration=60s", "--run-timeout", "300ms");

        assertThat(result.status()).isEqualTo(124);
        assertThat(result.err()).containsExactly("trenza: the run took longer than 0.3 s");
    }

    @Test
    void aReaderWhoHasSeenEnoughEndsTheRunQuietly() throws Exception {
        Path pipeline = Files.writeString(
                folder.resolve("p.yaml"), "streams: { n: { source: { range: 100000000 }, stages: [] } }");

        Shell shell = shell(quoted(Trenza.command("run", pipeline.toString())) + " | head -n 1; echo ${PIPESTATUS[0]}");

        assertThat(shell.out).hasSize(2).last().isEqualTo("141");
        assertThat(shell.err).isEmpty();
    }

    @Test
    void aFullDiskIsToldAndTheStatusIs74() throws Exception {
        Path pipeline = Files.writeString(
                folder.resolve("p.yaml"), "streams: { n: { source: { range: 100000000 }, stages: [] } }");

        Shell shell =
                shell(quoted(Trenza.command("run", pipeline.toString(), "--summary", "none")) + " >/dev/full; echo $?");

        assertThat(shell.out).containsExactly("74");
        assertThat(shell.err).first().isEqualTo("trenza: the results cannot be written: No space left on device");
        assertThat(shell.err).last().asString().contains(" results are kept; go on with: trenza resume ");
    }

    @Test
    void aTraceThatCannotBeWrittenIsToldBeforeTheRun() throws Exception {
        Trenza.Result result = Trenza.run(
                "map", "sleep", "1", "--trace", folder.resolve("gone/t.json").toString());

        assertThat(result.status()).isEqualTo(74);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).singleElement().asString().contains("gone/t.json", "its folder does not exist");
    }

    @Test
    void aQuarantineThatCannotBeUsedIsToldBeforeTheRun() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "I was here first");

        for (Path quarantine : List.of(file, Path.of("/proc/nope"))) {
            Trenza.Result result = Trenza.run("map", "square", "1", "--quarantine", quarantine.toString());

            assertThat(result.status()).isEqualTo(74);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .singleElement()
                    .asString()
                    .startsWith("trenza: '" + quarantine + "' cannot be written: it cannot be a quarantine: ")
                    .endsWith("; name a directory that can be made and written to");
        }
    }

    @Test
    void aWorkerKilledInTheMiddleChangesNothing() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            names.add(Files.writeString(folder.resolve("f" + i), "word ".repeat(20_000 + i))
                    .toString());
        }
        try (Trenza trenza = Trenza.start("map", "text", "-k", "-j", "2", "--retries", "5", "--format", "{/}")) {
            trenza.type(String.join("\n", names.subList(0, 200)) + "\n");
            trenza.awaitOut("f20");
            for (ProcessHandle worker : trenza.workers()) {
                Trenza.send(worker.pid(), "KILL");
            }
            trenza.type(String.join("\n", names.subList(200, 400)) + "\n");
            trenza.closeInput();
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isZero();
            assertThat(result.out())
                    .isEqualTo(IntStream.range(0, 400).mapToObj(i -> "f" + i).toList());
        }
    }

    /** A run whose two workers spin, and do not listen. */
    private Trenza spinning() throws Exception {
        Path command = Files.writeString(folder.resolve("spin"), "spin");
        Trenza trenza = Trenza.start(
                "map",
                "obey",
                command.toString(),
                command.toString(),
                "-j",
                "2",
                "--task-path",
                Trenza.HOSTILE_TASKS.toString());
        trenza.awaitWorkers(2);
        // Both calls run as soon as both workers burn time.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> trenza.workers().stream()
                                .filter(worker -> worker.info()
                                                .totalCpuDuration()
                                                .orElse(Duration.ZERO)
                                                .compareTo(Duration.ofMillis(600))
                                        > 0)
                                .count()
                        == 2);
        return trenza;
    }

    private record Shell(List<String> out, List<String> err) {}

    private Shell shell(String script) throws Exception {
        Path err = folder.resolve("stderr");
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectError(err.toFile())
                .start();
        bash.getOutputStream().close();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return new Shell(out.lines().toList(), Files.readAllLines(err));
    }

    private static String quoted(List<String> command) {
        return command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }
}
