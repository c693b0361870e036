package dev.trenza.core.process;

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
 */
public record PoolMetrics(
        int workers, int pending, int inFlight, long answered, long started, long lost, long killed, long retired) {

    /** Workers that had to be replaced, against the pool's plans. */
    public long restarts() {
        return lost + killed;
    }
}
