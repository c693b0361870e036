/**
 * A pool whose workers are killed and frozen at random while its tasks misbehave, and whose every outcome is checked.
 * Started by {@code bench/chaos}; no other package may use it.
 */
@NullMarked
package dev.trenza.bench.chaos;

import org.jspecify.annotations.NullMarked;
