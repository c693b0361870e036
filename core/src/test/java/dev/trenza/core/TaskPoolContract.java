package dev.trenza.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.task.ContextTask;
import dev.trenza.task.Emitter;
import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/**
 * What every {@link TaskPool} promises. The tasks are static methods without state, so that a pool may ship them to
 * another JVM.
 */
@Timeout(60)
public abstract class TaskPoolContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int FOR_EVER_MILLIS = 600_000;

    private TaskPool pool;

    /** A new pool that runs two tasks at once if it can. */
    protected abstract TaskPool newPool();

    /** A new pool whose tasks' lines go here, from this level on; {@code null} leaves the level to the pool. */
    protected abstract TaskPool newPool(Consumer<TaskLine> log, @Nullable Level level);

    /** How many items the pool may take ahead of what was emitted, at most. */
    protected abstract long largestWindow();

    @BeforeEach
    void openPool() {
        pool = newPool();
    }

    @AfterEach
    void closePool() {
        pool.closeNow();
    }

    // Tasks

    private static int square(int x) {
        return x * x;
    }

    private static int sleep(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    private static int tellProgressTwiceAndSleep(int millis, TaskContext context) throws InterruptedException {
        context.progress();
        context.progress();
        Thread.sleep(millis);
        return millis;
    }

    private static int tellProgressFor(int millis, TaskContext context) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000L; // counting the pauses would take longer on a busy machine
        while (System.nanoTime() < end) {
            context.progress();
            Thread.sleep(5);
        }
        return millis;
    }

    /** Takes longer for some than for others, so that unordered results really come out of order. */
    private static int squareSlowly(int x) throws InterruptedException {
        Thread.sleep(x * 7 % 5);
        return x * x;
    }

    private static Integer failOnThree(int x) throws IOException {
        if (x == 3) {
            throw new IOException("disk full");
        }
        return x;
    }

    private static Integer failWithCause(int x) {
        throw new UncheckedIOException("outer " + x, new IOException("inner"));
    }

    private static Integer nullOnThree(int x) {
        return x == 3 ? null : Integer.valueOf(x);
    }

    private static Integer succeedOnThirdAttempt(int x, TaskContext context) {
        if (context.attempt() < 3) {
            throw new IllegalStateException("attempt " + context.attempt());
        }
        return x;
    }

    /** Tells by a file that it began, and waits for another one that all wait for. */
    private static String waitUntilAllowed(String name) throws IOException, InterruptedException {
        Files.createFile(Path.of(name + ".started"));
        while (!Files.exists(Path.of(name).resolveSibling("allowed"))) {
            Thread.sleep(5);
        }
        return name;
    }

    private static List<String> started(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".started"))
                    .toList();
        }
    }

    /** Tells by two files that it began and that it was interrupted, so that this can be seen from another JVM. */
    private static String sleepUntilStopped(String name) throws IOException {
        Files.createFile(Path.of(name + ".started"));
        try {
            Thread.sleep(FOR_EVER_MILLIS);
        } catch (InterruptedException e) {
            Files.createFile(Path.of(name + ".stopped"));
        }
        return name;
    }

    private static void countTo(int last, Emitter<Integer> out) {
        for (int i = 1; i <= last; i++) {
            out.emit(i);
        }
    }

    private static void countToThreeAndFail(int ignored, Emitter<Integer> out) throws IOException {
        countTo(3, out);
        throw new IOException("disk full");
    }

    /** Tells by a file how many it has emitted when it is stopped. */
    private static void countForEver(String name, Emitter<Integer> out) throws IOException {
        int count = 0;
        try {
            while (true) {
                out.emit(count);
                count++;
            }
        } finally {
            Files.writeString(Path.of(name + ".part"), Integer.toString(count));
            Files.move(Path.of(name + ".part"), Path.of(name + ".stopped"));
        }
    }

    private static void emitNull(int ignored, Emitter<@Nullable Object> out) {
        out.emit(null);
    }

    private static Long tellIndex(String item, TaskContext context) {
        return context.index();
    }

    private static Long tellMinutesLeft(int x, TaskContext context) {
        return context.deadline()
                .map(end -> Duration.between(Instant.now(), end).toMinutes())
                .orElse(-1L);
    }

    private static boolean logAtEveryLevel(int x, TaskContext context) {
        for (Level level : Level.values()) {
            context.log(level, level + " of " + x);
        }
        context.log("two\nlines");
        return context.isLoggable(Level.DEBUG);
    }

    private static String tellContext(int x, TaskContext context) {
        context.log("x");
        return context.diagnosticContext().get("requestId") + " " + MDC.get("requestId");
    }

    private static String leaveSomethingBehind(int x) {
        MDC.put("requestId", "left behind");
        return "" + x;
    }

    // Single tasks

    @Test
    void submitEmitsTheResult() {
        Mono<Integer> result = pool.submit(TaskPoolContract::square, 7);

        StepVerifier.create(result).expectNext(49).expectComplete().verify(SOON);
    }

    @Test
    void submitRunsAgainForEachSubscription() {
        Mono<Integer> result = pool.submit(TaskPoolContract::square, 7);

        assertThat(result.block(SOON)).isEqualTo(49);
        assertThat(result.block(SOON)).isEqualTo(49);
    }

    @Test
    void submitOfANullResultIsEmpty() {
        Mono<Integer> result = pool.submit(TaskPoolContract::nullOnThree, 3);

        StepVerifier.create(result).expectComplete().verify(SOON);
    }

    @Test
    void whatATaskThrowsIsTheCauseOfItsFailure() {
        Mono<Integer> result = pool.submit(TaskPoolContract::failWithCause, 5);

        assertThatThrownBy(() -> result.block(SOON))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("outer 5")
                .hasMessageContaining("failWithCause")
                .cause()
                .hasToString("java.io.UncheckedIOException: outer 5")
                .satisfies(cause ->
                        assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("failWithCause"))
                .cause()
                .hasToString("java.io.IOException: inner");
    }

    @Test
    void aTaskThatThrewLeavesThePoolAsItWas() {
        pool.submit(TaskPoolContract::failWithCause, 5).onErrorComplete().block(SOON);

        Integer next = pool.submit(TaskPoolContract::square, 3).block(SOON);

        assertThat(next).isEqualTo(9);
    }

    @Test
    void submittingFromACallbackWorks() {
        Flux<Integer> results = Flux.range(0, 20)
                .transform(pool.mapUnordered(TaskPoolContract::square))
                .concatMap(x -> pool.submit(TaskPoolContract::square, x));

        assertThat(results.collectList().block(SOON))
                .containsExactlyInAnyOrderElementsOf(
                        Flux.range(0, 20).map(x -> x * x * x * x).toIterable());
    }

    // Streams

    @Test
    void mapKeepsTheOrder() {
        Flux<Integer> results = Flux.range(0, 300).transform(pool.map(TaskPoolContract::squareSlowly));

        assertThat(results.collectList().block(SOON))
                .containsExactlyElementsOf(Flux.range(0, 300).map(x -> x * x).toIterable());
    }

    @Test
    void mapUnorderedEmitsEveryResultOnce() {
        Flux<Integer> results = Flux.range(0, 300).transform(pool.mapUnordered(TaskPoolContract::squareSlowly));

        assertThat(results.collectList().block(SOON))
                .containsExactlyInAnyOrderElementsOf(
                        Flux.range(0, 300).map(x -> x * x).toIterable());
    }

    @Test
    void aStreamOfManyItemsPasses() {
        Flux<Integer> results = Flux.range(0, 50_000).transform(pool.map(TaskPoolContract::square));

        StepVerifier.create(results.index()
                        .filter(r ->
                                r.getT2() != r.getT1().intValue() * r.getT1().intValue()))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void emptyInputCompletes() {
        StepVerifier.create(Flux.<Integer>empty().transform(pool.map(TaskPoolContract::square)))
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(Flux.<Integer>empty().transform(pool.outcomes(TaskPoolContract::square)))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void theFirstFailureIsSignalledAfterTheResultsBeforeIt() {
        AtomicBoolean isSourceCancelled = new AtomicBoolean();
        Flux<Integer> items = Flux.range(0, 1_000_000).doOnCancel(() -> isSourceCancelled.set(true));

        StepVerifier.create(items.transform(pool.map(TaskPoolContract::failOnThree)))
                .expectNext(0, 1, 2)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TaskFailedException.class)
                        .hasMessageContaining("3")
                        .hasMessageContaining("disk full")
                        .cause()
                        .hasToString("java.io.IOException: disk full"))
                .verify(SOON);
        assertThat(isSourceCancelled).isTrue();
    }

    @Test
    void mapUnorderedSignalsTheFirstFailure() {
        Flux<Integer> results = Flux.range(0, 10).transform(pool.mapUnordered(TaskPoolContract::failOnThree));

        StepVerifier.create(results)
                .thenConsumeWhile(x -> x != 3)
                .expectError(TaskFailedException.class)
                .verify(SOON);
    }

    @Test
    void outcomesTellItemIndexValueAndExecution() {
        List<Outcome<Integer, Integer>> outcomes = Flux.range(10, 5)
                .transform(pool.outcomes(TaskPoolContract::square))
                .sort(java.util.Comparator.comparing(Outcome::index))
                .collectList()
                .block(SOON);

        assertThat(outcomes).hasSize(5).allSatisfy(outcome -> {
            assertThat(outcome.item()).isEqualTo(10 + (int) outcome.index());
            assertThat(((Outcome.Success<Integer, Integer>) outcome).value())
                    .isEqualTo(outcome.item() * outcome.item());
            assertThat(outcome.execution().attempts()).isEqualTo(1);
            assertThat(outcome.execution().worker()).isBetween(1, 2);
            assertThat(outcome.execution().waitNanos()).isNotNegative();
        });
        assertThat(outcomes).extracting(Outcome::index).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void theRunTimeIsThatOfTheTask() {
        Outcome<Integer, Integer> outcome =
                Flux.just(20).transform(pool.outcomes(TaskPoolContract::sleep)).blockLast(SOON);

        long now = System.nanoTime();
        assertThat(outcome.execution().runNanos()).isBetween(20_000_000L, SOON.toNanos());
        assertThat(outcome.execution().startedNanos()).isBetween(now - SOON.toNanos(), now - 20_000_000L);
    }

    @Test
    void outcomesGoOnAfterAFailure() {
        List<Outcome<Integer, Integer>> outcomes = Flux.range(0, 100)
                .transform(pool.outcomes(TaskPoolContract::failOnThree))
                .collectList()
                .block(SOON);

        assertThat(outcomes).hasSize(100);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .singleElement()
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.index()).isEqualTo(3);
                    assertThat(failed.item()).isEqualTo(3);
                    assertThat(failed.status()).isEqualTo("failed");
                });
    }

    @Test
    void orderedOutcomesComeInTheOrderOfTheItems() {
        Flux<Outcome<Integer, Integer>> outcomes = pool.outcomes(
                Flux.range(0, 200),
                TaskRun.<Integer, Integer>of(TaskPoolContract::squareSlowly).ordered());

        assertThat(outcomes.map(Outcome::index).collectList().block(SOON)).isSorted();
    }

    @Test
    void aNullResultIsASuccess() {
        Outcome<Integer, Integer> outcome = Flux.just(3)
                .transform(pool.outcomes(TaskPoolContract::nullOnThree))
                .blockLast(SOON);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Success.class,
                        success -> assertThat(success.value()).isNull());
    }

    @Test
    void aNullResultFailsAStreamOfValues() {
        StepVerifier.create(Flux.range(0, 10).transform(pool.map(TaskPoolContract::nullOnThree)))
                .expectNext(0, 1, 2)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TaskFailedException.class)
                        .hasMessageContaining("returned null")
                        .hasMessageContaining("outcomes"))
                .verify(SOON);
    }

    @Test
    void theTaskGetsThePartOfTheItemThatTheRunNames() {
        TaskRun<String, Integer> run = TaskRun.of(TaskPoolContract::square, String::length);

        List<Outcome<String, Integer>> outcomes = pool.outcomes(Flux.just("four", "three"), run.ordered())
                .collectList()
                .block(SOON);

        assertThat(outcomes).extracting(Outcome::item).containsExactly("four", "three");
        assertThat(outcomes)
                .extracting(outcome -> ((Outcome.Success<String, Integer>) outcome).value())
                .containsExactly(16, 25);
    }

    @Test
    void anInputThatCannotBeHadFailsItsItemAlone() {
        Task<Integer, Integer> square = TaskPoolContract::square;
        TaskRun<Integer, Integer> run = TaskRun.of(square, x -> 10 / x);

        List<Outcome<Integer, Integer>> outcomes =
                pool.outcomes(Flux.just(1, 0, 2), run.ordered()).collectList().block(SOON);

        assertThat(outcomes).extracting(Outcome::status).containsExactly("success", "failed", "success");
    }

    @Test
    void theContextTellsTheIndex() {
        ContextTask<String, Long> task = TaskPoolContract::tellIndex;

        assertThat(Flux.just("a", "b", "c")
                        .transform(pool.map(task))
                        .collectList()
                        .block(SOON))
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void theContextTellsWhenTheTimeOfTheAttemptIsOver() {
        ContextTask<Integer, Long> task = TaskPoolContract::tellMinutesLeft;
        TaskRun<Integer, Long> run = TaskRun.of(task);

        Flux<Long> limited = pool.values(Flux.range(0, 3), run.timeout(Duration.ofMinutes(60)));
        Flux<Long> unlimited = pool.values(Flux.range(0, 3), run);

        assertThat(limited.collectList().block(SOON)).hasSize(3).allMatch(minutes -> minutes >= 50 && minutes < 60);
        assertThat(unlimited.collectList().block(SOON)).containsExactly(-1L, -1L, -1L);
    }

    private static List<String> levelsAndLines(List<TaskLine> lines) {
        return lines.stream().map(line -> line.level() + ": " + line.line()).toList();
    }

    @Test
    void whatATaskLogsComesInOrderWithItsLevelTaskAndItem() {
        List<TaskLine> lines = new CopyOnWriteArrayList<>();
        TaskRun<Integer, Boolean> run = TaskRun.of((ContextTask<Integer, Boolean>) TaskPoolContract::logAtEveryLevel);

        try (TaskPool logging = newPool(lines::add, Level.ALL)) {
            assertThat(logging.values(Flux.just(5), run).blockLast(SOON)).isTrue();
        }

        assertThat(levelsAndLines(lines))
                .containsExactly(
                        "ALL: ALL of 5",
                        "TRACE: TRACE of 5",
                        "DEBUG: DEBUG of 5",
                        "INFO: INFO of 5",
                        "WARNING: WARNING of 5",
                        "ERROR: ERROR of 5",
                        "INFO: two",
                        "INFO: lines");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.task()).isEqualTo("TaskPoolContract::logAtEveryLevel");
            assertThat(line.item()).isEqualTo("0");
            assertThat(line).hasToString(line.text());
        });
    }

    @Test
    void whatIsBelowThePoolsLevelIsNotLogged() {
        List<TaskLine> lines = new CopyOnWriteArrayList<>();
        ContextTask<Integer, Boolean> task = TaskPoolContract::logAtEveryLevel;

        try (TaskPool logging = newPool(lines::add, Level.WARNING)) {
            assertThat(logging.submit(task, 5).block(SOON)).isFalse();
        }

        assertThat(levelsAndLines(lines)).containsExactly("WARNING: WARNING of 5", "ERROR: ERROR of 5");
    }

    @Test
    void withoutALevelItIsInfo() {
        List<TaskLine> lines = new CopyOnWriteArrayList<>();
        ContextTask<Integer, Boolean> task = TaskPoolContract::logAtEveryLevel;

        try (TaskPool logging = newPool(lines::add, null)) {
            assertThat(logging.submit(task, 5).block(SOON)).isFalse();
        }

        assertThat(lines).extracting(TaskLine::level).contains(Level.INFO).doesNotContain(Level.DEBUG, Level.OFF);
    }

    @Test
    void aLoggerTakesTheLinesAtTheirLevelsAndDecidesWhichThereAre() {
        Logger logger = (Logger) LoggerFactory.getLogger("test." + getClass().getSimpleName());
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
        logger.setLevel(ch.qos.logback.classic.Level.DEBUG);
        ContextTask<Integer, Boolean> task = TaskPoolContract::logAtEveryLevel;

        try (TaskPool logging = newPool(TaskLineLogger.to(logger), null)) {
            assertThat(logging.submit(task, 5).block(SOON)).isTrue();
        }

        assertThat(events.list)
                .extracting(event ->
                        event.getLevel() + " " + event.getFormattedMessage().replaceAll(".* \\| ", ""))
                .containsExactly(
                        "DEBUG DEBUG of 5",
                        "INFO INFO of 5",
                        "WARN WARNING of 5",
                        "ERROR ERROR of 5",
                        "INFO two",
                        "INFO lines");
        assertThat(events.list).first().asString().contains("TaskPoolContract::logAtEveryLevel");
    }

    private static <T> T withRequest(String id, Supplier<T> body) {
        MDC.put("requestId", id);
        try {
            return body.get();
        } finally {
            MDC.remove("requestId");
        }
    }

    @Test
    void aTaskSeesTheDiagnosticContextOfItsSubscriber() {
        ContextTask<Integer, String> task = TaskPoolContract::tellContext;
        Mono<String> result = pool.submit(task, 1);

        assertThat(withRequest("r-1", () -> result.block(SOON))).isEqualTo("r-1 r-1");
        assertThat(withRequest("r-2", () -> result.block(SOON))).isEqualTo("r-2 r-2");
        assertThat(result.block(SOON)).isEqualTo("null null");
    }

    @Test
    void concurrentSubscriptionsSeeEachItsOwn() {
        ContextTask<Integer, String> task = TaskPoolContract::tellContext;
        Flux<String> results = Flux.range(0, 300).transform(pool.map(task));

        CompletableFuture<List<String>> first =
                withRequest("r-1", () -> results.collectList().toFuture());
        CompletableFuture<List<String>> second =
                withRequest("r-2", () -> results.collectList().toFuture());
        CompletableFuture<List<String>> third = results.collectList().toFuture();

        assertThat(first.join()).hasSize(300).containsOnly("r-1 r-1");
        assertThat(second.join()).hasSize(300).containsOnly("r-2 r-2");
        assertThat(third.join()).hasSize(300).containsOnly("null null");
    }

    @Test
    void whatATaskLeavesInItsMdcIsGoneAfterIt() {
        ContextTask<Integer, String> task = TaskPoolContract::tellContext;

        String seen = withRequest("r-1", () -> {
            pool.submit(TaskPoolContract::leaveSomethingBehind, 1).block(SOON);
            return MDC.get("requestId");
        });

        assertThat(seen).isEqualTo("r-1");
        assertThat(pool.submit(task, 1).block(SOON)).isEqualTo("null null");
    }

    @Test
    void aLoggerTakesTheLinesWithTheMdcOfTheirSubscriber() {
        Logger logger =
                (Logger) LoggerFactory.getLogger("test.mdc." + getClass().getSimpleName());
        ListAppender<ILoggingEvent> events = new ListAppender<>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.prepareForDeferredProcessing(); // reads the MDC now
                super.append(event);
            }
        };
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        ContextTask<Integer, String> task = TaskPoolContract::tellContext;

        try (TaskPool logging = newPool(TaskLineLogger.to(logger), Level.INFO)) {
            withRequest("r-1", () -> logging.submit(task, 1).block(SOON));
            logging.submit(task, 1).block(SOON);
        }

        assertThat(events.list)
                .extracting(ILoggingEvent::getMDCPropertyMap)
                .containsExactly(Map.of("requestId", "r-1"), Map.of());
    }

    @Test
    void anItemOfAStreamIsToldByItsPositionThereAndTheStreamsName() {
        List<TaskLine> lines = new CopyOnWriteArrayList<>();
        ContextTask<Integer, String> task = TaskPoolContract::tellContext;
        TaskRun<Integer, String> run =
                TaskRun.<Integer, String>of(task).from(new TaskRun.Origin<>("numbers", x -> 100L + x));

        try (TaskPool logging = newPool(lines::add, Level.INFO)) {
            List<Outcome<Integer, String>> outcomes = withRequest(
                    "r-1",
                    () -> logging.outcomes(Flux.just(7), run).collectList().block(SOON));
            assertThat(outcomes).extracting(Outcome::index).containsExactly(0L);
        }

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.item()).isEqualTo("107");
            assertThat(line.context()).isEqualTo(Map.of("trenza.stream", "numbers", "requestId", "r-1"));
            assertThat(line.origin()).contains("numbers \u00B7 TaskPoolContract::tellContext");
        });
    }

    @Test
    void aTaskThatThrowsRunsAgainAsOftenAsItMay() {
        ContextTask<Integer, Integer> task = TaskPoolContract::succeedOnThirdAttempt;
        TaskRun<Integer, Integer> run = TaskRun.of(task);

        Outcome<Integer, Integer> enough = pool.outcomes(
                        Flux.just(1), run.retry(new TaskRun.Retry(3, Duration.ofMillis(1))))
                .blockLast(SOON);
        Outcome<Integer, Integer> tooFew = pool.outcomes(Flux.just(1), run.retry(new TaskRun.Retry(2, Duration.ZERO)))
                .blockLast(SOON);

        assertThat(enough.status()).isEqualTo("success");
        assertThat(enough.execution().attempts()).isEqualTo(3);
        assertThat(tooFew.status()).isEqualTo("failed");
        assertThat(tooFew.execution().attempts()).isEqualTo(2);
    }

    @Test
    void aTaskThatRunsTooLongTimesOutWithItsStackAsTheCause() {
        TaskRun<Integer, Integer> run =
                TaskRun.<Integer, Integer>of(TaskPoolContract::sleep).timeout(Duration.ofSeconds(1));

        List<Outcome<Integer, Integer>> outcomes = pool.outcomes(Flux.just(FOR_EVER_MILLIS, 1), run.ordered())
                .collectList()
                .block(SOON);

        assertThat(outcomes).extracting(Outcome::status).containsExactly("timed-out", "success");
        assertThat(((Outcome.Failure<Integer, Integer>) outcomes.get(0)).failure())
                .isInstanceOfSatisfying(TaskTimeoutException.class, failure -> {
                    assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.TASK);
                    assertThat(failure.timeout()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(failure.getCause().getStackTrace())
                            .extracting(StackTraceElement::getMethodName)
                            .contains("sleep");
                });
    }

    @Test
    void aTaskThatMakesNoProgressTimesOutWithItsStackAsTheCause() {
        ContextTask<Integer, Integer> task = TaskPoolContract::tellProgressTwiceAndSleep;
        TaskRun<Integer, Integer> run = TaskRun.<Integer, Integer>of(task).stallTimeout(Duration.ofMillis(600));

        List<Outcome<Integer, Integer>> outcomes = pool.outcomes(Flux.just(FOR_EVER_MILLIS, 1), run.ordered())
                .collectList()
                .block(SOON);

        assertThat(outcomes).extracting(Outcome::status).containsExactly("timed-out", "success");
        assertThat(((Outcome.Failure<Integer, Integer>) outcomes.get(0)).failure())
                .isInstanceOfSatisfying(TaskTimeoutException.class, failure -> {
                    assertThat(failure).hasMessageContaining("no progress for 600 ms");
                    assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.STALL);
                    assertThat(failure.timeout()).isEqualTo(Duration.ofMillis(600));
                    assertThat(failure.getCause().getStackTrace())
                            .extracting(StackTraceElement::getMethodName)
                            .contains("tellProgressTwiceAndSleep");
                });
    }

    @Test
    void progressKeepsATaskFromStallingButDoesNotExtendItsTime() {
        ContextTask<Integer, Integer> task = TaskPoolContract::tellProgressFor;
        TaskRun<Integer, Integer> run = TaskRun.<Integer, Integer>of(task)
                .stallTimeout(Duration.ofSeconds(2))
                .timeout(Duration.ofSeconds(6));

        List<Outcome<Integer, Integer>> outcomes = pool.outcomes(Flux.just(2_500, FOR_EVER_MILLIS), run.ordered())
                .collectList()
                .block(SOON);

        assertThat(outcomes).extracting(Outcome::status).containsExactly("success", "timed-out");
        assertThat(((Outcome.Failure<Integer, Integer>) outcomes.get(1)).failure())
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class,
                        failure -> assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.TASK));
    }

    @Test
    void aFailingSourceIsSignalledAfterTheOutcomes() {
        Flux<Integer> items = Flux.range(0, 3).concatWith(Flux.error(new IOException("no more")));

        StepVerifier.create(items.transform(pool.outcomes(TaskPoolContract::squareSlowly)))
                .expectNextCount(3)
                .expectErrorMessage("no more")
                .verify(SOON);
    }

    @Test
    void severalSubscribersShareThePool() {
        Flux<Integer> one = Flux.range(0, 100).transform(pool.mapUnordered(TaskPoolContract::squareSlowly));

        Long results = Flux.merge(
                        one.subscribeOn(Schedulers.boundedElastic()),
                        one.subscribeOn(Schedulers.boundedElastic()),
                        one.subscribeOn(Schedulers.boundedElastic()))
                .count()
                .block(SOON);

        assertThat(results).isEqualTo(300);
    }

    // Laziness, demand, cancellation

    @Test
    void nothingHappensBeforeSubscription() {
        AtomicInteger subscriptions = new AtomicInteger();
        Flux<Integer> items = Flux.range(0, 3).doOnSubscribe(s -> subscriptions.incrementAndGet());

        Flux<Integer> results = items.transform(pool.map(TaskPoolContract::square));

        assertThat(subscriptions).hasValue(0);
        assertThat(results.collectList().block(SOON)).containsExactly(0, 1, 4);
        assertThat(results.collectList().block(SOON)).containsExactly(0, 1, 4);
        assertThat(subscriptions).hasValue(2);
    }

    @Test
    void noMoreThanAWindowIsTakenAheadOfWhatWasEmitted() {
        AtomicLong taken = new AtomicLong();
        AtomicLong emitted = new AtomicLong();
        AtomicLong ahead = new AtomicLong();
        Flux<Integer> items = Flux.range(0, 1_000_000)
                .doOnNext(x -> ahead.accumulateAndGet(taken.incrementAndGet() - emitted.get(), Math::max));
        Flux<Integer> results =
                items.transform(pool.mapUnordered(TaskPoolContract::square)).doOnNext(x -> emitted.incrementAndGet());

        StepVerifier.create(results, 1)
                .expectNextCount(1)
                .thenRequest(1)
                .expectNextCount(1)
                .thenRequest(100)
                .expectNextCount(100)
                .thenCancel()
                .verify(SOON);
        // One more: what is being emitted has left the pool, but has not been counted yet.
        assertThat(ahead.get()).isLessThanOrEqualTo(largestWindow() + 1);
    }

    @Test
    void withoutDemandNothingIsEmitted() {
        StepVerifier.create(Flux.range(0, 3).transform(pool.map(TaskPoolContract::square)), 0)
                .expectSubscription()
                .thenRequest(2)
                .expectNext(0, 1)
                .thenRequest(1)
                .expectNext(4)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void takingAFewCancelsTheRest() {
        AtomicBoolean isSourceCancelled = new AtomicBoolean();
        Flux<Integer> items = Flux.range(0, 1_000_000).doOnCancel(() -> isSourceCancelled.set(true));

        List<Integer> results = items.transform(pool.map(TaskPoolContract::square))
                .take(5)
                .collectList()
                .block(SOON);

        assertThat(results).containsExactly(0, 1, 4, 9, 16);
        assertThat(isSourceCancelled).isTrue();
    }

    @Test
    void cancellingStopsWhatRunsAndCancelsTheSource(@TempDir Path directory) {
        TestPublisher<String> items = TestPublisher.create();
        Flux<String> onAnotherThread = items.flux().publishOn(Schedulers.boundedElastic());
        Path started = directory.resolve("a.started");
        Path stopped = directory.resolve("a.stopped");

        StepVerifier.create(onAnotherThread.transform(pool.mapUnordered(TaskPoolContract::sleepUntilStopped)))
                .then(() -> items.next(directory.resolve("a").toString()))
                .then(() -> await().atMost(SOON).until(() -> Files.exists(started)))
                .thenCancel()
                .verify(SOON);

        items.assertCancelled();
        await().atMost(SOON).until(() -> Files.exists(stopped));
        assertThat(pool.submit(TaskPoolContract::square, 3).block(SOON)).isEqualTo(9);
    }

    // Closing

    @Test
    void closingTwiceDoesNothing() {
        pool.submit(TaskPoolContract::square, 3).block(SOON);

        pool.close();
        pool.close();
        pool.closeNow();

        assertThat(pool.isClosed()).isTrue();
    }

    @Test
    void aPoolThatNeverRanAnythingCloses() {
        assertThat(pool.isClosed()).isFalse();

        pool.close();

        assertThat(pool.isClosed()).isTrue();
    }

    @Test
    void aClosedPoolRefuses() {
        Mono<Integer> madeBefore = pool.submit(TaskPoolContract::square, 3);
        pool.close();

        StepVerifier.create(madeBefore).expectError(PoolClosedException.class).verify(SOON);
        StepVerifier.create(Flux.just(1).transform(pool.map(TaskPoolContract::square)))
                .expectError(PoolClosedException.class)
                .verify(SOON);
        StepVerifier.create(Flux.just(1).transform(pool.outcomes(TaskPoolContract::square)))
                .expectError(PoolClosedException.class)
                .verify(SOON);
    }

    @Test
    void closeWaitsForWhatIsPending() {
        Mono<List<Integer>> results = Flux.range(0, 20)
                .subscribeOn(Schedulers.boundedElastic())
                .transform(pool.map(TaskPoolContract::squareSlowly))
                .collectList()
                .cache();
        results.subscribe(all -> {}, error -> {});

        pool.close();

        assertThat(results.block(SOON)).hasSize(20);
    }

    @Test
    void closingFromACallbackDoesNotDeadlock() {
        List<Integer> results = Flux.range(0, 10)
                .transform(pool.map(TaskPoolContract::squareSlowly))
                .doOnNext(x -> pool.close())
                .collectList()
                .block(SOON);

        assertThat(results).hasSize(10);
        pool.disposeLater().block(SOON);
    }

    @Test
    void disposeLaterBeginsWithTheSubscriptionAndCompletesAtTheEnd() {
        Mono<Void> later = pool.disposeLater();

        assertThat(pool.isClosed()).isFalse();
        StepVerifier.create(later).expectComplete().verify(SOON);
        assertThat(pool.isClosed()).isTrue();
        StepVerifier.create(later).expectComplete().verify(SOON);
    }

    @Test
    void skipPendingLetsWhatRunsFinishAndBeginsNothingMore(@TempDir Path directory) throws Exception {
        Flux<String> names =
                Flux.range(0, 40).map(i -> directory.resolve("item-" + i).toString());
        CompletableFuture<List<Outcome<String, String>>> outcomes = names.transform(
                        pool.outcomes(TaskPoolContract::waitUntilAllowed))
                .collectList()
                .subscribeOn(Schedulers.boundedElastic())
                .toFuture();
        await().until(() -> !started(directory).isEmpty());

        pool.skipPending();
        Files.createFile(directory.resolve("allowed"));

        List<Outcome<String, String>> ended = outcomes.get();
        assertThat(ended).hasSize(40).extracting(Outcome::status).containsOnly("success", "skipped");
        assertThat(ended)
                .filteredOn(Outcome.Success.class::isInstance)
                .extracting(outcome -> outcome.item() + ".started")
                .containsExactlyInAnyOrderElementsOf(started(directory));
        assertThat(ended).filteredOn(Outcome.Skipped.class::isInstance).isNotEmpty();
    }

    @Test
    void afterSkipPendingWhatComesIsSkippedAndAValueIsAnError() {
        pool.skipPending();

        StepVerifier.create(Flux.range(0, 3).transform(pool.outcomes(TaskPoolContract::square)))
                .thenConsumeWhile(outcome -> outcome instanceof Outcome.Skipped<Integer, Integer> skipped
                        && skipped.reason().contains("told to begin nothing more"))
                .verifyComplete();
        StepVerifier.create(pool.submit(TaskPoolContract::square, 3))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TaskCancelledException.class)
                        .hasMessageContaining("was not run"));
    }

    @Test
    void closeNowCancelsWhatRunsAndWhatIsPending() {
        List<Integer> items = List.of(1, FOR_EVER_MILLIS, FOR_EVER_MILLIS);
        Flux<Outcome<Integer, Integer>> outcomes = Flux.fromIterable(items)
                .concatWith(Mono.never())
                .subscribeOn(Schedulers.boundedElastic())
                .transform(pool.outcomes(TaskPoolContract::sleep));

        StepVerifier.create(outcomes)
                .expectNextMatches(Outcome::isSuccess)
                .then(() -> pool.closeNow())
                .thenConsumeWhile(outcome -> outcome instanceof Outcome.Cancelled)
                .expectError(PoolClosedException.class)
                .verify(SOON);
    }

    @Test
    void closeNowCutsAWaitingCloseShort() {
        Mono<Outcome<Integer, Integer>> outcome = Flux.just(FOR_EVER_MILLIS)
                .subscribeOn(Schedulers.boundedElastic())
                .transform(pool.outcomes(TaskPoolContract::sleep))
                .next()
                .cache();
        outcome.subscribe(end -> {}, error -> {});
        Mono<Void> end = pool.disposeLater().cache();
        end.subscribe();

        pool.closeNow();

        end.block(SOON);
        assertThat(pool.isClosed()).isTrue();
    }

    // Streams

    /** Whether a task waits for its subscriber. */
    protected boolean hasTasksThatWait() {
        return true;
    }

    @Test
    void aStreamEmitsWhatItsTaskEmitsInOrder() {
        StepVerifier.create(pool.stream(TaskPoolContract::countTo, 1000))
                .expectNextSequence(Flux.range(1, 1000).toIterable())
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(pool.stream(TaskPoolContract::countTo, 0))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aStageOfAPipelineMakesAnItemOfEachValue() {
        StepVerifier.create(Pipeline.builder("test").stream(
                                "s", Flux.just(2, 0, 3), Stage.cpu("count", pool, (StreamTask<Integer, Integer>)
                                        TaskPoolContract::countTo))
                        .build()
                        .run()
                        .map(outcome -> outcome.seq() + "." + outcome.part() + " " + outcome.value())
                        .collectSortedList())
                .expectNext(List.of("0.0 1", "0.1 2", "2.0 1", "2.1 2", "2.2 3"))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void streamsOfManyInputsComeTogether() {
        StepVerifier.create(Flux.just(3, 200, 0, 50)
                        .flatMap(pool.streamTask(TaskPoolContract::countTo), 2)
                        .transform(pool.map(TaskPoolContract::square))
                        .count())
                .expectNext(253L)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aStreamThatFailsTellsItBehindItsValuesAndIsNotRunAgain() {
        StepVerifier.create(pool.stream(TaskPoolContract::countToThreeAndFail, 7))
                .expectNext(1, 2, 3)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TaskFailedException.class)
                        .hasMessageContaining("countToThreeAndFail")
                        .hasMessageContaining("7")
                        .hasMessageContaining("disk full"))
                .verify(SOON);
    }

    @Test
    void aStreamGivesWhatIsAskedForAndStopsWhenItIsCancelled(@TempDir Path directory) throws IOException {
        if (!hasTasksThatWait()) {
            return;
        }
        String name = directory.resolve("count").toString();

        StepVerifier.create(pool.stream(TaskPoolContract::countForEver, name), 0)
                .thenRequest(2)
                .expectNext(0, 1)
                .thenRequest(100)
                .expectNextCount(100)
                .thenCancel()
                .verify(SOON);

        Path stopped = Path.of(name + ".stopped");
        await().atMost(SOON).until(() -> Files.exists(stopped));
        assertThat(Integer.parseInt(Files.readString(stopped))).isBetween(102, 102 + 200);
    }

    @Test
    void aNullThatIsEmittedFailsTheStream() {
        StepVerifier.create(pool.stream(TaskPoolContract::emitNull, 1))
                .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("no place for null"))
                .verify(SOON);
    }

    @Test
    void aStreamTaskHasNoSingleResult() {
        StreamTask<Integer, Integer> task = TaskPoolContract::countTo;
        Task<Integer, Object> single = task;

        assertThatThrownBy(() -> pool.submit(single, 1).block(SOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run it with stream");
    }

    @Test
    void eachSubscriptionToAStreamRunsItAgain() {
        Flux<Integer> stream = pool.stream(TaskPoolContract::countTo, 3);

        assertThat(stream.concatWith(stream).collectList().block(SOON)).containsExactly(1, 2, 3, 1, 2, 3);
    }
}
