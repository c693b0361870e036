package dev.trenza.test;

import dev.trenza.core.process.WorkerPool;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Settings of the pool that a {@link WorkerPoolExtension} gives to a parameter. Those that are not named are the
 * extension's.
 *
 * <pre>{@code
 * @ExtendWith(WorkerPoolExtension.class)
 * class ThumbnailsTest {
 *     @Test
 *     void aTaskThatHangsIsKilled(@PoolSettings(workers = 1, taskTimeoutMillis = 500) WorkerPool pool) {
 *         Flux<Outcome<Integer, Integer>> outcomes = Flux.just(600_000).transform(pool.outcomes(millis -> {
 *             Thread.sleep(millis);
 *             return millis;
 *         }));
 *         StepVerifier.create(outcomes)
 *                 .assertNext(OutcomeExpectation.timedOut(600_000, TimeLimits.Kind.TASK))
 *                 .verifyComplete();
 *     }
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface PoolSettings {

    /** Most workers at once; 0, the default, leaves it to the extension. See {@link WorkerPool.Builder#workers}. */
    int workers() default 0;

    /** Most heap of a worker in MiB; 0, the default, leaves it. See {@link WorkerPool.Builder#heap}. */
    int heapMiB() default 0;

    /** How often an item is started when workers die of it; 0, the default, leaves it. See {@link WorkerPool.Builder#attempts}. */
    int attempts() default 0;

    /** Limit of one attempt in milliseconds; 0, the default, leaves it. See {@link WorkerPool.Builder#taskTimeout}. */
    long taskTimeoutMillis() default 0;

    /** Classes that may cross the process line, beyond the extension's. See {@link WorkerPool.Builder#allow}. */
    String[] allow() default {};
}
