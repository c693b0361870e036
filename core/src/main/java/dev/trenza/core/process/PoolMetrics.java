package dev.trenza.core.process;

import java.util.Map;

/**
 * Counts of a pool since it was made, and what it holds now. Immutable.
 *
 * <pre>{@code
 * PoolMetrics metrics = workers.metrics();
 * log.info("{} wait for {} workers, {} were lost", metrics.pending(), metrics.workers(), metrics.lost());
 * }</pre>
 *
 * @param workers that are ready
 * @param pending calls that wait for a worker
 * @param inFlight calls that were sent to one
 * @param answered calls that ended in a result or an exception
 * @param started workers that became ready, replacements included
 * @param lost workers that ended otherwise than the pool wanted
 * @param killed workers that the pool killed, because of a time-out or a broken channel
 * @param retired workers that ended because they had served long enough or had nothing to do
 * @param ended calls by how they ended, with every word that an outcome has; one whose input could not be encoded, or whose
 *     subscriber had gone, is not among them
 * @param waits of calls until they ran; small ones that travelled together are not among them
 * @param sentBytes of inputs, once for each attempt
 * @param receivedBytes of results
 * @param workerEnds workers that are gone, by why
 */
public record PoolMetrics(
        int workers,
        int pending,
        int inFlight,
        long answered,
        long started,
        long lost,
        long killed,
        long retired,
        Map<String, CallTotals> ended,
        CallTotals waits,
        long sentBytes,
        long receivedBytes,
        Map<WorkerEnd, Long> workerEnds) {

    public PoolMetrics {
        ended = Map.copyOf(ended);
        workerEnds = Map.copyOf(workerEnds);
    }

    /** Workers that had to be replaced, against the pool's plans. */
    public long restarts() {
        return lost + killed;
    }
}
