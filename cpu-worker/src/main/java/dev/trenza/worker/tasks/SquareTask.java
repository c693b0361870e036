package dev.trenza.worker.tasks;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.ValueText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * {@code square}: a number times itself, exactly. Whole numbers become as long as they must; others are doubles.
 * Thread-safe.
 */
public final class SquareTask implements NamedTask {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    /** {@code Double.valueOf} takes more: 1d, NaN and hexadecimal digits. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    /** To read more takes seconds, for the time grows with their square. */
    private static final int MOST_DIGITS = 100_000;

    /** For {@link java.util.ServiceLoader}. */
    public SquareTask() {}

    @Override
    public String name() {
        return "square";
    }

    @Override
    public String description() {
        return "Multiplies a number by itself";
    }

    @Override
    public String input() {
        return "a number, or a text that is one";
    }

    @Override
    public String output() {
        return "its square; exact for whole numbers of any size";
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        return SquareTask::square;
    }

    private static Object square(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return square(((Number) value).longValue());
        }
        if (value instanceof BigInteger number) {
            return narrow(number.multiply(number));
        }
        if (value instanceof BigDecimal number) {
            return number.multiply(number);
        }
        if (value instanceof Number number) {
            return square(number.doubleValue(), value);
        }
        if (value instanceof String text) {
            return square(number(text.strip()));
        }
        throw noNumber(value);
    }

    private static Object square(long number) {
        boolean fits = Math.multiplyHigh(number, number) == 0 && number * number >= 0;
        return fits ? (Object) (number * number) : BigInteger.valueOf(number).pow(2);
    }

    private static Object square(double number, Object value) {
        double square = number * number;
        if (Double.isInfinite(square) || Double.isNaN(square)) {
            throw new ArithmeticException("the square of " + ValueText.describe(value)
                    + " is no finite double; give whole numbers, which have no limit");
        }
        return square;
    }

    private static Number number(String text) {
        if (text.length() > MOST_DIGITS) {
            throw new IllegalArgumentException("'square' takes a number of at most " + MOST_DIGITS + " digits, was "
                    + ValueText.describe(text) + " with " + text.length());
        }
        if (WHOLE.matcher(text).matches()) {
            return narrow(new BigInteger(text));
        }
        if (DECIMAL.matcher(text).matches()) {
            return Double.valueOf(text);
        }
        throw noNumber(text);
    }

    private static Number narrow(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private static IllegalArgumentException noNumber(@Nullable Object value) {
        return new IllegalArgumentException("'square' takes a number, was " + ValueText.describe(value));
    }
}
