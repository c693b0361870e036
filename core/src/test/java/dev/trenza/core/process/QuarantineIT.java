package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Outcome;
import dev.trenza.core.WorkerLostException;
import dev.trenza.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class QuarantineIT {

    @TempDir
    Path directory;

    private WorkerPool.Builder pool() {
        return WorkerPool.builder()
                .name("quarantine")
                .workers(1)
                .attempts(1)
                .output(line -> {})
                .quarantine(directory.resolve("bad"));
    }

    /** Items 1 to 4, of which the third dies. */
    private <O> WorkerLostException lost(WorkerPool.Builder builder, Task<Integer, O> task) {
        try (WorkerPool pool = builder.build()) {
            return lost(pool, task);
        }
    }

    private static <O> WorkerLostException lost(WorkerPool pool, Task<Integer, O> task) {
        List<Outcome<Integer, O>> outcomes = Flux.range(1, 4)
                .transform(pool.outcomes(task))
                .collectSortedList((a, b) -> Long.compare(a.index(), b.index()))
                .blockOptional()
                .orElseThrow();
        assertThat(outcomes).filteredOn(Outcome::isSuccess).hasSize(3);
        return (WorkerLostException) ((Outcome.Failure<Integer, O>) outcomes.get(2)).failure();
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("bad"))) {
            return entries.toList();
        }
    }

    private static Outcome<String, Object> replay(Path item) throws IOException {
        QuarantinedItem kept = QuarantinedItem.read(item);
        try (WorkerPool pool = kept.pool().output(line -> {}).build()) {
            return kept.replay(pool).blockOptional().orElseThrow();
        }
    }

    @Test
    void anItemThatKillsItsWorkersIsKeptWithAllThatIsKnown() throws Exception {
        WorkerLostException failure = lost(
                pool().attempts(2)
                        .heap(64 << 20)
                        .jvmArguments("-Dpassword=geheim", "-Dcolour=red")
                        .environment("TOKEN", "geheim"),
                Deeds::sayAndExitAt3);

        Path item = failure.quarantine().orElseThrow();
        assertThat(kept()).containsExactly(item);
        assertThat(failure).hasMessageContaining("kept in " + item);
        assertThat(item.getFileName().toString()).matches("\\d{8}T\\d{6}Z-Deeds-sayAndExitAt3-2-\\w+");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(item)))
                .isEqualTo("rwx------");
        assertThat(item.resolve("input.txt")).content().startsWith("3\n");
        assertThat(item.resolve("task.txt")).content().startsWith("Deeds::sayAndExitAt3");
        assertThat(item.resolve("history.txt")).content().contains("attempt 1: worker ", "attempt 2: worker ");
        assertThat(item.resolve("worker-2.log")).hasContent("item 3 says goodbye");
        assertThat(item.resolve("stack-1.txt")).content().contains("at dev.trenza.core.process.Deeds.exitAt3");
        try (Stream<Path> files = Files.list(item)) {
            assertThat(files).allSatisfy(file -> assertThat(file).content().doesNotContain("geheim"));
        }
        assertThat(item.resolve("item.properties")).content().contains("-Dcolour", "TOKEN", "67108864");
    }

    @Test
    void aReplayRunsTheSameItemWithTheSameEnd() throws Exception {
        Path item = lost(pool(), Deeds::sayAndExitAt3).quarantine().orElseThrow();

        Outcome<String, Object> outcome = replay(item);

        assertThat(outcome.status()).isEqualTo("crashed");
        assertThat(outcome.item()).isEqualTo("3");
        assertThat(outcome.index()).isEqualTo(2);
        assertThat(((Outcome.Failure<String, Object>) outcome).failure())
                .hasMessageContaining("the task called System.exit(7)")
                .hasMessageContaining("'Deeds::sayAndExitAt3' on item '3'");
    }

    @Test
    void aReplayWithMoreHeapMaySucceed() throws Exception {
        Path item = lost(pool().heap(32 << 20), Deeds::take64MegabytesAt3)
                .quarantine()
                .orElseThrow();
        assertThat(replay(item).status()).isEqualTo("out-of-memory");

        QuarantinedItem kept = QuarantinedItem.read(item);
        try (WorkerPool pool = kept.pool().heap(256 << 20).build()) {
            assertThat(kept.replay(pool).block())
                    .isInstanceOfSatisfying(
                            Outcome.Success.class,
                            success -> assertThat(success.value()).isEqualTo(8 << 20));
        }
    }

    @Test
    void theReportOfACrashIsKeptWithItsItem() throws Exception {
        WorkerLostException failure = lost(pool(), Deeds::writeToNullAt3);

        Path report = failure.quarantine().orElseThrow().resolve("crash-1.log");
        assertThat(report).content().contains("A fatal error has been detected");
        assertThat(failure).hasMessageContaining("crash report: " + report);
        assertThat(report.resolveSibling("history.txt")).content().contains("crash report: " + report);
    }

    @Test
    void aQuarantineThatCannotBeWrittenLosesNothing() throws Exception {
        Path file = directory.resolve("bad");
        WorkerLostException failure;
        try (WorkerPool pool = pool().build()) {
            Files.delete(file);
            Files.writeString(file, "I came later");
            failure = lost(pool, Deeds::exitAt3);
        }

        assertThat(failure.quarantine()).isEmpty();
        assertThat(failure.getMessage().lines())
                .singleElement()
                .asString()
                .contains("System.exit(7)", "it could not be kept: '" + file + "' takes no directory");
    }

    @Test
    void aPoolIsNotMadeWithAQuarantineThatCannotBeUsed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "I was here first");

        assertThatThrownBy(() -> pool().quarantine(file).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quarantine " + file + ": it cannot be a quarantine: '" + file
                        + "' is no directory; name a directory that can be made and written to");
    }

    @Test
    void whatIsNoItemIsRefusedWithAHint() throws Exception {
        Path item = lost(pool(), Deeds::exitAt3).quarantine().orElseThrow();

        assertThatThrownBy(() -> QuarantinedItem.read(directory.resolve("gone")))
                .hasMessageContaining("gone' is no item of a quarantine")
                .hasMessageContaining("it does not exist");
        assertThatThrownBy(() -> QuarantinedItem.read(item.getParent()))
                .hasMessageContaining("it may be a quarantine of several: try '" + item + "'");
        Path properties = item.resolve("item.properties");
        String content = Files.readString(properties);
        Files.writeString(properties, content.replace("version=1", "version=7"));
        assertThatThrownBy(() -> QuarantinedItem.read(item))
                .isInstanceOf(QuarantinedItem.OtherVersionException.class)
                .hasMessageContaining("is of version 7, and this is for version 1");
        Files.writeString(properties, content.replace("item.index=2", "item.index=two"));
        assertThatThrownBy(() -> QuarantinedItem.read(item)).hasMessageContaining("is damaged");
        Files.writeString(properties, content.replaceFirst("worker.heap=\\d+", "worker.heap=abc"));
        assertThatThrownBy(() -> QuarantinedItem.read(item))
                .hasMessageContaining("'" + properties + "' is damaged: worker.heap must be a number from 0 to ")
                .hasMessageEndingWith(", was 'abc'");
        Files.writeString(properties, content);
        Files.delete(item.resolve("input.bin"));
        assertThatThrownBy(() -> QuarantinedItem.read(item))
                .hasMessageContaining("'" + item.resolve("input.bin") + "' is missing, which has the item's input")
                .hasMessageContaining("copy the whole directory again");
    }

    @Test
    void whatSucceedsOrFailsIsNotKept() throws Exception {
        try (WorkerPool pool = pool().build()) {
            Flux.range(1, 4)
                    .transform(pool.<Integer, Integer>outcomes(Deeds::throwAt3))
                    .blockLast();
        }

        assertThat(kept()).isEmpty();
    }
}
