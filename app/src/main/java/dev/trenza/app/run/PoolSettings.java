package dev.trenza.app.run;

import dev.trenza.core.TimeLimits;
import dev.trenza.core.process.Sandbox;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What pools are made of when a stage does not say. Immutable.
 *
 * @param workers JVMs of a CPU pool, at least 1
 * @param ioJobs threads of an I/O pool, at least 1
 * @param heap of each worker, in bytes; empty leaves it to the pool
 * @param oomHeap of the worker in which an item runs again that has exhausted its worker's heap, in bytes; empty runs none
 *     again
 * @param attempts how often an item may kill its worker; empty leaves it to the pool
 * @param limits how long an item may take, unless its stage says otherwise
 * @param quarantine where items are kept whose workers died of them; empty keeps none
 * @param sandbox what tasks are kept from
 * @param taskPath what workers load tasks from
 * @param jvmArguments for the worker JVMs
 * @param environment more variables of the workers, beyond the few that all inherit
 * @param directory in which each item runs, with replacement strings in it; empty runs all where the command was given
 */
public record PoolSettings(
        int workers,
        int ioJobs,
        OptionalLong heap,
        OptionalLong oomHeap,
        OptionalInt attempts,
        TimeLimits limits,
        Optional<Path> quarantine,
        Sandbox sandbox,
        List<Path> taskPath,
        List<String> jvmArguments,
        Map<String, String> environment,
        Optional<String> directory) {

    /** Threads of an I/O pool, unless somebody says otherwise. */
    public static final int DEFAULT_IO_JOBS = 16;

    private static final Set<String> OF_JVMS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    /** Copies lists and map. */
    public PoolSettings {
        taskPath = List.copyOf(taskPath);
        jvmArguments = List.copyOf(jvmArguments);
        environment = Map.copyOf(environment);
    }

    /** Settings without arguments for the worker JVMs. */
    public PoolSettings(
            int workers,
            int ioJobs,
            OptionalLong heap,
            OptionalLong oomHeap,
            OptionalInt attempts,
            TimeLimits limits,
            Optional<Path> quarantine,
            Sandbox sandbox,
            List<Path> taskPath) {
        this(
                workers,
                ioJobs,
                heap,
                oomHeap,
                attempts,
                limits,
                quarantine,
                sandbox,
                taskPath,
                List.of(),
                Map.of(),
                Optional.empty());
    }

    /**
     * The same settings for the workers of a program. It sees the variables that this process was given, unless it is in a
     * sandbox, but not those that JVMs read.
     *
     * @param folder that they may write to in a sandbox as well
     * @param newDirectory in which each item runs, with replacement strings in it
     */
    public PoolSettings forProgram(List<String> newJvmArguments, Path folder, Optional<String> newDirectory) {
        Sandbox own = sandbox.level() == Sandbox.Level.ISOLATED ? sandbox.and(Sandbox.isolated(folder)) : sandbox;
        return new PoolSettings(
                workers,
                ioJobs,
                heap,
                oomHeap,
                OptionalInt.of(1),
                limits,
                quarantine,
                own,
                taskPath,
                newJvmArguments,
                own.level() == Sandbox.Level.ISOLATED ? Map.of() : environmentOfPrograms(),
                newDirectory);
    }

    private static Map<String, String> environmentOfPrograms() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.keySet().removeAll(OF_JVMS);
        variables.put("PWD", Path.of("").toAbsolutePath().toString());
        return variables;
    }
}
