package dev.trenza.worker.tasks;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.task.ValueText;
import java.util.ArrayList;
import java.util.List;

/** {@code primes}: counts, lists or tests prime numbers: real work for a processor. Thread-safe. */
public final class PrimesTask implements NamedTask {

    private static final String RESULT = "result";
    private static final String COUNT = "count";
    private static final String LIST = "list";
    private static final String IS_PRIME = "is-prime";
    /** Takes more than an hour. */
    private static final long MOST_TO_COUNT = 1_000_000_000_000L;
    /** Below it are 664,579 primes. */
    private static final long MOST_TO_LIST = 10_000_000;

    /** For {@link java.util.ServiceLoader}. */
    public PrimesTask() {}

    @Override
    public String name() {
        return "primes";
    }

    @Override
    public String description() {
        return "Counts or lists the primes up to a number, or tells whether it is one";
    }

    @Override
    public String input() {
        return "a whole number, or a text that is one";
    }

    @Override
    public String output() {
        return "how many primes there are, a list of them, or true or false";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Parameter.choice(
                RESULT,
                COUNT,
                List.of(COUNT, LIST, IS_PRIME),
                "count up to 10^12, list up to 10^7, or whether the number is prime"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        ContextTask<@Nullable Object, @Nullable Object> task = switch (parameters.string(RESULT)) {
            case LIST -> (value, context) -> list(atMost(MOST_TO_LIST, number(value)), context);
            case IS_PRIME -> (value, context) -> Primes.isPrime(number(value));
            default -> (value, context) -> count(atMost(MOST_TO_COUNT, number(value)), context);
        };
        return task;
    }

    private static long count(long last, TaskContext context) {
        long[] count = new long[1];
        Primes.forEach(last, context, prime -> count[0]++);
        return count[0];
    }

    private static List<Long> list(long last, TaskContext context) {
        List<Long> primes = new ArrayList<>();
        Primes.forEach(last, context, primes::add);
        return primes;
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        try {
            if (value instanceof String text) {
                return Long.parseLong(text.strip());
            }
        } catch (NumberFormatException e) {
            throw noNumber(value, e);
        }
        throw noNumber(value, null);
    }

    private static IllegalArgumentException noNumber(@Nullable Object value, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'primes' takes a whole number up to " + Long.MAX_VALUE + ", was " + ValueText.describe(value), cause);
    }

    private static long atMost(long most, long number) {
        if (number > most) {
            throw new IllegalArgumentException("'primes' goes up to " + most + " for this 'result', was " + number
                    + "; 'result: count' goes up to " + MOST_TO_COUNT + ", 'result: is-prime' has no limit");
        }
        return number;
    }
}
