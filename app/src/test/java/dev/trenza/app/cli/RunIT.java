package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("cli")
@Timeout(180)
class RunIT {

    @TempDir
    Path folder;

    @Test
    void streamsAreMergedAndTheCombinedResultIsTold() throws Exception {
        write("in/a.txt", "one two");
        write("in/b.txt", "three");
        Path pipeline = write("p.yaml", """
                name: both
                streams:
                  texts:
                    source: { files: "in/*.txt" }
                    stages:
                      - io: read
                        concurrency: 2
                      - cpu: text
                        workers: 1
                        timeout: 20s
                      - io: write
                        with: { to: "out/{stem}.up", field: text }
                  squares:
                    source: { range: 5 }
                    ordered: true
                    stages:
                      - cpu: square
                """);

        Trenza.Result result = Trenza.run(
                "run", pipeline.toString(), "--trace", folder.resolve("t.json").toString());

        assertThat(result.status()).isZero();
        assertThat(result.out()).hasSize(7).allMatch(line -> line.contains("\"status\":\"success\""));
        assertThat(result.out().stream().filter(line -> line.contains("\"squares\"")))
                .extracting(line -> line.replaceAll(".*\"item\":(\\d+),.*\"value\":(\\d+),.*", "$1 $2"))
                .containsExactly("0 0", "1 1", "2 4", "3 9", "4 16");
        assertThat(folder.resolve("out/a.up")).hasContent("one two");
        assertThat(folder.resolve("out/b.up")).hasContent("three");
        assertThat(result.err().get(0)).startsWith("trenza: both: 7 items (7 success) in ");
        assertThat(result.err())
                .contains("trenza:   texts: 2 items (2 success)", "trenza:   squares: 5 items (5 success)");
        assertThat(result.err())
                .anyMatch(line ->
                        line.matches("trenza:   I/O ran for .*, CPU for .*, both at once for .*; speed-up [0-9.]+"));
        assertThat(Files.readString(folder.resolve("t.json"))).contains("both: I/O threads", "\"texts.text 1\"");
    }

