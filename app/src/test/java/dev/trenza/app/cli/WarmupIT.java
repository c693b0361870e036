package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archives that {@code trenza warmup} makes, and the launcher script that uses them. */
@Tag("cli")
@Timeout(300)
class WarmupIT {

    @TempDir
    static Path cache;

    private static boolean isWarm;

    private record Result(int status, List<String> out, List<String> err) {}

    @BeforeEach
    void warmUpOnce() throws Exception {
        assumeTrue(Trenza.isHomeOfTheScript(), "the script starts another build than this one");
        if (!isWarm) {
            Result made = script("warmup");
            assertThat(made.status()).as("%s", made).isZero();
            isWarm = true;
        }
    }

    @Test
    void bothArchivesAreMadeForTheirOwnerOnlyAndUsedFromThenOn() throws Exception {
        Result examined = script("doctor");

        assertThat(archives())
                .hasSize(2)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
        assertThat(examined.out()).anySatisfy(line -> assertThat(line).contains("command: in use; workers: in use"));
    }

    @Test
    void anArchiveOlderThanAJarIsNotUsed() throws Exception {
        Path archive = archive("command.jsa");
        FileTime made = Files.getLastModifiedTime(archive);
        Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));

        Result examined = script("doctor");

        Files.setLastModifiedTime(archive, made);
        assertThat(examined.out())
                .anySatisfy(line -> assertThat(line).contains("command: made, but out of date; workers: in use"));
    }

    @Test
    void archivesThatAreGarbageCutShortOrEmptyCostNoWord() throws Exception {
        for (Path archive : archives()) {
            byte[] whole = Files.readAllBytes(archive);
            for (byte[] damaged : List.of(new byte[0], new byte[10_000], Arrays.copyOf(whole, whole.length / 3))) {
                Files.write(archive, damaged);

                Result result = script("map", "square", "7", "--format", "{value}");

                assertThat(result.status()).isZero();
                assertThat(result.out()).containsExactly("49");
                assertThat(result.err()).isEmpty();
            }
            Files.write(archive, whole);
        }
    }

    @Test
    void aClosedStdinHasNoItemsAndIsNotAFileOfTheJvm() throws Exception {
        Result result = run(List.of(
                "/bin/sh",
                "-c",
                "exec \"$0\" map square <&-",
                Trenza.ROOT.resolve("trenza").toString()));

        assertThat(result).isEqualTo(new Result(0, List.of(), List.of()));
    }

    @Test
    void whatWasMadeCanBeRemoved() throws Exception {
        Result cleared = script("warmup", "--clear");
        isWarm = false;

        assertThat(cleared.status()).isZero();
        assertThat(cleared.out()).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("removed "));
        assertThat(archives()).isEmpty();
    }

    private static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Path archive(String name) throws IOException {
        return archives().stream()
                .filter(file -> file.endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static Result script(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Trenza.ROOT.resolve("trenza").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Result run(List<String> command) throws Exception {
        Path out = Files.createTempFile("trenza-test-", ".out");
        Path err = Files.createTempFile("trenza-test-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        Result result = new Result(process.waitFor(), Files.readAllLines(out), Files.readAllLines(err));
        Files.delete(out);
        Files.delete(err);
        return result;
    }
}
