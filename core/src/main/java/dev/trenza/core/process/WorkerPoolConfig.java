package dev.trenza.core.process;

import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.Initializer;
import dev.trenza.worker.protocol.PayloadCodecs;
import dev.trenza.worker.protocol.PayloadFile;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link WorkerPool}, as they are in force. Immutable; made by {@link WorkerPool#builder()}.
 *
 * <pre>{@code
 * WorkerPoolConfig config = workers.config();
 * log.info("{} workers with {} bytes of heap each", config.workers(), config.heapBytes());
 * }</pre>
 *
 * @param name in thread names and messages; default {@code cpu}
 * @param workers most workers at once, at least 1; default the available processors
 * @param java the {@code java} program; default that of this JVM
 * @param classPath of the workers, behind the worker's own jar
 * @param modulePath of the workers; empty, unless this JVM has one and they inherit it
 * @param jvmArguments more arguments of the worker's JVM, such as {@code -Xss2m}
 * @param environment more variables of the workers' environment, beyond the few that are inherited
 * @param allowed classes whose objects may cross the process line beyond plain values, as patterns
 * @param payloadCodecs other ways for values of some classes; default those that the caller's class path lists
 * @param heapBytes most heap of one worker, in bytes; default its share of the machine; 0 where that cannot be told
 * @param oomHeapBytes heap of the worker in which an item runs once more, alone, that has exhausted its worker's heap; 0,
 *     the default, runs no item again for that
 * @param processors that each worker's JVM counts on, at least 1; default its share of this JVM's
 * @param quarantine directory that keeps what is needed to run an item again whose workers died of it; {@code null}, the
 *     default, keeps nothing
 * @param limits how long an item may take, for runs that do not say; default none
 * @param attempts how often an item is started at most when workers die of it, at least 1; default 2
 * @param startupTimeout from launch until a worker takes calls; default 30 s
 * @param gracePeriod from asking a task to stop until its worker is killed; default 200 ms
 * @param heartbeatTimeout a busy worker that has not beaten for so long is frozen and is killed; default 10 s
 * @param maxPayload largest input or result, in bytes; default 64 MiB, at most 1 GiB
 * @param payloadFileBytes how large the file in memory may become through which large values reach one worker and come
 *     back; default 64 MiB, at most 2 GiB; 0 sends all through the pipe
 * @param maxStartFailures so many workers in a row that end before they are ready make the pool unusable; default 3
 * @param lifetime when workers that are well are replaced, or end; by default never
 * @param initializer what every worker runs once, before it takes calls; {@code null}, the default, is nothing
 * @param maxDeaths so many workers in a row that die without an answer make the pool unusable; default 20
 * @param sandbox what tasks are kept from; by default nothing
 * @param logLevel from which level on tasks' lines are written; default {@link Level#INFO}, or the level of the logger
 *     that is their consumer
 */
public record WorkerPoolConfig(
        String name,
        int workers,
        Path java,
        List<Path> classPath,
        List<Path> modulePath,
        List<String> jvmArguments,
        Map<String, String> environment,
        List<String> allowed,
        PayloadCodecs payloadCodecs,
        long heapBytes,
        long oomHeapBytes,
        int processors,
        @Nullable Path quarantine,
        TimeLimits limits,
        int attempts,
        Duration startupTimeout,
        Duration gracePeriod,
        Duration heartbeatTimeout,
        int maxPayload,
        long payloadFileBytes,
        int maxStartFailures,
        WorkerLifetime lifetime,
        @Nullable Initializer initializer,
        int maxDeaths,
        Sandbox sandbox,
        Level logLevel) {

    public WorkerPoolConfig {
        atLeast(1, workers, "workers");
        atLeast(1, attempts, "attempts");
        atLeast(1, maxPayload, "maxPayload");
        if (maxPayload > Frame.LARGEST_PAYLOAD) {
            throw new IllegalArgumentException(
                    "maxPayload must be <= " + Frame.LARGEST_PAYLOAD + ", was " + maxPayload);
        }
        if (payloadFileBytes != 0) {
            atLeast(1 << 20, payloadFileBytes, "payloadFileBytes");
        }
        if (payloadFileBytes > PayloadFile.LARGEST) {
            throw new IllegalArgumentException(
                    "payloadFileBytes must be <= " + PayloadFile.LARGEST + ", was " + payloadFileBytes);
        }
        atLeast(1, maxStartFailures, "maxStartFailures");
        atLeast(1, maxDeaths, "maxDeaths");
        atLeast(0, heapBytes, "heapBytes");
        if (heapBytes > 0) {
            atLeast(8 << 20, heapBytes, "heapBytes");
        }
        if (oomHeapBytes != 0) {
            atLeast(Math.max(8 << 20, heapBytes + 1), oomHeapBytes, "oomHeapBytes");
        }
        atLeast(1, processors, "processors");
        positive(startupTimeout, "startupTimeout");
        positive(heartbeatTimeout, "heartbeatTimeout");
        if (gracePeriod.isNegative()) {
            throw new IllegalArgumentException("gracePeriod must not be negative, was " + gracePeriod);
        }
        classPath = List.copyOf(classPath);
        modulePath = List.copyOf(modulePath);
        jvmArguments = List.copyOf(jvmArguments);
        environment = Map.copyOf(environment);
        allowed = List.copyOf(allowed);
    }

    /**
     * All that has a text, as {@link WorkerPool.Builder#settings(Map)} takes it: that makes the same settings. By key, in the
     * order of {@link Setting}.
     */
    public Map<String, String> settings() {
        return Setting.of(this);
    }

    static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
        }
    }

    static void positive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }
}