    @ParameterizedTest
    @CsvSource({"debug, 3", "info, 2", "WARN, 1", "off, 0"})
    void whatTasksLogIsOnStderrWithItsStreamItemAndLevel(String level, int lines) throws Exception {
        write("in/a", "echo x");
        write("in/b", "throw x");
        write("in/c", "log hello there");
        Path pipeline = write("p.yaml", """
                name: p
                task-path: %s
                streams:
                  words:
                    source: { files: "in/*" }
                    stages: [ { io: read }, { cpu: obey }, { cpu: digest } ]
                """.formatted(Trenza.HOSTILE_TASKS));
        List<String> all = List.of(
                "worker N \u00B7 words \u00B7 obey \u00B7 item 2 | DEBUG hello there",
                "worker N \u00B7 words \u00B7 obey \u00B7 item 2 | hello there",
                "worker N \u00B7 words \u00B7 obey \u00B7 item 2 | WARN hello there");

        Trenza.Result result = Trenza.run("run", pipeline.toString(), "--task-log", level, "--summary", "none");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().stream().filter(line -> line.startsWith("worker ")))
                .extracting(line -> line.replaceFirst("worker \\d+", "worker N"))
                .containsExactlyElementsOf(all.subList(3 - lines, 3));
    }

    @Test
    void poolsThatTogetherMayTakeMoreThanThereIsAreToldInOneLine() throws Exception {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        Path pipeline = write("p.yaml", """
                streams:
                  a: { source: { range: 2 }, stages: [ { cpu: square, workers: 1, heap: HEAP } ] }
                  b: { source: { range: 2 }, stages: [ { cpu: square, workers: 1, heap: HEAP } ] }
                """.replace("HEAP", Long.toString(machine * 3 / 10)));

        Trenza.Result result = Trenza.run("run", pipeline.toString(), "--summary", "none");

        assertThat(result.status()).isZero();
        assertThat(result.err())
                .singleElement()
                .asString()
                .startsWith("trenza: the heaps of 2 workers may grow to ")
                .endsWith("; take fewer of them, or a smaller heap");
    }

    @Test
    void aStageMayHaveASandboxWhichAFileCannotUndo() throws Exception {
        Isolation.assumeHere();
        Path kept = write("kept/a", "text");
        write("granted/a", "text");
        Path pipeline = write("p.yaml", """
                streams:
                  s:
                    source: { files: "*/a" }
                    stages: [ { cpu: gzip, with: { to: file }, workers: 1, sandbox: isolated, sandbox-write: granted } ]
                """);
        Path open = write("open.yaml", """
                streams:
                  s:
                    source: { files: "kept/a" }
                    stages: [ { cpu: gzip, with: { to: file, overwrite: true }, workers: 1, sandbox: none } ]
                """);

        Trenza.Result result = Trenza.run("run", pipeline.toString());
        Trenza.Result flagged = Trenza.run("run", open.toString(), "--sandbox");

        assertThat(result.out()).hasSize(2).anyMatch(line -> line.contains("Read-only file system"));
        assertThat(folder.resolve("granted/a.gz")).exists();
        assertThat(flagged.out()).singleElement().asString().contains("Read-only file system");
        assertThat(kept.resolveSibling("a.gz")).doesNotExist();
    }

    @Test
    void pathsBeginInTheFolderOfTheFileWhereverItIsRunFrom() throws Exception {
        write("pipes/in/a.txt", "x");
        write(
                "pipes/p.yaml",
                "streams: { s: { source: { files: \"in/*\" }, stages: [ { io: read } ] } }\n"
                        + "output: { to: ../results.ndjson }");

        Trenza.Result result = Trenza.in(folder, "run", "pipes/p.yaml", "--summary", "none");

        assertThat(result.status()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEmpty();
        assertThat(Files.readString(folder.resolve("results.ndjson"))).contains("\"item\":\"pipes/in/a.txt\"");
    }

    @Test
    void aFileWithMistakesIsRefusedWithAllOfThemAndNothingStarts() throws Exception {
        Path pipeline = write("p.yaml", """
                streams:
                  a:
                    source: { fils: "*" }
                    stages:
                      - cpu: squre
                      - io: write
                  b:
                    source: { lines: gone.txt }
                    stages:
                      - cpu: square
                        workers: none
                """);

        for (String command : List.of("run", "lint")) {
            Trenza.Result result = Trenza.run(command, pipeline.toString());

            assertThat(result.status()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith(pipeline + ":3:15: 'fils' is not known")
                                    .endsWith("did you mean 'files'?"),
                            line -> assertThat(line)
                                    .isEqualTo(
                                            pipeline + ":5:14: no CPU task is named 'squre'; did you mean 'square'?"),
                            line -> assertThat(line).startsWith(pipeline + ":6:9: task 'write': 'to' is missing"),
                            line -> assertThat(line)
                                    .isEqualTo(
                                            pipeline + ":8:22: there is no file '" + folder.resolve("gone.txt") + "'"),
                            line -> assertThat(line)
                                    .isEqualTo(
                                            pipeline + ":11:18: 'workers' must be a whole number from 1, was 'none'"));
        }
    }

    @Test
    void aRightFileIsAllRight() throws Exception {
        Path pipeline = write("p.yaml", "streams: { s: { source: { range: 3 }, stages: [ { cpu: square } ] } }");

        Trenza.Result result = Trenza.run("lint", pipeline.toString());

        assertThat(result.status()).isZero();
        assertThat(result.out()).containsExactly(pipeline + ": all right: pipeline 'p', 1 stream, 1 stage");
    }

    @Test
    void aSourceThatFindsNothingIsToldAndTheOtherStreamsGoOn() throws Exception {
        Path pipeline = write("p.yaml", """
                streams:
                  none: { source: { files: "nothing/here/*" }, stages: [] }
                  some: { source: { range: 3 }, stages: [ { cpu: square } ] }
                """);

        Trenza.Result result = Trenza.run("run", pipeline.toString(), "--summary", "none");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().stream().filter(line -> line.contains("\"some\"")))
                .hasSize(3);
        assertThat(result.err()).singleElement().asString().contains("'none'", "nothing/here/*");
    }

    @Test
    void aFolderThatMayNotBeReadIsOneFailedItem() throws Exception {
        write("in/a.txt", "x");
        Path closed = Files.createDirectories(folder.resolve("in/closed"));
        assertThat(new ProcessBuilder("chmod", "000", closed.toString()).start().waitFor())
                .isZero();
        assumeFalse(Files.isReadable(closed), "root may read everything");
        Path pipeline = write("p.yaml", "streams: { s: { source: { files: \"in/**\" }, stages: [ { io: read } ] } }");

        Trenza.Result result = Trenza.run("run", pipeline.toString(), "--summary", "none");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).hasSize(2);
        assertThat(result.err()).singleElement().asString().contains("closed");
    }

    @Test
    void aGuestOfThePipelineFilesOwnIsFound() throws Exception {
        write("commands/a", "echo hello");
        Path pipeline = write(
                "p.yaml",
                "task-path: " + Trenza.HOSTILE_TASKS
                        + "\nstreams: { s: { source: { files: \"commands/*\" }, stages: [ { cpu: obey } ] } }");

        Trenza.Result result = Trenza.run("run", pipeline.toString(), "--summary", "none");

        assertThat(result.status()).isZero();
        assertThat(result.out()).singleElement().asString().contains("\"value\":\"hello\"");
    }

    private Path write(String name, String content) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
