package dev.trenza.spring;

import dev.trenza.core.process.WorkerPool;

/**
 * Sets of the pool what properties cannot say, such as an initialiser. Beans of this type are called in their order, after
 * the properties.
 *
 * <pre>{@code
 * @Bean
 * WorkerPoolCustomizer model() {
 *     return builder -> builder.initializer(Model::load, "model.bin");
 * }
 * }</pre>
 */
@FunctionalInterface
public interface WorkerPoolCustomizer {

    /** Changes the builder of the pool. */
    void customize(WorkerPool.Builder builder);
}
