package dev.trenza.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.thread.ThreadTaskPool;
import dev.trenza.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

@Timeout(120)
class WorkersByDirectoryTest {

    @TempDir
    private Path folder;

    private final List<String> made = new CopyOnWriteArrayList<>();
    private final Map<String, TaskPool> pools = new ConcurrentHashMap<>();

    @BeforeEach
    void directories() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.createDirectory(folder.resolve(name));
        }
    }

    @AfterEach
    void close() {
        pools.values().forEach(TaskPool::closeNow);
    }

    @Test
    void aWorkerServesOneDirectoryAndTheLongestIdleOneIsReplaced() {
        try (WorkersByDirectory workers = workers(2)) {
            List<Outcome<String, String>> outcomes = run(workers, "a", "a", "b", "a", "c", "a", "b");

            assertThat(outcomes).hasSize(7).allMatch(Outcome::isSuccess);
            assertThat(made).containsExactly("1 a", "2 b", "2 c", "2 b");
            assertThat(outcomes.stream().map(outcome -> outcome.execution().worker()))
                    .containsExactly(1, 1, 2, 1, 2, 1, 2);
            assertThat(pools.values().stream().filter(pool -> !pool.isClosed())).hasSize(2);
        }

        assertThat(pools.values()).allMatch(TaskPool::isClosed);
    }

    @Test
    void itemsOfOneDirectoryRunAtOnceAndNoMoreOfThemThanAreAllowed() {
        try (WorkersByDirectory workers = workers(3)) {
            TaskRun<String, String> run = TaskRun.of(item -> item);

            List<Outcome<String, String>> outcomes = workers.outcomes(
                            Flux.just("a").repeat(200), run)
                    .collectList()
                    .block(Duration.ofSeconds(100));

            assertThat(outcomes).hasSize(201).allMatch(Outcome::isSuccess);
            assertThat(outcomes.stream().map(Outcome::index).collect(Collectors.toSet()))
                    .hasSize(201);
            assertThat(made).hasSizeBetween(1, 3);
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsAFailureOfItsItemAlone() throws IOException {
        Files.createFile(folder.resolve("file"));

        try (WorkersByDirectory workers = workers(1)) {
            List<Outcome<String, String>> outcomes = run(workers, "a", "none", "file", "b\0", "b");

            assertThat(outcomes.stream().map(Outcome::status))
                    .containsExactly("success", "failed", "failed", "failed", "success");
            assertThat(outcomes.stream()
                            .flatMap(outcome -> outcome instanceof Outcome.Failure<String, String> failure
                                    ? Stream.of(failure.failure().getMessage())
                                    : Stream.empty()))
                    .satisfiesExactly(
                            none -> assertThat(none)
                                    .isEqualTo("'none' cannot run in its --workdir: there is no directory '"
                                            + folder.resolve("none") + "'; make it before, or name another one"),
                            file -> assertThat(file).contains("'" + folder.resolve("file") + "' is no directory"),
                            wild -> assertThat(wild).contains("cannot run in its --workdir"));
        }
    }

    private WorkersByDirectory workers(int most) {
        return new WorkersByDirectory(most, (item, position) -> folder.resolve(item), (number, place) -> {
            made.add(number + " " + place.getFileName());
            TaskPool pool =
                    ThreadTaskPool.builder().name("place").concurrency(1).build();
            pools.put(made.size() + "", pool);
            return pool;
        });
    }

    /** One after the other. */
    private static List<Outcome<String, String>> run(TaskPool pool, String... items) {
        Task<String, String> task = item -> item;
        return Flux.just(items)
                .concatMap(item -> pool.outcomes(Flux.just(item), TaskRun.<String, String>of(task)))
                .collectList()
                .block(Duration.ofSeconds(100));
    }
}
