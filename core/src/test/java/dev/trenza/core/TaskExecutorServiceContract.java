package dev.trenza.core;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trenza.task.CallableTask;
import dev.trenza.task.RunnableTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What an executor over any pool promises. Tasks tell by files what happens to them, since they may be far away. */
@Timeout(120)
abstract class TaskExecutorServiceContract {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path files;

    private TaskPool pool;
    private TaskExecutorService executor;

    /** A new pool in which one task runs at a time. */
    abstract TaskPool newPool(int concurrency);

    @BeforeEach
    void open() {
        pool = newPool(1);
        executor = pool.asExecutorService();
    }

    @AfterEach
    void close() {
        pool.closeNow();
    }

    private static void mark(String directory, String name) throws IOException {
        Files.writeString(Path.of(directory, name), "");
    }

    private boolean isMarked(String name) {
        return Files.exists(files.resolve(name));
    }

    private void awaitMark(String name) {
        await().atMost(SOON).until(() -> isMarked(name));
    }

    private static String sleep(String directory, String name) throws Exception {
        mark(directory, name + "-begun");
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            mark(directory, name + "-interrupted");
            throw e;
        }
        return name;
    }

    private static String waitFor(String directory, String name) throws Exception {
        mark(directory, "waiting-begun");
        while (!Files.exists(Path.of(directory, name))) {
            Thread.sleep(5);
        }
        mark(directory, "waiting-ended");
        return name;
    }

    private static int fail(String why) throws IOException {
        throw new IOException(why);
    }

    @Test
    void whatDependsOnAFutureMayCloseTheExecutor() {
        CompletableFuture<Boolean> closed = executor.submit(() -> 7).thenApply(seven -> {
            executor.close();
            return pool.isClosed() || executor.isShutdown();
        });

        assertThat(closed).succeedsWithin(SOON).isEqualTo(true);
        await().atMost(SOON).until(executor::isTerminated);
    }

    @Test
    void aLambdaRunsAndItsResultComesBack() throws Exception {
        int captured = 6;

        Future<Integer> result = executor.submit(() -> captured * 7);

        assertThat(result.get()).isEqualTo(42);
        assertThat(result.isDone()).isTrue();
        assertThat(result.isCancelled()).isFalse();
    }

    @Test
    void nullIsAResult() throws Exception {
        assertThat(executor.submit(() -> (String) null).get()).isNull();
        String directory = files.toString();
        RunnableTask task = () -> ignoring(directory);
        assertThat(executor.submit(task).get()).isNull();
        assertThat(executor.submit((Runnable) task, "done").get()).isEqualTo("done");
        assertThat(isMarked("ran")).isTrue();
    }

    private static void ignoring(String directory) {
        try {
            mark(directory, "ran");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailureIsTheCauseAndBehindItTheRemoteOne() {
        Future<Integer> result = executor.submit(() -> fail("disk full"));

        assertThatThrownBy(result::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TaskFailedException.class)
                .hasMessageContaining("disk full");
    }

    @Test
    void cancellingWithInterruptionReachesTheTask() {
        String directory = files.toString();
        Future<String> result = executor.submit(() -> sleep(directory, "a"));
        awaitMark("a-begun");

        assertThat(result.cancel(true)).isTrue();

        awaitMark("a-interrupted");
        assertThat(result.isCancelled()).isTrue();
        assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
        assertThat(executor.submit(() -> 1).join()).isEqualTo(1);
    }

    @Test
    void cancellingWithoutInterruptionLetsTheTaskEnd() throws Exception {
        String directory = files.toString();
        Future<String> result = executor.submit(() -> waitFor(directory, "go"));
        awaitMark("waiting-begun");

        assertThat(result.cancel(false)).isTrue();
        assertThat(result.isCancelled()).isTrue();
        mark(directory, "go");

        awaitMark("waiting-ended");
    }

    @Test
    void whatIsCancelledBeforeItBeginsNeverRuns() throws Exception {
        String directory = files.toString();
        Future<String> running = executor.submit(() -> waitFor(directory, "go"));
        Future<String> waiting = executor.submit(() -> sleep(directory, "b"));

        assertThat(waiting.cancel(false)).isTrue();
        mark(directory, "go");

        assertThat(running.get()).isEqualTo("go");
        assertThat(executor.submit(() -> 1).get()).isEqualTo(1);
        assertThat(isMarked("b-begun")).isFalse();
    }

    @Test
    void nothingIsTakenAfterShutdown() throws Exception {
        String directory = files.toString();
        Future<String> running = executor.submit(() -> waitFor(directory, "go"));
        Future<Integer> waiting = executor.submit(() -> 2);

        executor.shutdown();

        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThat(executor.awaitTermination(1, MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        mark(directory, "go");
        assertThat(executor.awaitTermination(60, SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(running.get()).isEqualTo("go");
        assertThat(waiting.get()).isEqualTo(2);
        assertThat(pool.isClosed()).isTrue();
    }

    @Test
    void shutdownNowStopsWhatRunsAndReturnsWhatNeverStarted() throws Exception {
        String directory = files.toString();
        Future<String> running = executor.submit(() -> sleep(directory, "a"));
        awaitMark("a-begun");
        Future<String> second = executor.submit(() -> sleep(directory, "b"));
        RunnableTask third = () -> ignoring(directory);
        executor.execute(third);
        CompletableFuture<Integer> fourth = executor.submit(() -> 7);

        List<Runnable> never = executor.shutdownNow();

        assertThat(never).hasSize(3).first().isSameAs(second);
        assertThat(never.get(1)).isSameAs(third);
        assertThat(executor.awaitTermination(60, SECONDS)).isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertThat(fourth).isNotDone();
        never.get(2).run();
        assertThat(fourth).isCompletedWithValue(7);
        assertThat(isMarked("b-begun")).isFalse();
    }

    @Test
    void closingWaitsForWhatIsPending() throws Exception {
        List<CompletableFuture<Integer>> results;
        try (TaskExecutorService closed = newPool(2).asExecutorService()) {
            results = List.of(closed.submit(() -> 1), closed.submit(() -> 2), closed.submit(() -> 3));
        }

        assertThat(results).allMatch(CompletableFuture::isDone);
        assertThat(results.get(2).get()).isEqualTo(3);
    }

    @Test
    void aSharingExecutorLeavesThePool() throws Exception {
        TaskExecutorService sharing = TaskExecutorService.sharing(pool, 1);
        assertThat(sharing.submit(() -> 1).get()).isEqualTo(1);

        sharing.close();

        assertThat(sharing.isTerminated()).isTrue();
        assertThat(pool.isClosed()).isFalse();
        assertThat(executor.submit(() -> 2).get()).isEqualTo(2);
    }

    @Test
    void aPoolThatWasClosedEndsItsExecutor() throws Exception {
        pool.close();

        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.awaitTermination(60, SECONDS)).isTrue();
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whatCannotTravelIsRefusedWithTheRemedy() {
        ExecutorService plain = executor;
        Callable<Integer> callable = () -> 1;

        assertThatThrownBy(() -> plain.submit(callable))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("TaskExecutorServiceContract")
                .hasMessageContaining("CallableTask");
        assertThatThrownBy(() -> new ExecutorCompletionService<Integer>(plain).submit(callable))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, plain))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("submit the lambda itself");
    }

    @Test
    void invokeAllReturnsTheFuturesInOrderAllDone() throws Exception {
        List<CallableTask<Integer>> tasks = List.of(() -> 1, () -> fail("two"), () -> 3);

        List<Future<Integer>> results = executor.invokeAll(tasks);

        assertThat(results).hasSize(3).allMatch(Future::isDone);
        assertThat(results.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> results.get(1).get()).hasMessageContaining("two");
        assertThat(results.get(2).get()).isEqualTo(3);
    }

    @Test
    void invokeAllCancelsWhatHasNotEndedInTime() throws Exception {
        String directory = files.toString();
        executor.submit(() -> 0).get(); // so that the worker is there
        List<CallableTask<String>> tasks = List.of(() -> sleep(directory, "a"), () -> sleep(directory, "b"));

        List<Future<String>> results = executor.invokeAll(tasks, 300, MILLISECONDS);

        assertThat(results)
                .hasSize(2)
                .allMatch(Future::isCancelled); // the second may have begun in the place of the first
    }

    @Test
    void shutdownNowStopsAlsoWhatSomebodyElseHasCompleted() throws Exception {
        String directory = files.toString();
        CompletableFuture<String> future = executor.submit(() -> sleep(directory, "a"));
        awaitMark("a-begun");

        future.complete("enough");
        List<Runnable> unused = executor.shutdownNow();

        assertThat(executor.awaitTermination(60, SECONDS)).isTrue();
    }

    @Test
    void invokeAnyReturnsAResultAndCancelsTheOthers() throws Exception {
        String directory = files.toString();
        List<CallableTask<String>> tasks = List.of(() -> "" + fail("no"), () -> "yes", () -> sleep(directory, "late"));

        assertThat(executor.invokeAny(tasks)).isEqualTo("yes");
        assertThat(executor.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void invokeAnyFailsWithTheLastFailureOrInTime() {
        String directory = files.toString();
        List<CallableTask<Integer>> failing = List.of(() -> fail("one"), () -> fail("two"));
        List<CallableTask<String>> slow = List.of(() -> sleep(directory, "a"));

        assertThatThrownBy(() -> executor.invokeAny(failing))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("two");
        assertThatThrownBy(() -> executor.invokeAny(slow, 200, MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> executor.invokeAny(List.<CallableTask<Integer>>of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(executor.submit(() -> 1).join()).isEqualTo(1);
    }

    @Test
    void theFailureOfWhatWasExecutedIsLogged() {
        Logger logger = (Logger) LoggerFactory.getLogger(PoolExecutor.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        try {
            executor.execute(() -> {
                throw new IllegalStateException("nobody waits for me");
            });
            executor.close();
        } finally {
            logger.detachAppender(events);
        }

        assertThat(events.list)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getThrowableProxy().getMessage()).contains("nobody waits for me"));
    }

    @Test
    void aTaskSeesTheMdcOfWhoSubmittedItThoughItHadToWait() throws Exception {
        String directory = files.toString();
        MDC.put("requestId", "r-1");
        Future<String> first = executor.submit(() -> waitFor(directory, "go"));
        Future<String> second = executor.submit(() -> MDC.get("requestId"));
        MDC.put("requestId", "r-2");
        Future<String> third = executor.submit(() -> MDC.get("requestId"));
        MDC.clear();
        Future<String> fourth = executor.submit(() -> MDC.get("requestId"));

        mark(directory, "go");

        assertThat(first.get()).isEqualTo("go");
        assertThat(second.get()).isEqualTo("r-1");
        assertThat(third.get()).isEqualTo("r-2");
        assertThat(fourth.get()).isNull();
    }

    @Test
    void manyThreadsShareItAndEveryResultIsTheRightOne() throws Exception {
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> threads = List.of(submitter(wrong, 0), submitter(wrong, 1), submitter(wrong, 2));

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(wrong).hasValue(0);
    }

    private Thread submitter(AtomicInteger wrong, int number) {
        return new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                int value = number * 1000 + i;
                if (executor.submit(() -> value + 1).join() != value + 1) {
                    wrong.incrementAndGet();
                }
            }
        });
    }
}
