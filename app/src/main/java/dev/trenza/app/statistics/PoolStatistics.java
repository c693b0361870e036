package dev.trenza.app.statistics;

import dev.trenza.core.pipeline.Stage;

/**
 * What one pool did in a run. Immutable.
 *
 * @param name as the time line has it
 * @param kind whether it has threads or workers
 * @param size how many it may have at once
 * @param restarts workers that had to be replaced
 * @param bytes of inputs and results that went to and from its workers; 0 for threads
 */
public record PoolStatistics(String name, Stage.Kind kind, int size, long restarts, long bytes) {}
