package dev.trenza.app.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ResultFiles;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainOutputTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void anItemsBytesComeAsTheyAreAndItsFilesGo() throws IOException {
        byte[] bytes = {0, (byte) 0xFF, 27, '\n', 'x'};
        Files.write(folder.resolve("4.out"), bytes);
        Files.write(folder.resolve("4.err"), bytes);

        write(false, Optional.empty(), success("item", 4));

        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(err.toByteArray()).isEqualTo(bytes);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatGoesToStdoutIsPassedOnBeforeItsStderrIsShown() throws IOException {
        Files.writeString(folder.resolve("0.out"), "first ");
        Files.writeString(folder.resolve("0.err"), "second");
        ProgramOutputs outputs = new ProgramOutputs(folder);

        try (OutcomeFormat plain =
                new FollowedOutput(outputs, new PlainOutput(outputs, out, false), out, false, Optional.empty())) {
            plain.write(success("item", 0));

            assertThat(out).hasToString("first second");
        }
    }

    @Test
    void aTagStandsBeforeEachLineAndHalfALineIsEnded() throws IOException {
        Files.writeString(folder.resolve("0.out"), "a\n\nb");

        write(true, Optional.empty(), success("it", 0));

        assertThat(out).hasToString("it\ta\nit\t\nit\tb\n");
    }

    @Test
    void resultsAreLaidOutAsGnuParallelDoes() throws IOException {
        Path results = folder.resolve("results");
        Files.writeString(folder.resolve("0.out"), "printed");

        write(false, Optional.of(new ResultFiles(results.toString())), success("a/b\tc\\d", 0));

        Path item = results.resolve("1").resolve("a\\_b\\tc\\\\d");
        assertThat(item.resolve("stdout")).hasContent("printed");
        assertThat(item.resolve("stderr")).isEmptyFile();
        assertThat(item.resolve("seq")).hasContent("1");
        assertThat(out).hasToString("printed");
    }

    @Test
    void resultsMayBeNamedByReplacementStrings() throws IOException {
        Files.writeString(folder.resolve("2.out"), "printed");

        write(false, Optional.of(new ResultFiles(folder + "/{#}-{/.}.txt")), success("x/report.html", 2));

        assertThat(folder.resolve("3-report.txt")).hasContent("printed");
        assertThat(folder.resolve("3-report.txt.err")).isEmptyFile();
    }

    @Test
    void aLongOrEmptyOrDottedItemHasAFolderToo() throws IOException {
        ResultFiles results = new ResultFiles(folder.toString());

        assertThat(results.of("ä".repeat(500), 0).stdout().getParent()).isDirectory();
        assertThat(results.of("", 1).stdout().getParent()).isDirectory();
        assertThat(results.of("..", 2).stdout().getParent().toRealPath())
                .startsWith(folder.toRealPath().resolve("1"));
    }

    @Test
    void aJsonLineHasWhatWasPrintedEvenIfTheItemFailed() throws IOException {
        Files.writeString(folder.resolve("0.out"), "out");
        Files.write(folder.resolve("0.err"), new byte[] {(byte) 0xFF});
        Item item = new Item("exec", 0, "x", "x");
        Outcome<Item, Object> failed = new Outcome.Failed<>(
                0,
                item,
                new TaskFailedException("'x': exit status 3", new ProgramStatusException(3, new DroppedOutput(7, 0))),
                new Execution(1, 1, 1, 0, 0));

        try (JsonOutput json = new JsonOutput(new ProgramOutputs(folder), out)) {
            json.write(new StreamOutcome("exec", failed, "exec", 0, 0));
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"status\":\"failed\"")
                .contains(
                        "\"value\":{\"exit\":3,\"stdout\":\"out\",\"stderr\":{\"base64\":\"/w==\"},\"stdoutDropped\":7}");
    }

    private void write(boolean isTagged, Optional<ResultFiles> results, StreamOutcome outcome) throws IOException {
        ProgramOutputs outputs = new ProgramOutputs(folder);
        try (OutcomeFormat plain =
                new FollowedOutput(outputs, new PlainOutput(outputs, out, isTagged), err, isTagged, results)) {
            plain.write(outcome);
        }
    }

    private static StreamOutcome success(String origin, long index) {
        Item item = new Item("exec", index, origin, origin);
        return new StreamOutcome(
                "exec", new Outcome.Success<>(index, item, null, new Execution(1, 1, 1, 0, 0)), "exec", 0, 0);
    }
}
