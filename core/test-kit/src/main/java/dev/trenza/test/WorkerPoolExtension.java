package dev.trenza.test;

import dev.trenza.core.TaskPool;
import dev.trenza.core.process.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives real workers to tests: a parameter of type {@link WorkerPool} or {@link TaskPool} gets a pool of its own, which
 * is closed after the test. A test that leaves a process, a thread or a file descriptor behind fails, as with
 * {@link NoLeftovers}; so does one whose pool is still busy 30 s after its end.
 *
 * <pre>{@code
 * class ThumbnailsTest {
 *     @RegisterExtension
 *     static final WorkerPoolExtension POOLS = WorkerPoolExtension.with(settings -> settings.workers(2).heap(64 << 20));
 *
 *     @Test
 *     void aCrashCostsItsItemOnly(@PoolSettings(attempts = 1) WorkerPool pool) {
 *         Flux<Outcome<Integer, Integer>> outcomes = Flux.just(1).transform(pool.outcomes(x -> {
 *             Runtime.getRuntime().halt(x);
 *             return x;
 *         }));
 *         StepVerifier.create(outcomes)
 *                 .assertNext(OutcomeExpectation.crashed(1).exitCode(1))
 *                 .verifyComplete();
 *     }
 * }
 * }</pre>
 *
 * <p>The pool of a parameter of a constructor or of a {@code @BeforeAll} method lives as long as the class, and then only
 * the class is asked what it has left behind. Two workers, if nothing else is said: {@code @ExtendWith} will do then. Not for tests that run at the same time in one JVM.
 */
public final class WorkerPoolExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(WorkerPoolExtension.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final UnaryOperator<WorkerPool.Builder> settings;
    private final NoLeftovers leftovers;

    /** Two workers, and defaults else. */
    public WorkerPoolExtension() {
        this(settings -> settings, new NoLeftovers());
    }

    private WorkerPoolExtension(UnaryOperator<WorkerPool.Builder> settings, NoLeftovers leftovers) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.leftovers = Objects.requireNonNull(leftovers, "leftovers");
    }

    /** Pools with settings, which {@link PoolSettings} of a parameter may change. */
    public static WorkerPoolExtension with(UnaryOperator<WorkerPool.Builder> settings) {
        return new WorkerPoolExtension(settings, new NoLeftovers());
    }

    /** The same with another look at what is left behind. */
    public WorkerPoolExtension leftovers(NoLeftovers newLeftovers) {
        return new WorkerPoolExtension(settings, newLeftovers);
    }

    // Parameters

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == WorkerPool.class || type == TaskPool.class;
    }

    @Override
    public WorkerPool resolveParameter(ParameterContext parameter, ExtensionContext context) {
        WorkerPool.Builder builder =
                settings.apply(WorkerPool.builder().name(nameOf(context)).workers(2));
        parameter.findAnnotation(PoolSettings.class).ifPresent(own -> apply(own, builder));
        WorkerPool pool = builder.build();
        pools(context).open.add(pool);
        return pool;
    }

    /** Thread names carry it. */
    private static String nameOf(ExtensionContext context) {
        return context.getTestMethod().isPresent() ? "test" : "tests";
    }

    private static void apply(PoolSettings own, WorkerPool.Builder builder) {
        if (own.workers() != 0) {
            builder.workers(own.workers());
        }
        if (own.heapMiB() != 0) {
            builder.heap((long) own.heapMiB() << 20);
        }
        if (own.attempts() != 0) {
            builder.attempts(own.attempts());
        }
        if (own.taskTimeoutMillis() != 0) {
            builder.taskTimeout(Duration.ofMillis(own.taskTimeoutMillis()));
        }
        builder.allow(own.allow());
    }

    private static Pools pools(ExtensionContext context) {
        Pools pools = context.getStore(NAMESPACE).get(context.getUniqueId(), Pools.class);
        if (pools == null) {
            pools = new Pools();
            context.getStore(NAMESPACE).put(context.getUniqueId(), pools);
        }
        return pools;
    }

    // Before and after

    @Override
    public void beforeAll(ExtensionContext context) {
        leftovers.beforeAll(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        leftovers.beforeEach(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(context);
        if (!isAnyOpenAround(context)) {
            leftovers.afterEach(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
        leftovers.afterAll(context);
    }

    /** Whether a pool of the class, or of a class around it, may start workers in any of its tests. */
    private static boolean isAnyOpenAround(ExtensionContext context) {
        for (var outer = context.getParent();
                outer.isPresent();
                outer = outer.get().getParent()) {
            if (!pools(outer.get()).open.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static void close(ExtensionContext context) {
        List<WorkerPool> open = pools(context).open;
        List<String> busy = new ArrayList<>();
        for (WorkerPool pool : List.copyOf(open)) {
            try {
                pool.disposeLater().block(CLOSE_LIMIT);
            } catch (IllegalStateException e) { // the block has timed out
                busy.add(pool.toString());
                pool.closeNow();
            }
        }
        open.clear();
        if (!busy.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " ended while its pool was busy, and "
                    + CLOSE_LIMIT.toSeconds() + " s later it still was: " + busy
                    + "\n  Wait for the results, or dispose of the subscription.");
        }
    }

    /** The pools of a test, or of a class. */
    private static final class Pools {
        final List<WorkerPool> open = new ArrayList<>();
    }
}
