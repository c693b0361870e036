package dev.trenza.core.process;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many workers: {@code 4}, {@code 50%} of the processors, or {@code 1.5C} for one and a half per processor. */
public final class WorkerCount {

    /** What a number of workers looks like, for messages. */
    public static final String EXPECTATION = "a number of workers such as 4, 50% or 1C";

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)\\s*(%|[cC])?");
    private static final double LIMIT = 100_000;

    private WorkerCount() {}

    /**
     * Reads a number of workers.
     *
     * @param text what the user typed
     * @param processors of this machine, as the JVM sees them
     * @return at least 1; empty if the text is no such number
     */
    public static Optional<Integer> parse(String text, int processors) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        double amount = Double.parseDouble(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            boolean whole = amount == Math.rint(amount) && amount >= 1 && amount <= LIMIT;
            return whole ? Optional.of((int) amount) : Optional.empty();
        }
        double workers = unit.equals("%") ? amount / 100 * processors : amount * processors;
        return amount > 0 && workers <= LIMIT ? Optional.of((int) Math.max(1, Math.round(workers))) : Optional.empty();
    }
}
