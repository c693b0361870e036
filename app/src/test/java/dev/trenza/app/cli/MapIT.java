package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("cli")
@Timeout(180)
class MapIT {

    @TempDir
    Path folder;

    @Test
    void numbersThatAreTypedAreSquared() throws Exception {
        Trenza.Result result = Trenza.run("map", "square", "1", "2", "3", "-k");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).hasSize(3);
        assertThat(result.out().get(2))
                .matches("\\{\"stream\":\"square\",\"seq\":2,\"item\":\"3\",\"status\":\"success\",\"value\":9,"
                        + "\"attempts\":1,\"worker\":\\d+,\"waitMs\":[0-9.]+,\"runMs\":[0-9.]+}");
    }

    @Test
    void tasksInASandboxWriteOnlyWhereTheyMay() throws Exception {
        Isolation.assumeHere();
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Path granted = Files.createDirectory(folder.resolve("granted"));
        String forbidden = Files.writeString(kept.resolve("a"), "text").toString();
        String allowed = Files.writeString(granted.resolve("a"), "text").toString();

        Trenza.Result result = Trenza.run(
                "map",
                "--sandbox",
                "gzip",
                forbidden,
                allowed,
                "-k",
                "--with",
                "to=file",
                "--sandbox-write",
                granted.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().get(0)).contains("\"status\":\"failed\"", "Read-only file system");
        assertThat(result.out().get(1)).contains("\"status\":\"success\"");
        assertThat(kept.resolve("a.gz")).doesNotExist();
        assertThat(granted.resolve("a.gz")).exists();
    }

    @Test
    void aSandboxThatCannotBeHadIsStatus71() throws Exception {
        Trenza.Result result = Isolation.runWithoutPrograms("map", "square", "1", "--sandbox");

        assertThat(result.status()).isEqualTo(71);
        assertThat(result.err())
                .anyMatch(
                        line -> line.contains("the sandbox 'isolated' is not to be had on this system: neither bwrap"));
    }

    @Test
    void theLimitsOfTheSystemNeedNoProgram() throws Exception {
        Trenza.Result result =
                Isolation.runWithoutPrograms("map", "square", "7", "--sandbox=limits", "--format", "{value}");

        assertThat(result.out()).containsExactly("49");
        assertThat(result.status()).isZero();
    }

    @Test
    void resultsCanBeLinesOfOnesOwn() throws Exception {
        Trenza.Result result = Trenza.run("map", "square", "1", "2", "3", "-k", "--format", "{}\\t{value}");

        assertThat(result.status()).isZero();
        assertThat(result.out()).containsExactly("1\t1", "2\t4", "3\t9");
    }

    @Test
    void digestsOfAThousandFilesAreThoseOfSha256sum() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Path file = folder.resolve(i % 10 + "/file " + i + (i % 7 == 0 ? " \u00f1.txt" : ".bin"));
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[i * 37 % 5_000]);
            Files.writeString(file, "content " + i, StandardOpenOption.APPEND);
            names.add(folder.relativize(file).toString());
        }
        names.add("123"); // Looks like a number, and is a path all the same.
        Files.writeString(folder.resolve("123"), "abc");
        List<String> expected = sha256sum(names);

        try (Trenza trenza = Trenza.start(folder, Map.of(), "map", "digest", "-k", "--format", "{value}  {}")) {
            trenza.type(String.join("\n", names) + "\n");
            trenza.closeInput();
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isZero();
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).isEqualTo(expected);
        }
    }

    @Test
    void namesMayEndWithAZeroByte() throws Exception {
        try (Trenza trenza = Trenza.start("map", "sleep", "-0", "-k", "--with", "duration=1ms", "--format", "<{}>")) {
            trenza.type("a\nb\0c\0");
            trenza.closeInput();

            assertThat(trenza.end().out()).containsExactly("<a", "b>", "<c>");
        }
    }

    @Test
    void itemsMayComeFromAFile() throws Exception {
        Path items = Files.writeString(folder.resolve("items.txt"), "one\ntwo\n");

        Trenza.Result result = Trenza.run(
                "map", "sleep", "-a", items.toString(), "-k", "--with", "duration=1ms", "--format", "{seq} {}");

        assertThat(result.status()).isZero();
        assertThat(result.out()).containsExactly("0 one", "1 two");
    }

    @Test
    void noItemsAreNoError() throws Exception {
        Trenza.Result result = Trenza.run("map", "text");

        assertThat(result.status()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aResultIsThereAsSoonAsItIsKnown() throws Exception {
        try (Trenza trenza = Trenza.start("map", "sleep", "--with", "duration=1ms", "--format", "{}")) {
            trenza.type("first\n");
            trenza.awaitOut("first");
            trenza.type("second\n");
            trenza.awaitOut("second");
            trenza.closeInput();

            assertThat(trenza.end().out()).containsExactly("first", "second");
        }
    }

    @Test
    void orderIsKeptIfAsked() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("map", "text", "-k", "-j", "2", "--format", "{seq}"));
        IntStream.range(0, 200).forEach(i -> arguments.add(write("page " + i + ".txt", "word ".repeat(i % 5 * 1_000))));

        Trenza.Result result = Trenza.run(arguments.toArray(String[]::new));

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .isEqualTo(IntStream.range(0, 200).mapToObj(Integer::toString).toList());
    }

    @Test
    void aFailedItemCostsOnlyItself() throws Exception {
        String good = write("good.txt", "one two three");

        Trenza.Result result = Trenza.run("map", "text", good, "gone.txt", "-k");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).hasSize(2);
        assertThat(result.out().get(0)).contains("\"status\":\"success\"", "\"words\":3");
        assertThat(result.out().get(1))
                .contains("\"item\":\"gone.txt\",\"status\":\"failed\",\"error\":{\"stage\":\"text\",\"type\":\"")
                .contains("\"stack\":[\"at ");
        assertThat(result.err())
                .singleElement()
                .asString()
                .startsWith("trenza: text: task 'text' on item 'gone.txt' failed: ")
                .contains("gone.txt");
    }

    @Test
    void hostileItemsCostOnlyThemselves() throws Exception {
        Trenza.Result result = Trenza.run(
                "map",
                "obey",
                write("0", "echo first"),
                write("1", "exit 7"),
                write("2", "spin"),
                write("3", "allocate"),
                write("4", "print {\"not\":\"a result\"}"),
                write("5", "echo last"),
                "-k",
                "-j",
                "2",
                "--timeout",
                "2s",
                "--heap",
                "64m",
                "--task-path",
                Trenza.HOSTILE_TASKS.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .extracting(line -> line.replaceAll(".*\"status\":\"([a-z-]+)\".*", "$1"))
                .satisfiesExactly(
                        status -> assertThat(status).isEqualTo("success"),
                        status -> assertThat(status).isIn("crashed", "quarantined"),
                        status -> assertThat(status).isEqualTo("timed-out"),
                        status -> assertThat(status).isEqualTo("out-of-memory"),
                        status -> assertThat(status).isEqualTo("success"),
                        status -> assertThat(status).isEqualTo("success"));
        assertThat(result.out().get(1)).contains("\"exitCode\":7");
        assertThat(result.err())
                .as("what a task prints is on stderr, with who printed it")
                .anyMatch(line -> line.matches("worker \\d+.*\\| .*not.*a result.*"));
    }

    @Test
    void workersThatCannotStartAreToldAndTheStatusIs71() throws Exception {
        Trenza.Result result = Trenza.run("map", "text", "x", "--heap", "99999g");

        assertThat(result.status()).isEqualTo(71);
        assertThat(result.out()).allMatch(line -> line.contains("\"status\":\"cancelled\""));
        assertThat(result.err()).last().asString().startsWith("trenza: the workers of pool 'worker' cannot start: ");
        assertThat(result.err()).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void theSummaryMayBeJson() throws Exception {
        Trenza.Result result = Trenza.run("map", "sleep", "1", "2", "--with", "duration=1ms", "--summary", "json");

        assertThat(result.err())
                .singleElement()
                .asString()
                .startsWith("{\"pipeline\":\"sleep\",\"items\":2,\"failures\":0,\"wallMs\":")
                .contains("\"streams\":{\"sleep\":{\"items\":2,\"success\":2,");
    }

    @Test
    void progressMayBeLines() throws Exception {
        Trenza.Result result = Trenza.run("map", "sleep", "1", "--with", "duration=2500ms", "--progress", "plain");

        assertThat(result.err()).anyMatch(line -> line.matches("trenza: 0 of 1 items \\(0 %\\), 0/s"));
    }

    private List<String> sha256sum(List<String> names) throws Exception {
        List<String> command = new ArrayList<>(List.of("sha256sum"));
        command.addAll(names);
        Process oracle = new ProcessBuilder(command).directory(folder.toFile()).start();
        String lines = new String(oracle.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(oracle.waitFor()).isZero();
        return lines.lines().toList();
    }

    private String write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
