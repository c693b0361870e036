package dev.trenza.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskLine;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.thread.ThreadTaskPool;
import dev.trenza.task.ContextTask;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@Timeout(60)
class PipelineTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final TaskPool inline = InlineTaskPool.create();
    private final TaskPool threads = ThreadTaskPool.create(4);

    @AfterEach
    void closePools() {
        inline.closeNow();
        threads.closeNow();
    }

    private static Stage square(TaskPool pool) {
        return Stage.cpu("square", pool, (Integer x) -> x * x);
    }

    private static Stage failOnMultiplesOf(int divisor, TaskPool pool) {
        return Stage.cpu("check", pool, (Integer x) -> {
            if (x % divisor == 0) {
                throw new IOException("bad " + x);
            }
            return x;
        });
    }

    private static Pipeline pipeline(String stream, Flux<?> source, Stage... stages) {
        return Pipeline.builder("test").stream(stream, source, stages).build();
    }

    // What comes out

    @Test
    void theTasksOfEveryStageSeeAndTellThePositionInTheStreamAndItsName() {
        List<TaskLine> lines = new CopyOnWriteArrayList<>();
        ContextTask<Integer, Integer> tell = (x, context) -> {
            context.log(context.index() + " " + context.diagnosticContext().get("trenza.stream"));
            return x;
        };

        try (TaskPool logging = InlineTaskPool.builder().log(lines::add).build()) {
            Pipeline.builder("p").stream(
                            "numbers",
                            Flux.range(1, 4),
                            failOnMultiplesOf(2, logging),
                            Stage.cpu("tell", logging, tell))
                    .build()
                    .run()
                    .blockLast(SOON);
        }

        assertThat(lines).extracting(TaskLine::line).containsExactly("0 numbers", "2 numbers");
        assertThat(lines).extracting(TaskLine::item).containsExactly("0", "2");
        assertThat(lines.get(0).origin()).startsWith("numbers \u00B7 ").endsWith(" \u00B7 1");
    }

    @Test
    void everyItemOfEveryStreamEndsInOneOutcome() {
        Pipeline pipeline = Pipeline.builder("two").stream("numbers", Flux.range(0, 100), square(threads)).stream(
                        "words", Flux.just("a", "bb"), Stage.cpu("length", threads, String::length))
                .build();

        List<StreamOutcome> outcomes = pipeline.run().collectList().block(SOON);

        assertThat(outcomes).hasSize(102).allMatch(StreamOutcome::isSuccess);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.stream().equals("words"))
                .extracting(StreamOutcome::seq, StreamOutcome::origin, StreamOutcome::value, StreamOutcome::stage)
                .containsExactlyInAnyOrder(tuple(0L, "a", 1, "length"), tuple(1L, "bb", 2, "length"));
    }

    @Test
    void aStageGetsWhatTheOneBeforeReturned() {
        Pipeline pipeline =
                pipeline("s", Flux.range(1, 3), square(inline), Stage.cpu("negate", inline, (Integer x) -> -x));

        assertThat(pipeline.run().map(StreamOutcome::value).collectList().block(SOON))
                .containsExactly(-1, -4, -9);
    }

    @Test
    void anIoStageGetsTheWholeItem() {
        Stage describe =
                Stage.io("describe", inline, item -> item.stream() + item.seq() + item.origin() + item.value());

        assertThat(pipeline("s", Flux.just(2, 3), square(inline), describe)
                        .run()
                        .map(StreamOutcome::value)
                        .collectList()
                        .block(SOON))
                .containsExactly("s024", "s139");
    }

    @Test
    void aStageMayBeGivenAnotherInput() {
        Stage seq = Stage.cpu("seq", inline, (Long x) -> x * 10).withInput(Item::seq);

        assertThat(pipeline("s", Flux.just("a", "b"), seq)
                        .run()
                        .map(StreamOutcome::value)
                        .collectList()
                        .block(SOON))
                .containsExactly(0L, 10L);
    }

    @Test
    void aNullBetweenStagesIsAValue() {
        Stage nothing = Stage.cpu("nothing", inline, (Object x) -> null);
        Stage isNull = Stage.cpu("is-null", inline, (@Nullable Object x) -> x == null);

        StreamOutcome outcome =
                pipeline("s", Flux.just(1), nothing, isNull).run().blockLast(SOON);

        assertThat(outcome.value()).isEqualTo(true);
    }

    @Test
    void withoutStagesWhatTheSourceEmitsIsTheResult() {
        StreamOutcome outcome = pipeline("s", Flux.just("a")).run().blockLast(SOON);

        assertThat(outcome.value()).isEqualTo("a");
        assertThat(outcome.stage()).isNull();
    }

    @Test
    void timesAreAddedUpOverTheStages() {
        Stage sleep = Stage.io("sleep", threads, item -> {
            Thread.sleep(10);
            return item.value();
        });
        Stage sleepAgain = new Stage(
                "again", Stage.Kind.IO, threads, sleep.task(), sleep.input(), TimeLimits.NONE, TaskRun.Retry.NEVER);

        StreamOutcome outcome =
                pipeline("s", Flux.just(1), sleep, sleepAgain).run().blockLast(SOON);

        assertThat(outcome.runNanos()).isGreaterThanOrEqualTo(20_000_000);
        assertThat(outcome.outcome().execution().runNanos()).isBetween(10_000_000L, outcome.runNanos() - 10_000_000);
        assertThat(outcome.waitNanos())
                .isGreaterThanOrEqualTo(outcome.outcome().execution().waitNanos());
    }

    // Failures

    @Test
    void aFailedItemPassesByTheStagesAfterIt() {
        AtomicInteger calls = new AtomicInteger();
        Stage count = Stage.cpu("count", inline, (Integer x) -> calls.incrementAndGet());

        List<StreamOutcome> outcomes = pipeline("s", Flux.range(0, 9), failOnMultiplesOf(3, inline), count)
                .run()
                .collectList()
                .block(SOON);

        assertThat(calls).hasValue(6);
        assertThat(outcomes).hasSize(9);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .extracting(StreamOutcome::seq, StreamOutcome::stage, StreamOutcome::status, StreamOutcome::value)
                .containsExactly(
                        tuple(0L, "check", "failed", null),
                        tuple(3L, "check", "failed", null),
                        tuple(6L, "check", "failed", null));
    }

    @Test
    void aFailedItemDoesNotWaitForTheOthers() {
        CountDownLatch release = new CountDownLatch(1);
        Stage wait = Stage.io("wait", threads, item -> {
            release.await();
            return item.value();
        });

        StepVerifier.create(pipeline("s", Flux.just(1, 2, 3), failOnMultiplesOf(3, threads), wait)
                        .run())
                .expectNextMatches(outcome -> outcome.seq() == 2 && !outcome.isSuccess())
                .then(release::countDown)
                .expectNextCount(2)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aStageHasItsOwnTimeoutAndRetry() {
        AtomicInteger attempts = new AtomicInteger();
        Stage flaky = Stage.cpu("flaky", inline, (Integer x) -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new IOException("not yet");
                    }
                    return x;
                })
                .withRetry(new TaskRun.Retry(3, Duration.ZERO));
        Stage stuck = Stage.io("stuck", threads, item -> {
                    Thread.sleep(SOON.toMillis() * 2);
                    return item.value();
                })
                .withTimeout(Duration.ofMillis(50));

        StreamOutcome outcome = pipeline("s", Flux.just(1), flaky, stuck).run().blockLast(SOON);

        assertThat(attempts).hasValue(3);
        assertThat(outcome.stage()).isEqualTo("stuck");
        assertThat(((Outcome.Failure<Item, Object>) outcome.outcome()).failure())
                .isInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void whatTheSourceCouldNotProduceIsAFailedOutcome() {
        SourceItem unreadable = SourceItem.failed("secret", new AccessDeniedException("secret"));

        List<StreamOutcome> outcomes = pipeline(
                        "s", Flux.just("a", unreadable, "ccc"), Stage.cpu("length", inline, String::length))
                .run()
                .collectList()
                .block(SOON);

        assertThat(outcomes)
                .extracting(StreamOutcome::seq, StreamOutcome::origin, StreamOutcome::status, StreamOutcome::stage)
                .containsExactly(
                        tuple(0L, "a", "success", "length"),
                        tuple(1L, "secret", "failed", null),
                        tuple(2L, "ccc", "success", "length"));
        assertThat(((Outcome.Failure<Item, Object>) outcomes.get(1).outcome()).failure())
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("stream 's'")
                .hasMessageContaining("secret")
                .hasCauseInstanceOf(AccessDeniedException.class);
    }

    @Test
    void whatNeedNotRunIsASkippedOutcomeInItsPlace() {
        Flux<?> source = Flux.just("a", new SkippedItem("bb", "done before"), "ccc");

        List<StreamOutcome> outcomes = Pipeline.builder("p").stream(
                        PipelineStream.of("s", source, Stage.cpu("length", threads, String::length))
                                .ordered())
                .build()
                .run()
                .collectList()
                .block(SOON);

        assertThat(outcomes)
                .extracting(StreamOutcome::seq, StreamOutcome::origin, StreamOutcome::status, StreamOutcome::stage)
                .containsExactly(
                        tuple(0L, "a", "success", "length"),
                        tuple(1L, "bb", "skipped", null),
                        tuple(2L, "ccc", "success", "length"));
        assertThat(((Outcome.Skipped<Item, Object>) outcomes.get(1).outcome()).reason())
                .isEqualTo("done before");
    }

    @Test
    void aSourceThatFailsLetsTheOtherStreamsFinish() {
        Pipeline pipeline = Pipeline.builder("two").stream(
                        "broken", Flux.range(0, 2).concatWith(Flux.error(new IOException("no more"))), square(threads))
                .stream("healthy", Flux.range(0, 1_000), square(threads))
                .build();

        StepVerifier.create(pipeline.run())
                .expectNextCount(1_002)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(StreamFailedException.class, failure -> {
                            assertThat(failure.stream()).isEqualTo("broken");
                            assertThat(failure).hasMessageContaining("broken").hasRootCauseMessage("no more");
                        }))
                .verify(SOON);
    }

    @Test
    void severalSourcesThatFailAreAllTold() {
        Pipeline pipeline =
                Pipeline.builder("two").stream("one", Flux.error(new IOException("1")), square(inline)).stream(
                                "two", Flux.error(new IOException("2")), square(inline))
                        .build();

        StepVerifier.create(pipeline.run())
                .expectErrorSatisfies(error -> {
                    assertThat(error).hasMessageContaining("'one'");
                    assertThat(error.getSuppressed())
                            .singleElement()
                            .satisfies(other -> assertThat(other).hasMessageContaining("'two'"));
                })
                .verify(SOON);
    }

    @Test
    void aPoolThatIsUnusableEndsTheRunAtOnce() {
        AtomicBoolean isCancelled = new AtomicBoolean();
        inline.close();
        Pipeline pipeline = Pipeline.builder("two").stream(
                        "endless", Flux.never().doOnCancel(() -> isCancelled.set(true)), square(threads))
                .stream("closed", Flux.just(1), square(inline))
                .build();

        StepVerifier.create(pipeline.run())
                .expectError(PoolClosedException.class)
                .verify(SOON);
        assertThat(isCancelled).isTrue();
    }

    // Together, in order, on demand

    @Test
    void allStreamsRunTogether() {
        CyclicBarrier bothAreRunning = new CyclicBarrier(2);
        Stage meet = Stage.io("meet", threads, item -> bothAreRunning.await());
        Pipeline pipeline = Pipeline.builder("two").stream("one", Flux.just(1), meet).stream("two", Flux.just(1), meet)
                .build();

        assertThat(pipeline.run().collectList().block(SOON)).hasSize(2).allMatch(StreamOutcome::isSuccess);
    }

    @Test
    void anOrderedStreamKeepsTheOrderOfItsSource() {
        Random random = new Random(7);
        Stage jitter = Stage.io("jitter", threads, item -> {
            Thread.sleep(random.nextInt(3));
            return item.value();
        });
        PipelineStream stream = PipelineStream.of("s", Flux.range(0, 1_000), jitter, failOnMultiplesOf(7, threads))
                .ordered();

        List<StreamOutcome> outcomes = Pipeline.builder("ordered").stream(stream)
                .build()
                .run()
                .collectList()
                .block(SOON);

        assertThat(outcomes).extracting(StreamOutcome::seq).hasSize(1_000).isSorted();
        assertThat(outcomes).extracting(StreamOutcome::isSuccess).contains(true, false);
    }

    @Test
    void aSlowHeadOfAnOrderedStreamHoldsUpTheSource() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        Stage slowHead = Stage.io("slow-head", threads, item -> {
            if (item.seq() == 0) {
                release.await();
            }
            return item.value();
        });
        PipelineStream stream = PipelineStream.of(
                        "s", Flux.range(0, 20_000).doOnNext(x -> taken.incrementAndGet()), slowHead)
                .ordered();
        List<Long> seqs = new ArrayList<>();

        StepVerifier.create(Pipeline.builder("ordered").stream(stream).build().run())
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(100))
                .then(() -> assertThat(taken.get()).isLessThan(1_000))
                .then(release::countDown)
                .thenConsumeWhile(outcome -> seqs.add(outcome.seq()))
                .expectComplete()
                .verify(SOON);
        assertThat(seqs).hasSize(20_000).isSorted();
    }

    @Test
    void anEmptySourceCompletes() {
        StepVerifier.create(pipeline("s", Flux.empty(), square(threads)).run())
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void whatIsNotAskedForIsNotTaken() {
        AtomicLong taken = new AtomicLong();
        Flux<Integer> source = Flux.range(0, 1_000_000).doOnNext(x -> taken.incrementAndGet());
        Pipeline pipeline = pipeline("s", source, square(threads), Stage.cpu("negate", threads, (Integer x) -> -x));

        StepVerifier.create(pipeline.run(), 1)
                .expectNextCount(1)
                .thenRequest(10)
                .expectNextCount(10)
                .thenCancel()
                .verify(SOON);
        // Eleven that were asked for, and a window of eight for each of the two stages, and what the stages held.
        assertThat(taken.get()).isLessThanOrEqualTo(11 + 4 * 8);
    }

    @Test
    void failuresThatNobodyAsksForHoldUpTheSource() {
        AtomicLong taken = new AtomicLong();
        Flux<Integer> source = Flux.range(0, 20_000).doOnNext(x -> taken.incrementAndGet());
        Pipeline pipeline = pipeline("s", source, failOnMultiplesOf(1, inline), square(inline));

        StepVerifier.create(pipeline.run(), 0)
                .expectSubscription()
                .then(() -> assertThat(taken.get()).isLessThan(300))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(20_000)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void unproducedItemsThatNobodyAsksForHoldUpTheSource() {
        AtomicLong taken = new AtomicLong();
        Flux<SourceItem> source = Flux.range(0, 20_000)
                .map(x -> SourceItem.failed(x, new IOException("gone")))
                .doOnNext(x -> taken.incrementAndGet());

        StepVerifier.create(pipeline("s", source, square(inline)).run(), 0)
                .expectSubscription()
                .then(() -> assertThat(taken.get()).isLessThan(300))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(20_000)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void demandInSmallPortionsIsServedExactly() {
        Pipeline pipeline =
                Pipeline.builder("two").stream("a", Flux.range(0, 500), failOnMultiplesOf(3, threads), square(threads))
                        .stream("b", Flux.range(0, 500), square(inline))
                        .build();

        StepVerifier.create(pipeline.run().limitRate(3))
                .expectNextCount(1_000)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void cancellingCancelsTheSourcesAndTheTasks() {
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch isInterrupted = new CountDownLatch(1);
        AtomicBoolean isCancelled = new AtomicBoolean();
        Stage stuck = Stage.io("stuck", threads, item -> {
            isRunning.countDown();
            try {
                Thread.sleep(SOON.toMillis() * 2);
            } catch (InterruptedException e) {
                isInterrupted.countDown();
            }
            return item.value();
        });
        Pipeline pipeline = Pipeline.builder("two").stream(
                        "stuck", Flux.just(1).concatWith(Mono.never()).doOnCancel(() -> isCancelled.set(true)), stuck)
                .stream("quick", Flux.just(1), square(threads))
                .build();

        StepVerifier.create(pipeline.run())
                .expectNextCount(1)
                .then(() -> await(isRunning))
                .thenCancel()
                .verify(SOON);

        await(isInterrupted);
        assertThat(isCancelled).isTrue();
    }

    @Test
    void nothingHappensBeforeSubscriptionAndEachIsARunOfItsOwn() {
        AtomicInteger subscriptions = new AtomicInteger();
        Flux<StreamOutcome> run = pipeline(
                        "s", Flux.range(0, 3).doOnSubscribe(s -> subscriptions.incrementAndGet()), square(inline))
                .run();

        assertThat(subscriptions).hasValue(0);
        assertThat(run.count().block(SOON)).isEqualTo(3);
        assertThat(run.map(StreamOutcome::seq).collectList().block(SOON)).containsExactly(0L, 1L, 2L);
        assertThat(subscriptions).hasValue(2);
    }

    @Test
    void thePoolsStayOpen() {
        pipeline("s", Flux.range(0, 3), square(threads)).run().blockLast(SOON);

        assertThat(threads.isClosed()).isFalse();
    }

    @Test
    void worksInVirtualTime() {
        StepVerifier.withVirtualTime(() -> {
                    Stage later = Stage.cpu("later", InlineTaskPool.create(), (Long x) -> x + 1);
                    return pipeline("s", Flux.interval(Duration.ofHours(1)).take(2), later)
                            .run()
                            .map(StreamOutcome::value);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofHours(1))
                .expectNext(1L)
                .thenAwait(Duration.ofHours(1))
                .expectNext(2L)
                .expectComplete()
                .verify(SOON);
    }

    // How it is built

    @Test
    void namesMustDiffer() {
        assertThatThrownBy(() -> Pipeline.builder("p").stream("s", Flux.empty()).stream("s", Flux.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'s'");
        assertThatThrownBy(() -> PipelineStream.of("s", Flux.empty(), square(inline), square(inline)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'square'");
        assertThatThrownBy(() -> Pipeline.builder("p").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no stream");
    }

    // Everything at once

    @Test
    void collectKeepsEveryStreamInTheOrderOfItsSource() {
        Pipeline pipeline = Pipeline.builder("combined").stream("squares", Flux.range(0, 50), square(threads)).stream(
                        "checked", Flux.range(0, 6), failOnMultiplesOf(2, threads))
                .stream("empty", Flux.empty(), square(threads))
                .build();

        CombinedResult result = pipeline.collect().block(SOON);

        assertThat(result.name()).isEqualTo("combined");
        assertThat(result.streams().keySet()).containsExactly("squares", "checked", "empty");
        assertThat(result.stream("squares").values())
                .containsExactlyElementsOf(Flux.range(0, 50).map(x -> x * x).toIterable());
        assertThat(result.stream("checked").values()).containsExactly(1, 3, 5);
        assertThat(result.stream("checked").outcomes())
                .extracting(StreamOutcome::seq)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(result.stream("checked").totals().count("failed")).isEqualTo(3);
        assertThat(result.stream("checked").totals().failures()).isEqualTo(3);
        assertThat(result.stream("empty").outcomes()).isEmpty();
        assertThat(result.allSucceeded()).isFalse();
        assertThatThrownBy(() -> result.stream("other")).hasMessageContaining("squares");
    }

    @Test
    void collectTellsHowFarWaitingAndComputingOverlapped() {
        CyclicBarrier bothAreRunning = new CyclicBarrier(2);
        CyclicBarrier bothAreDone = new CyclicBarrier(2);
        Stage io = Stage.io("io", threads, item -> meet(bothAreRunning, bothAreDone));
        Stage cpu = Stage.cpu("cpu", threads, (Integer x) -> meet(bothAreRunning, bothAreDone));

        CombinedResult result = Pipeline.builder("both").stream("waits", Flux.just(1), io).stream(
                        "computes", Flux.just(1), cpu)
                .build()
                .collect()
                .block(SOON);

        assertThat(result.overlap()).isGreaterThanOrEqualTo(Duration.ofMillis(5));
        assertThat(result.ioTime()).isGreaterThanOrEqualTo(result.overlap());
        assertThat(result.cpuTime()).isGreaterThanOrEqualTo(result.overlap());
        assertThat(result.wallTime())
                .isGreaterThanOrEqualTo(result.ioTime().plus(result.cpuTime()).minus(result.overlap()));
        assertThat(result.stream("waits").totals().totalRun()).isEqualTo(result.ioTime());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int meet(CyclicBarrier before, CyclicBarrier after) throws Exception {
        before.await();
        Thread.sleep(5);
        return after.await();
    }

    @Test
    void collectSignalsWhatTheRunSignals() {
        StepVerifier.create(pipeline("s", Flux.error(new IOException("gone")), square(inline))
                        .collect())
                .expectError(StreamFailedException.class)
                .verify(SOON);
    }

    // Listeners

    /** Writes down what it hears; not thread-safe, because it need not be. */
    private static final class Notes implements RunListener {

        private final List<String> lines = new ArrayList<>();
        private final List<StageRun> runs = new ArrayList<>();

        @Override
        public void runStarted(String pipeline, long startedNanos) {
            lines.add("start " + pipeline);
        }

        @Override
        public void stageFinished(StageRun run) {
            lines.add("stage " + run.stage() + " " + run.seq() + " " + run.status());
            runs.add(run);
        }

        @Override
        public void itemFinished(StreamOutcome outcome) {
            lines.add("item " + outcome.seq() + " " + outcome.status());
        }

        @Override
        public void runFinished(End end, @Nullable Throwable error, long finishedNanos) {
            lines.add("end " + end);
        }
    }

    @Test
    void aListenerHearsEverythingInOrder() {
        Notes notes = new Notes();
        Pipeline pipeline = Pipeline.builder("p").stream(
                        "s", Flux.just(1, 3), failOnMultiplesOf(3, inline), square(inline))
                .listener(notes)
                .build();

        pipeline.run()
                .doOnNext(outcome -> notes.lines.add("got " + outcome.seq()))
                .blockLast(SOON);

        assertThat(notes.lines)
                .containsExactly(
                        "start p",
                        "stage check 0 success",
                        "stage square 0 success",
                        "item 0 success",
                        "got 0",
                        "stage check 1 failed",
                        "item 1 failed",
                        "got 1",
                        "end COMPLETED");
        assertThat(notes.runs).allSatisfy(run -> {
            assertThat(run.kind()).isEqualTo(Stage.Kind.CPU);
            assertThat(run.stream()).isEqualTo("s");
            assertThat(run.worker()).isEqualTo(1);
            assertThat(run.startedNanos()).isNotZero();
            assertThat(run.runNanos()).isPositive();
        });
    }

    @Test
    void aListenerIsCalledByOneThreadAtATime() {
        Notes notes = new Notes();
        Pipeline pipeline = Pipeline.builder("p").stream("a", Flux.range(0, 2_000), square(threads)).stream(
                        "b", Flux.range(0, 2_000), square(threads))
                .listener(notes)
                .build();

        pipeline.run().blockLast(SOON);

        assertThat(notes.lines).hasSize(2 + 2 * 4_000).doesNotContainNull();
    }

    @Test
    void aListenerThatThrowsDoesNotBreakTheRun() {
        Notes notes = new Notes();
        RunListener broken = new RunListener() {
            @Override
            public void itemFinished(StreamOutcome outcome) {
                throw new IllegalStateException("listener");
            }
        };
        Pipeline pipeline = Pipeline.builder("p").stream("s", Flux.range(0, 3), square(inline))
                .listener(broken)
                .listener(notes)
                .build();

        assertThat(pipeline.run().count().block(SOON)).isEqualTo(3);
        assertThat(notes.lines).contains("item 2 success", "end COMPLETED");
    }

    @Test
    void aListenerHearsOfCancellationAndFailure() {
        Notes cancelled = new Notes();
        Notes failed = new Notes();

        Pipeline.builder("p").stream("s", Flux.range(0, 9), square(inline))
                .listener(cancelled)
                .build()
                .run()
                .take(1)
                .blockLast(SOON);
        Pipeline.builder("p").stream("s", Flux.error(new IOException("gone")), square(inline))
                .listener(failed)
                .build()
                .run()
                .onErrorComplete()
                .blockLast(SOON);

        assertThat(cancelled.lines).endsWith("end CANCELLED");
        assertThat(failed.lines).containsExactly("start p", "end FAILED");
    }

    @Test
    void aSummaryCountsWithoutKeeping() {
        RunSummary summary = new RunSummary();
        Pipeline pipeline =
                Pipeline.builder("p").stream("a", Flux.range(1, 20_000), failOnMultiplesOf(4, inline)).stream(
                                "b", Flux.range(0, 5), square(threads))
                        .listener(summary)
                        .build();

        assertThat(summary.end()).isNull();
        pipeline.run().subscribeOn(Schedulers.boundedElastic()).blockLast(SOON);

        assertThat(summary.end()).isEqualTo(RunListener.End.COMPLETED);
        assertThat(summary.items()).isEqualTo(20_005);
        assertThat(summary.failures()).isEqualTo(5_000);
        assertThat(summary.allSucceeded()).isFalse();
        assertThat(summary.stream("a").count("success")).isEqualTo(15_000);
        assertThat(summary.stream("b").failures()).isZero();
        assertThat(summary.cpuTime()).isPositive().isLessThanOrEqualTo(summary.wallTime());
        assertThat(summary.ioTime()).isZero();
        assertThat(summary.overlap()).isZero();
    }
}
