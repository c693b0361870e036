package dev.trenza.app.onejar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnpackingTest {

    @TempDir
    private Path folder;

    @Test
    void theInstallationIsUnpackedAndNothingElse() throws IOException {
        Path jar = jar(Map.of("installation/lib/a.jar", "a", "installation/tasks/x/b.jar", "b", "dev/A.class", "no"));

        Path home = new Unpacking(jar).into(folder.resolve("cache"));

        assertThat(files(home)).containsExactly("lib/a.jar", "tasks/x/b.jar");
        assertThat(home.resolve("lib/a.jar")).hasContent("a");
        assertThat(files(folder.resolve("cache"))).hasSize(2);
    }

    @Test
    void whatIsThereIsTakenAsItIs() throws IOException {
        Path jar = jar(Map.of("installation/lib/a.jar", "a"));
        Path home = new Unpacking(jar).into(folder);
        Files.writeString(home.resolve("lib/a.jar"), "seen");

        assertThat(new Unpacking(jar).into(folder)).isEqualTo(home);
        assertThat(home.resolve("lib/a.jar")).hasContent("seen");
    }

    @Test
    void anotherBuildIsAnotherFolder() throws IOException {
        Path one = new Unpacking(jar(Map.of("installation/lib/a.jar", "a"))).into(folder);
        Path two = new Unpacking(jar(Map.of("installation/lib/a.jar", "b"))).into(folder);

        assertThat(two).isNotEqualTo(one);
    }

    @Test
    void processesThatStartTogetherAllFindItComplete() throws Exception {
        Map<String, String> entries = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            entries.put("installation/lib/" + i + ".jar", "x".repeat(1_000));
        }
        Path jar = jar(entries);
        CyclicBarrier start = new CyclicBarrier(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> unpacking = () -> {
                start.await();
                return files(new Unpacking(jar).into(folder.resolve("cache"))).size();
            };
            for (Future<Integer> found :
                    threads.invokeAll(Stream.generate(() -> unpacking).limit(8).toList())) {
                assertThat(found.get()).isEqualTo(50);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(files(folder.resolve("cache"))).hasSize(50);
    }

    @Test
    void whatNobodyHasStartedForAMonthIsRemovedWhenAnotherBuildComes() throws IOException {
        Instant now = Instant.parse("2026-03-01T00:00:00Z");
        Path cache = folder.resolve("cache");
        Path used = jar(Map.of("installation/lib/a.jar", "used"));
        Path unused = jar(Map.of("installation/lib/a.jar", "unused"));
        Path usedHome = startedAt(now.minus(40, ChronoUnit.DAYS), used, cache);
        Path unusedHome = startedAt(now.minus(31, ChronoUnit.DAYS), unused, cache);
        startedAt(now.minus(29, ChronoUnit.DAYS), used, cache);
        Path foreign = Files.writeString(cache.resolve("README"), "a file");
        assertThat(foreign.toFile().setLastModified(0)).isTrue();

        Path home = startedAt(now, jar(Map.of("installation/lib/a.jar", "new")), cache);

        assertThat(unusedHome).doesNotExist();
        assertThat(usedHome.resolve("lib/a.jar")).hasContent("used");
        assertThat(home.resolve("lib/a.jar")).hasContent("new");
        assertThat(foreign).exists();
    }

    private static Path startedAt(Instant time, Path jar, Path cache) throws IOException {
        return new Unpacking(jar, Clock.fixed(time, ZoneOffset.UTC)).into(cache);
    }

    @Test
    void aJarThatIsNoneOfOursIsRefused() throws IOException {
        Path empty = jar(Map.of("dev/A.class", "no"));
        Path evil = jar(Map.of("installation/../../evil", "x"));

        assertThatThrownBy(() -> new Unpacking(empty).into(folder)).hasMessageContaining("no installation in");
        assertThatThrownBy(() -> new Unpacking(evil).into(folder.resolve("cache")))
                .hasMessageContaining("leads out of the folder");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private Path jar(Map<String, String> entries) throws IOException {
        Path jar = Files.createTempFile(folder, "all", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return jar;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
