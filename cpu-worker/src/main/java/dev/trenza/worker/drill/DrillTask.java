package dev.trenza.worker.drill;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.ValueText;
import java.util.regex.Pattern;

/**
 * {@code drill}: squares a number like any healthy task, and commits the misdeed that a text names. Not thread-safe, as
 * little as a JVM is that ends.
 */
public final class DrillTask implements NamedTask {

    /** As the command line has numbers; more digits than may overflow are no use here. */
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,9}");

    /** For {@link java.util.ServiceLoader}. */
    public DrillTask() {}

    @Override
    public String name() {
        return "drill";
    }

    @Override
    public String description() {
        return "Misbehaves as it is told, to try what a pool survives; see: trenza drill";
    }

    @Override
    public String input() {
        return "a whole number to square, also as a text, or one of: " + Misdeed.words();
    }

    @Override
    public String output() {
        return "the square, or what the misdeed left; most leave nothing";
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        return DrillTask::run;
    }

    private static @Nullable Object run(@Nullable Object input) throws Exception {
        if (input instanceof Number number) {
            return number.longValue() * number.longValue();
        }
        if (input instanceof String word) {
            if (WHOLE.matcher(word).matches()) {
                long number = Long.parseLong(word);
                return number * number;
            }
            return Misdeed.of(word).commit();
        }
        throw new IllegalArgumentException(
                "'drill' takes a whole number or a misdeed, was " + ValueText.describe(input));
    }
}
