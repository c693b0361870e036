package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.TaskFailedException;
import dev.trenza.task.Task;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code that runs in a worker is the code that was meant, or none. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class ShippedCodeIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Two lambdas alike in type, in a method: javac tells their bodies apart by their number alone. */
    private static final String PRICES = """
            package acme;
            import dev.trenza.task.Task;
            import java.util.List;
            import java.util.function.Supplier;
            public class Prices implements Supplier<List<Task<Integer, Integer>>> {
                public List<Task<Integer, Integer>> get() {
                    return List.of(%s, Prices::half, ANONYMOUS, new Named(), x -> x + Rates.RATE);
                }
                static final Task<Integer, Integer> ANONYMOUS = new Task<>() {
                    public Integer run(Integer x) { return %s; }
                };
                static int half(int x) { return x / 2; }
            }
            """;

    private static final String NAMED = """
            package acme;
            import dev.trenza.task.Task;
            public class Named implements Task<Integer, Integer> {
                private static final long serialVersionUID = 1;
                public Integer run(Integer x) { return %s; }
            }
            """;

    private static final String RATES = "package acme;\npublic class Rates { static int RATE = 7; }";

    @TempDir
    Path directory;

    private Path build(String name, String lambdas, String anonymous, String named) throws IOException {
        Path classes = directory.resolve(name);
        return Javac.compile(classes, List.of(), PRICES.formatted(lambdas, anonymous), NAMED.formatted(named), RATES);
    }

    @SuppressWarnings("unchecked")
    private static List<Task<Integer, Integer>> tasks(URLClassLoader loader) throws ReflectiveOperationException {
        return ((Supplier<List<Task<Integer, Integer>>>)
                        loader.loadClass("acme.Prices").getConstructor().newInstance())
                .get();
    }

    private static URLClassLoader load(Path classes) throws IOException {
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, ShippedCodeIT.class.getClassLoader());
    }

    private static WorkerPool pool(Path taskPath) {
        return WorkerPool.builder()
                .name("shipped")
                .workers(1)
                .taskPath(List.of(taskPath))
                .build();
    }

    @Test
    void codeOfTheSameBuildRunsFromATaskPathOfThePoolsOwn() throws Exception {
        Path classes = build("one", "x -> x * 2, x -> x * 3", "x + 10", "x + 100");
        try (URLClassLoader loader = load(classes);
                WorkerPool pool = pool(build("copy", "x -> x * 2, x -> x * 3", "x + 10", "x + 100"))) {
            List<Integer> results = tasks(loader).stream()
                    .map(task -> pool.submit(task, 6).block(SOON))
                    .toList();

            assertThat(results).containsExactly(12, 18, 3, 16, 106, 13);
        }
    }

    @Test
    void codeOfAnotherBuildIsRefusedWhateverItWouldDo() throws Exception {
        Path callers = build("callers", "x -> x * 2, x -> x * 3", "x + 10", "x + 100");
        Path workers = build("workers", "x -> x * 3, x -> x * 2", "x + 20", "x + 200");
        try (URLClassLoader loader = load(callers);
                WorkerPool pool = pool(workers)) {
            List<Task<Integer, Integer>> tasks = tasks(loader);

            for (Task<Integer, Integer> task : tasks) {
                assertThatThrownBy(() -> pool.submit(task, 6).block(SOON))
                        .isInstanceOf(TaskFailedException.class)
                        .message()
                        .containsPattern("class acme\\.(Prices|Prices\\$1|Named) is another build in the worker"
                                + " \\([0-9a-f]{8}, from file:.*/workers/\\) than in the caller \\([0-9a-f]{8}\\)")
                        .contains("put the same build on both class paths", "NamedTask.reference");
            }
            assertThatThrownBy(() -> pool.submit(tasks.get(0), 6).block(SOON))
                    .hasMessageContaining("task 'lambda in Prices.get' is refused: class acme.Prices is another build");
            assertThat(pool.submit(Deeds::square, 6).block(SOON)).isEqualTo(36);
        }
    }

    @Test
    void codeThatWorkersDoNotHaveIsToldWithTheRemedy() throws Exception {
        try (URLClassLoader loader = load(build("here", "x -> x, x -> x + 1", "x", "x"));
                WorkerPool pool =
                        WorkerPool.builder().name("shipped").workers(1).build()) {
            assertThatThrownBy(() -> pool.submit(tasks(loader).get(0), 6).block(SOON))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining(
                            "class acme.Prices of task 'lambda in Prices.get' is not on the worker's class path")
                    .hasMessageContaining("taskPath");
        }
    }

    @Test
    void aCaptureThatCannotBeShippedStartsNoWorker() {
        Object captured = new Object();
        try (WorkerPool pool = WorkerPool.builder().name("shipped").workers(1).build()) {
            assertThatThrownBy(
                            () -> pool.submit(x -> captured.hashCode() + x, 1).block(SOON))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("lambda in ShippedCodeIT.aCaptureThatCannotBeShippedStartsNoWorker"
                            + " -> captured argument 1 (java.lang.Object) is not Serializable");
            assertThat(pool.workers()).isEmpty();
        }
    }
}
