package dev.trenza.core.process;

/**
 * A worker at one moment. Immutable.
 *
 * <pre>{@code
 * for (WorkerInfo worker : workers.workers()) {
 *     log.info("pid {} is {}, with {} calls", worker.pid(), worker.state(), worker.inFlight());
 * }
 * }</pre>
 *
 * @param worker its number, from 1
 * @param pid its process; 0 before it was started
 * @param state where in its life it is
 * @param inFlight calls that were sent to it and not answered
 * @param answered calls that it has answered
 * @param heapBytes heap in use at its last beat, in bytes
 */
public record WorkerInfo(int worker, long pid, WorkerState state, int inFlight, long answered, long heapBytes) {}
