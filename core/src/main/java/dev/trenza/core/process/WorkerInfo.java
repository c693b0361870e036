package dev.trenza.core.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
 * @param task the name of the task that it runs, or is about to; {@code null} if it has nothing to do
 * @param age since it was ready; zero before
 */
public record WorkerInfo(
        int worker,
        long pid,
        WorkerState state,
        int inFlight,
        long answered,
        long heapBytes,
        @Nullable String task,
        Duration age) {

    /** Memory that its process has now, heap and all else, in bytes; asks the system each time. 0 where it does not tell. */
    public long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            return 0; // it is gone, or this is not Linux
        }
    }
}
