package dev.trenza.core.process;

import dev.trenza.task.Parameter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How large the JVM of a worker gets: as its arguments say, or else the settings, or else its share of what there is.
 * Immutable.
 *
 * @param budget of this process; empty if it is not known
 * @param available processors of this process
 * @param workers that share both
 * @param arguments of the worker's JVM, of which the last one counts, as for the JVM itself
 */
record JvmSize(Optional<MemoryBudget> budget, int available, int workers, List<String> arguments) {

    private static final long LEAST_HEAP = 8L << 20;

    /**
     * The heap in bytes; 0 if it cannot be told and is left to the JVM.
     *
     * @param wished by the settings; 0 if they do not say
     * @param oomHeap of a worker that is to have more than this; 0 if there is none
     */
    long heap(long wished, long oomHeap) {
        OptionalLong argued = bytes("-Xmx", "-XX:MaxHeapSize=");
        if (argued.isPresent() || wished != 0) {
            return argued.orElse(wished);
        }
        return budget.map(known -> heap(known, oomHeap)).orElse(0L);
    }

    private long heap(MemoryBudget known, long oomHeap) {
        Optional<Double> percentage = last(JvmSize::parsePercentage, "-XX:MaxRAMPercentage=");
        if (percentage.isPresent()) {
            return (long) (known.total() * percentage.get() / 100);
        }
        long share = known.heapOfEach(workers);
        if (oomHeap != 0) {
            share = Math.max(LEAST_HEAP, Math.min(share, oomHeap / 2));
        }
        return Math.max(share, bytes("-Xms", "-XX:InitialHeapSize=").orElse(0)); // or the JVM refuses to start
    }

    /**
     * How many processors the JVM counts on: for its compilers, and for what its tasks do in parallel.
     *
     * @param wished by the settings; 0 if they do not say
     */
    int processors(int wished) {
        int share = wished == 0 ? Math.max(1, (available + workers - 1) / workers) : wished;
        return last(JvmSize::parseCount, "-XX:ActiveProcessorCount=").orElse(share);
    }

    private OptionalLong bytes(String... flags) {
        return last(Parameter.Type::parseSize, flags).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** What cannot be read is left to the JVM, which will complain. */
    private <T> Optional<T> last(Function<String, @Nullable T> parse, String... flags) {
        return arguments.stream()
                .flatMap(argument -> List.of(flags).stream()
                        .filter(argument::startsWith)
                        .map(flag -> parse.apply(argument.substring(flag.length()))))
                .filter(Objects::nonNull)
                .reduce((before, after) -> after);
    }

    private static @Nullable Integer parseCount(String text) {
        try {
            int count = Integer.parseInt(text);
            return count > 0 ? count : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double parsePercentage(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
