/**
 * Five small programs on concurrency and parallelism, each a few lines against {@code core}: threads, a pool of threads,
 * processes, a pool of processes, and both strands at once.
 *
 * <p>Must never: need more of Trenza than anybody who depends on {@code trenza-core}.
 */
@NullMarked
package dev.trenza.app.notebook;

import org.jspecify.annotations.NullMarked;
