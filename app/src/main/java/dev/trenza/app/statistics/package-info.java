/**
 * What a run adds up to, in memory that does not grow with the number of its items.
 *
 * <pre>
 *   events of a run   --+
 *                       +--> RunRecorder --> RunStatistics --> summary, advice, report
 *   lines of results  --+
 * </pre>
 *
 * <p>Must never: print, or keep something for each item.
 */
@NullMarked
package dev.trenza.app.statistics;

import org.jspecify.annotations.NullMarked;
