package dev.trenza.app.progress;

import dev.trenza.core.process.WorkerInfo;
import dev.trenza.core.process.WorkerState;
import java.util.Optional;

/**
 * What a worker does now. Immutable.
 *
 * @param name short: {@code 3}, or {@code texts.parse 3} if there are several pools
 * @param state {@code busy}, {@code idle}, {@code starting}, {@code stopping} or {@code killed}
 * @param task the name of what it runs; empty if it runs nothing
 */
public record WorkerDoing(String name, String state, String task) {

    /** What this worker does; empty if it is no more. */
    public static Optional<WorkerDoing> of(String name, WorkerInfo worker) {
        if (worker.state() == WorkerState.EXITED) {
            return Optional.empty();
        }
        String state = switch (worker.state()) {
            case STARTING -> "starting";
            case STOPPING -> "stopping";
            case KILLING -> "killed";
            default -> worker.inFlight() > 0 ? "busy" : "idle";
        };
        String task = worker.task();
        return Optional.of(new WorkerDoing(name, state, task == null || !state.equals("busy") ? "" : task));
    }
}
