package dev.trenza.core.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskLine;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;
import dev.trenza.core.TaskRun;
import dev.trenza.task.Task;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class RoundTripTest extends TaskPoolContract {

    private final TaskPool pool = newPool();

    @Override
    protected TaskPool newPool() {
        return InlineTaskPool.builder().roundTrip(true).build();
    }

    @Override
    protected TaskPool newPool(Consumer<TaskLine> log, @Nullable Level level) {
        InlineTaskPool.Builder builder =
                InlineTaskPool.builder().roundTrip(true).log(log);
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

    record Invoice(String number) {}

    @Test
    void aCaptureThatIsNotSerialisableIsRefusedByName() {
        Object lock = new Object();
        Task<Integer, Integer> task = x -> x + lock.hashCode();

        StepVerifier.create(Flux.just(1).transform(pool.map(task)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(TaskFailedException.class)
                        .hasMessageContaining("java.lang.Object"))
                .verify();
    }

    @Test
    void aTypeThatCannotCrossFailsItsItemAlone() {
        List<Outcome<Object, Object>> outcomes =
                run(pool, TaskRun.<Object, Object>of(x -> x).ordered(), new Ratio(), "b");

        assertThat(outcomes).extracting(Outcome::status).containsExactly("failed", "success");
        assertThat(messageOf(outcomes.get(0)))
                .contains("cannot be sent")
                .contains(Ratio.class.getName() + " cannot be sent: it is neither a record nor Serializable");
        assertThat(outcomes.get(0).execution().attempts()).isZero();
    }

    @Test
    void aRecordArrivesAsACopy() {
        Invoice invoice = new Invoice("a");

        List<Outcome<Object, Object>> outcomes = run(pool, TaskRun.of(x -> x), invoice);

        assertThat(((Outcome.Success<?, ?>) outcomes.get(0)).value())
                .isEqualTo(invoice)
                .isNotSameAs(invoice);
    }

    @Test
    void aResultThatMayNotCrossFailsItsItem() {
        List<Outcome<Object, Object>> outcomes = run(pool, TaskRun.of(x -> List.of(Execution.NONE)), 1);

        assertThat(messageOf(outcomes.get(0))).contains("allow(\"dev.trenza.core.Execution\")", "(at value[0])");
    }

    @Test
    void stateThatTheTaskChangesIsNotTheCallers() {
        AtomicInteger counter = new AtomicInteger();
        int[] array = {1};
        Task<int[], Integer> task = input -> {
            input[0] = 7;
            return counter.incrementAndGet();
        };

        List<Integer> values =
                Flux.just(array, array).transform(pool.map(task)).collectList().block();

        assertThat(values).containsExactly(1, 2); // one copy for a run, as a worker has one
        assertThat(counter).hasValue(0);
        assertThat(array).containsExactly(1);
    }

    @Test
    void whatATaskThrowsArrivesAsText() {
        Task<Object, Object> task = x -> {
            throw new IOException("disk full", new IllegalStateException("deeper"));
        };

        List<Outcome<Object, Object>> outcomes = run(pool, TaskRun.of(task), 1);

        Throwable cause = Objects.requireNonNull(
                ((Outcome.Failed<?, ?>) outcomes.get(0)).failure().getCause());
        assertThat(cause).isInstanceOf(RemoteException.class).hasToString("java.io.IOException: disk full");
        assertThat(cause).cause().hasToString("java.lang.IllegalStateException: deeper");
    }

    @Test
    void aPayloadOverTheLimitFailsItsItem() {
        TaskPool small =
                InlineTaskPool.builder().roundTrip(true).maxPayload(100).build();

        List<Outcome<Object, Object>> inputs = run(small, TaskRun.of(x -> 1), new byte[200]);
        List<Outcome<Object, Object>> results = run(small, TaskRun.of(x -> new byte[200]), 1);

        assertThat(messageOf(inputs.get(0))).contains("201 bytes").contains("limit of 100");
        assertThat(messageOf(results.get(0)))
                .contains("the result of 201 bytes")
                .contains("limit of 100");
    }

    @Test
    void anInputThatCannotBeSentIsNotTriedAgain() {
        TaskRun<Object, Object> run =
                TaskRun.<Object, Object>of(x -> x).retry(new TaskRun.Retry(3, Duration.ofDays(1)));

        assertThat(run(pool, run, new Ratio())).extracting(Outcome::status).containsExactly("failed");
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        InlineTaskPool.builder().roundTrip(true).maxPayload(0).build())
                .withMessage("maxPayload must be >= 1, was 0");
    }

    private static List<Outcome<Object, Object>> run(TaskPool pool, TaskRun<Object, Object> run, Object... items) {
        return Objects.requireNonNull(
                pool.outcomes(Flux.just(items), run).collectList().block(Duration.ofSeconds(30)));
    }

    static final class Ratio {}

    private static String messageOf(Outcome<?, ?> outcome) {
        return ((Outcome.Failure<?, ?>) outcome).failure().getMessage();
    }
}
