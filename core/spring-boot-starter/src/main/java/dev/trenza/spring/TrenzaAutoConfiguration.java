package dev.trenza.spring;

import dev.trenza.core.TaskLineLogger;
import dev.trenza.core.metrics.WorkerPoolMetrics;
import dev.trenza.core.process.PoolListener;
import dev.trenza.core.process.WorkerPool;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * One {@link WorkerPool} for an application, unless it has its own: with the settings {@code trenza.*} and its tasks' lines in
 * the log {@code trenza.task}. This pool, or all of the application's own, get health and metrics where the application has
 * them, and an end after the web server's.
 *
 * <pre>{@code
 * trenza.workers=50%
 * trenza.heap=256m
 * trenza.task-timeout=30s
 * }</pre>
 */
@AutoConfiguration
@ConditionalOnProperty(name = "trenza.enabled", havingValue = "true", matchIfMissing = true)
public class TrenzaAutoConfiguration {

    /** Of Spring's alone. */
    public TrenzaAutoConfiguration() {}

    /** The pool. What still runs when it is destroyed is killed: {@link WorkerPoolLifecycle} has waited before. */
    @Bean(destroyMethod = "closeNow")
    @ConditionalOnMissingBean
    public WorkerPool trenzaPool(
            Environment environment,
            ObjectProvider<PoolListener> listeners,
            ObjectProvider<WorkerPoolCustomizer> customizers) {
        WorkerPool.Builder builder = WorkerPool.builder()
                .output(TaskLineLogger.to(LoggerFactory.getLogger("trenza.task")))
                .settings(new TrenzaProperties(environment).settings());
        listeners.orderedStream().forEach(builder::listener);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Ends the pools of the application, this one or its own, in their turn. */
    @Bean
    @ConditionalOnMissingBean
    public WorkerPoolLifecycle trenzaPoolLifecycle(ObjectProvider<WorkerPool> pools, Environment environment) {
        List<WorkerPool> all = pools.orderedStream().toList();
        return new WorkerPoolLifecycle(all, new TrenzaProperties(environment).isWarmedUp());
    }

    /** Where the application has Micrometer. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {

        @Bean
        @ConditionalOnMissingBean(WorkerPoolMetrics.class)
        MeterBinder trenzaPoolMetrics(ObjectProvider<WorkerPool> pools) {
            return registry -> pools.orderedStream().forEach(pool -> new WorkerPoolMetrics(pool).bindTo(registry));
        }
    }

    /** Where the application has health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class PoolHealth {

        @Bean
        @ConditionalOnMissingBean(name = "trenzaHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("trenza")
        WorkerPoolHealthIndicator trenzaHealthIndicator(ObjectProvider<WorkerPool> pools) {
            return new WorkerPoolHealthIndicator(pools.orderedStream().toList());
        }
    }
}
