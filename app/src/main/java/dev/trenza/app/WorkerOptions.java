package dev.trenza.app;

import dev.trenza.core.process.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What every command takes that starts workers for tasks. */
final class WorkerOptions {

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            converter = RunOptions.ToGivenHeap.class,
            description = "Heap of each worker: 64m, 1g (default: ${DEFAULT-VALUE}).")
    private Given<Long> heap;

    @Option(
            names = "--sandbox",
            paramLabel = "LEVEL",
            arity = "0..1",
            fallbackValue = "isolated",
            preprocessor = AttachedOnly.class,
            description =
                    "Keep tasks from the network, from other processes and from writing files (isolated, if no"
                            + " level is given), or to the limits of the system (limits). Exit status 71 if this system cannot.")
    private Sandbox.@Nullable Level level;

    @Option(
            names = "--sandbox-write",
            paramLabel = "PATH",
            description = "A file or folder that tasks may write to in the sandbox. May be repeated.")
    private List<Path> writable = new ArrayList<>();

    /** Options of a command whose workers have this heap by default. */
    WorkerOptions(Given<Long> defaultHeap) {
        heap = defaultHeap;
    }

    OptionalLong heap() {
        return heap.value() == null ? OptionalLong.empty() : OptionalLong.of(heap.value());
    }

    /** What was asked for; empty if nothing was. */
    Optional<Sandbox> sandbox() {
        if (level != Sandbox.Level.ISOLATED && !writable.isEmpty()) {
            throw RefusedException.usage("--sandbox-write is of use with --sandbox only");
        }
        for (Path path : writable) {
            if (!Files.exists(path)) {
                throw RefusedException.usage("--sandbox-write: '" + path + "' does not exist");
            }
        }
        try {
            return Optional.ofNullable(level).map(given -> new Sandbox(given, writable));
        } catch (IllegalArgumentException e) {
            throw RefusedException.usage("--sandbox-write: " + e.getMessage());
        }
    }

    /** The value only belongs to the option if it is attached: {@code --sandbox square 1} names no level. */
    static final class AttachedOnly implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's signature
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec argument, Map<String, Object> parsing) {
            if (" ".equals(parsing.get("separator"))) {
                arguments.push(
                        argument.isOption()
                                ? String.valueOf(((picocli.CommandLine.Model.OptionSpec) argument).fallbackValue())
                                : "");
            }
            return false;
        }
    }
}
