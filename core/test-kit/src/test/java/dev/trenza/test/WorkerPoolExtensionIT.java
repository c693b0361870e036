package dev.trenza.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.process.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Tag("process")
class WorkerPoolExtensionIT {

    private static final List<WorkerPool> SEEN = new ArrayList<>();

    @ExtendWith(WorkerPoolExtension.class)
    static class Uses {

        @Test
        void realWorkers(TaskPool pool, @PoolSettings(workers = 1, heapMiB = 32, attempts = 1) WorkerPool small) {
            SEEN.add((WorkerPool) pool);
            SEEN.add(small);
            StepVerifier.create(Flux.range(0, 5).transform(pool.map(x -> x * x)))
                    .expectNext(0, 1, 4, 9, 16)
                    .verifyComplete();
            StepVerifier.create(Flux.just(7).transform(small.outcomes(x -> {
                        Runtime.getRuntime().halt(x);
                        return x;
                    })))
                    .assertNext(OutcomeExpectation.crashed(7).exitCode(7).attempts(1))
                    .verifyComplete();
        }

        @Test
        void timeLimits(@PoolSettings(workers = 1, taskTimeoutMillis = 200) WorkerPool pool) {
            Flux<Outcome<Integer, Integer>> outcomes = Flux.just(600_000).transform(pool.outcomes(millis -> {
                Thread.sleep(millis);
                return millis;
            }));
            StepVerifier.create(outcomes)
                    .assertNext(OutcomeExpectation.timedOut(600_000, TimeLimits.Kind.TASK))
                    .verifyComplete();
        }
    }

    static class SharesAPool {
        @RegisterExtension
        static final WorkerPoolExtension POOLS = WorkerPoolExtension.with(settings -> settings.workers(1));

        private static WorkerPool shared;

        @BeforeAll
        static void take(WorkerPool pool) {
            shared = pool;
            SEEN.add(pool);
        }

        @Test
        void once() {
            assertThat(shared.<Integer, Integer>submit(x -> x + 1, 1).block()).isEqualTo(2);
        }

        @Test
        void twice() {
            assertThat(shared.<Integer, Integer>submit(x -> x + 1, 1).block()).isEqualTo(2);
        }
    }

    static class ForgetsToClose {
        @RegisterExtension
        static final WorkerPoolExtension POOLS =
                new WorkerPoolExtension().leftovers(new NoLeftovers().within(Duration.ZERO));

        @Test
        void leaves() {
            WorkerPool pool = WorkerPool.builder().name("forgotten").workers(1).build();
            SEEN.add(pool);
            pool.<Integer, Integer>submit(x -> x + 1, 1).block();
        }
    }

    @Test
    void aParameterIsAPoolOfRealWorkersThatIsClosedAfterTheTest() {
        SEEN.clear();

        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Uses.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(2).failed(0));

        assertThat(SEEN).hasSize(2).allMatch(WorkerPool::isClosed);
        assertThat(SEEN.get(1).config().workers()).isEqualTo(1);
        assertThat(SEEN.get(1).config().heapBytes()).isEqualTo(32L << 20);
    }

    @Test
    void aPoolOfTheClassLivesUntilItsEnd() {
        SEEN.clear();

        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(SharesAPool.class))
                .execute()
                .allEvents()
                .assertStatistics(events -> events.failed(0));

        assertThat(SEEN).hasSize(1).allMatch(WorkerPool::isClosed);
    }

    @Test
    void aPoolThatTheTestDidNotCloseIsFoundByItsWorkers() {
        SEEN.clear();

        String failure = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(ForgetsToClose.class))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .findFirst()
                .flatMap(event ->
                        event.getRequiredPayload(TestExecutionResult.class).getThrowable())
                .orElseThrow()
                .getMessage();
        SEEN.get(0).closeNow();

        assertThat(failure)
                .containsPattern("- process \\d+: .*java.*")
                .contains("Close the pool that started it")
                .contains("- thread 'trenza-forgotten");
    }
}
