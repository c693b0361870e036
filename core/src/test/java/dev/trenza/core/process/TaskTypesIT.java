package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Whatever a user may write as a task compiles as it stands here, and runs in a worker. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class TaskTypesIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Task<Integer, Integer> IN_A_FIELD = x -> x + 100;

    private static final List<Task<Integer, Integer>> IN_AN_INITIALISER;

    static {
        int captured = 7;
        IN_AN_INITIALISER = List.of(x -> x * captured, Math::abs, TaskTypesIT::square);
    }

    private static WorkerPool pool;

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        pool = WorkerPool.builder()
                .name("types")
                .workers(1)
                .allow(TaskTypesIT.class.getPackageName() + ".*")
                .build();
    }

    @AfterEach
    void end() {
        pool.close();
    }

    record Point(int x, int y) {}

    record Scale(int factor) implements Task<Integer, Integer> {
        @Override
        public Integer run(Integer input) {
            return factor * input;
        }
    }

    static final class Doubler implements Task<Integer, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer run(Integer input) {
            return 2 * input;
        }
    }

    enum Operation implements Task<Integer, Integer> {
        NEGATE {
            @Override
            public Integer run(Integer input) {
                return -input;
            }
        },
        INCREMENT {
            @Override
            public Integer run(Integer input) {
                return input + 1;
            }
        }
    }

    static final class Offset implements Serializable {
        private static final long serialVersionUID = 1;
        private final int offset;

        Offset(int offset) {
            this.offset = offset;
        }

        int add(int input) {
            return input + offset;
        }

        Flux<Integer> addToAll(Flux<Integer> inputs) {
            return inputs.transform(pool.map(x -> add(x)));
        }
    }

    private static int square(int x) {
        return x * x;
    }

    private static String attempt(String input, TaskContext context) {
        return input + context.attempt();
    }

    private static <T, R> Flux<R> through(TaskPool any, Flux<T> items, Task<? super T, ? extends R> task) {
        return items.transform(any.<T, R>map(task));
    }

    private static <T extends Comparable<T>> T larger(T bound, T input) {
        return input.compareTo(bound) > 0 ? input : bound;
    }

    private static <T extends Comparable<T> & Serializable> Flux<T> atLeast(T bound, Flux<T> items) {
        return items.transform(pool.map(x -> larger(bound, x)));
    }

    private static <R> void emits(Flux<R> results, List<R> expected) {
        StepVerifier.create(results.collectList())
                .expectNext(expected)
                .expectComplete()
                .verify(SOON);
    }

    private Path written(String text) throws IOException {
        return Files.writeString(directory.resolve(text.length() + ".txt"), text);
    }

    @Test
    void lambdas() {
        int captured = 10;

        Flux<Integer> squares = Flux.range(0, 5).transform(pool.map(x -> x * x));
        Flux<String> lengths = Flux.just("a", "bc").transform(pool.map(text -> text.length() + captured + text));
        Flux<Integer> block = Flux.just(3).transform(pool.mapUnordered(x -> {
            int twice = 2 * x;
            return twice;
        }));

        emits(squares, List.of(0, 1, 4, 9, 16));
        emits(lengths, List.of("11a", "12bc"));
        emits(block, List.of(6));
    }

    @Test
    void methodReferencesWhetherTheMethodIsOverloadedOrNot() throws IOException {
        Flux<Integer> parsed = Flux.just("1", "2").transform(pool.map(Integer::parseInt));
        Flux<String> upper = Flux.just("a").transform(pool.mapUnordered(String::toUpperCase));
        Flux<String> texts = Flux.just(written("text")).transform(pool.map(Files::readString));
        Mono<List<String>> lines = pool.submit(Files::readAllLines, written("a\nb"));
        Flux<Integer> squares = Flux.range(0, 3).flatMap(pool.task(TaskTypesIT::square), 1);
        Flux<String> trimmed = Flux.just(" a ").flatMap(pool.task(String::trim), 8);
        Flux<Integer> absolute = Flux.just(-1).transform(pool.map(Math::abs));

        emits(parsed, List.of(1, 2));
        emits(upper, List.of("A"));
        emits(texts, List.of("text"));
        assertThat(lines.block(SOON)).containsExactly("a", "b");
        StepVerifier.create(squares.collectList())
                .assertNext(list -> assertThat(list).containsExactlyInAnyOrder(0, 1, 4))
                .expectComplete()
                .verify(SOON);
        emits(trimmed, List.of("a"));
        emits(absolute, List.of(1));
    }

    @Test
    void referencesToConstructorsAndToMethodsOfAnObject() {
        Offset offset = new Offset(5);

        Flux<Integer> bound = Flux.just(1).transform(pool.map(offset::add));
        Flux<Doubled> made = Flux.just(4).transform(pool.map(Doubled::new));

        emits(bound, List.of(6));
        emits(made, List.of(new Doubled(4)));
    }

    record Doubled(int value) {}

    @Test
    void tasksThatTakeTheirContext() {
        Flux<String> lambda =
                Flux.just("a").transform(pool.map(Task.withContext((text, context) -> text + context.attempt())));
        Flux<String> reference = Flux.just("b").transform(pool.map(Task.withContext(TaskTypesIT::attempt)));
        ContextTask<String, Long> typed = (text, context) -> context.index();
        Mono<String> single = pool.submit(Task.withContext((text, context) -> text + context.index()), "c");
        Flux<Outcome<String, Integer>> outcomes = Flux.just("d")
                .transform(pool.outcomes(Task.withContext((text, context) -> text.length() + context.attempt())));

        emits(lambda, List.of("a1"));
        emits(reference, List.of("b1"));
        emits(Flux.just("x", "y").transform(pool.map(typed)), List.of(0L, 1L));
        assertThat(single.block(SOON)).isEqualTo("c0");
        assertThat(outcomes.map(outcome -> outcome.status()).blockLast(SOON)).isEqualTo("success");
    }

    @Test
    void objectsOfNamedLocalAnonymousRecordAndEnumClasses() {
        class Local implements Task<Integer, Integer> {
            private static final long serialVersionUID = 1;

            @Override
            public Integer run(Integer input) {
                return input - 1;
            }
        }
        Task<Integer, Integer> anonymous = anonymous(30);

        emits(Flux.just(1).transform(pool.map(new Doubler())), List.of(2));
        emits(Flux.just(1).transform(pool.map(new Scale(3))), List.of(3));
        emits(Flux.just(1).transform(pool.map(anonymous)), List.of(31));
        emits(Flux.just(1).transform(pool.map(Operation.NEGATE)), List.of(-1));
        emits(Flux.just(1).transform(pool.map(Operation.INCREMENT)), List.of(2));
        assertThat(pool.submit(new Scale(4), 2).block(SOON)).isEqualTo(8);
        assertThat(pool.submit(localInStatic(), 2).block(SOON)).isEqualTo(102);
        assertThat(Local.class).isNotNull();
    }

    private static Task<Integer, Integer> anonymous(int summand) {
        return new Task<>() {
            private static final long serialVersionUID = 1;

            @Override
            public Integer run(Integer input) {
                return input + summand;
            }
        };
    }

    private static Task<Integer, Integer> localInStatic() {
        class Local implements Task<Integer, Integer> {
            private static final long serialVersionUID = 1;

            @Override
            public Integer run(Integer input) {
                return input + 100;
            }
        }
        return new Local();
    }

    @Test
    void lambdasOfFieldsOfStaticInitialisersAndOfInstances() {
        emits(Flux.just(1).transform(pool.map(IN_A_FIELD)), List.of(101));
        emits(Flux.fromIterable(IN_AN_INITIALISER).concatMap(task -> pool.submit(task, -3)), List.of(-21, 3, 9));
        emits(new Offset(2).addToAll(Flux.just(1, 2)), List.of(3, 4));
    }

    @Test
    void insideGenericCode() {
        Function<Flux<Integer>, Flux<Integer>> stage = pool.map(x -> x + 1);

        emits(through(pool, Flux.just(1, 2), x -> "n" + x), List.of("n1", "n2"));
        emits(through(pool, Flux.just("1"), Integer::valueOf), List.of(1));
        emits(atLeast(5, Flux.just(3, 8)), List.of(5, 8));
        emits(Flux.just(1).transform(stage).transform(stage), List.of(3));
        emits(
                pool.values(
                        Flux.just(new Point(1, 2)),
                        TaskRun.<Point, Integer, Integer>of(x -> x * 10, Point::y)
                                .ordered()),
                List.of(20));
    }

    @Test
    void namedTasksPlainAndTyped() {
        Flux<Object> plain = Flux.range(2, 2).transform(pool.map(NamedTask.reference("square")));
        Flux<Long> typed = Flux.range(2, 2).transform(pool.map(NamedTask.reference("square", Map.of(), Long.class)));

        emits(plain, List.of(4L, 9L));
        emits(typed, List.of(4L, 9L));
        StepVerifier.create(pool.submit(NamedTask.reference("square", Map.of(), String.class), 3))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TaskFailedException.class)
                        .hasStackTraceContaining("task 'square' returned a java.lang.Long, not a java.lang.String"))
                .verify(SOON);
        StepVerifier.create(pool.submit(NamedTask.reference("sqare"), 3))
                .expectErrorSatisfies(error -> assertThat(error).hasStackTraceContaining("'square'"))
                .verify(SOON);
    }
}
