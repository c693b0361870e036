package dev.trenza.core.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskLine;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;
import dev.trenza.core.TaskRun;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class InlineTaskPoolTest extends TaskPoolContract {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Override
    protected TaskPool newPool() {
        return InlineTaskPool.create();
    }

    @Override
    protected TaskPool newPool(Consumer<TaskLine> log, @Nullable Level level) {
        InlineTaskPool.Builder builder = InlineTaskPool.builder().log(log);
        return (level == null ? builder : builder.logLevel(level)).build();
    }

    @Override
    protected boolean hasTasksThatWait() {
        return false;
    }

    @Override
    protected long largestWindow() {
        return 1;
    }

    @Test
    void everythingHappensInTheCallersThreadOneItemAfterTheOther() {
        List<String> events = new ArrayList<>();
        Thread caller = Thread.currentThread();
        Task<Integer, Integer> task = x -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            events.add("run " + x);
            return x;
        };

        try (TaskPool pool = InlineTaskPool.create()) {
            Flux.range(0, 2)
                    .doOnNext(x -> events.add("take " + x))
                    .transform(pool.mapUnordered(task))
                    .subscribe(x -> events.add("got " + x));
        }

        assertThat(events).containsExactly("take 0", "run 0", "got 0", "take 1", "run 1", "got 1");
    }

    @Test
    void aRetryWaitsInVirtualTime() {
        AtomicInteger attempts = new AtomicInteger();
        Task<Integer, Integer> flaky = x -> {
            if (attempts.incrementAndGet() < 2) {
                throw new IOException("not yet");
            }
            return x;
        };
        TaskRun<Integer, Integer> run =
                TaskRun.<Integer, Integer>of(flaky).retry(new TaskRun.Retry(2, Duration.ofHours(1)));

        StepVerifier.withVirtualTime(() -> InlineTaskPool.create().values(Flux.just(7), run))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(30))
                .thenAwait(Duration.ofHours(1))
                .expectNext(7)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void theInterruptOfATimeoutEndsWithItsTask() {
        Task<Integer, Integer> restoresTheFlag = x -> {
            try {
                Thread.sleep(SOON.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return x;
        };

        try (TaskPool pool =
                InlineTaskPool.builder().taskTimeout(Duration.ofMillis(20)).build()) {
            Outcome<Integer, Integer> outcome =
                    Flux.just(1).transform(pool.outcomes(restoresTheFlag)).blockLast(SOON);

            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void manyRetriesAtOnceDoNotOverflowTheStack() {
        AtomicInteger attempts = new AtomicInteger();
        Task<Integer, Integer> flaky = x -> {
            if (attempts.incrementAndGet() < 50_000) {
                throw new IOException("not yet");
            }
            return x;
        };
        TaskRun<Integer, Integer> run =
                TaskRun.<Integer, Integer>of(flaky).retry(new TaskRun.Retry(50_000, Duration.ZERO));

        try (TaskPool pool = InlineTaskPool.create()) {
            assertThat(pool.values(Flux.just(7), run).blockLast(SOON)).isEqualTo(7);
        }
    }

    @Test
    void aTaskThatSubmitsToItsOwnPoolIsRefusedAsOnThreads() {
        try (TaskPool pool = InlineTaskPool.create()) {
            Task<Integer, Integer> nested =
                    x -> pool.<Integer, Integer>submit(y -> y + 1, x).block();

            assertThatThrownBy(() -> pool.<Integer, Integer>submit(nested, 1).block(SOON))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("own pool");
        }
    }

    @Test
    void aNamedTaskThatIsNotThereFailsItsItem() {
        try (TaskPool pool = InlineTaskPool.create()) {
            assertThatThrownBy(() -> pool.submit(NamedTask.reference("no-such-task", Map.of()), 1)
                            .block(SOON))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("no-such-task")
                    .hasCauseInstanceOf(NoSuchElementException.class);
        }
    }
}
