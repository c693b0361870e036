package dev.trenza.app.arguments;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory: {@code 512k}, {@code 256m}, {@code 2g}, or plain bytes; units are powers of 1024, as in -Xmx. */
public final class Size {

    /** What a size looks like, for messages. */
    public static final String EXPECTATION = "a size such as 64m, 512m or 2g";

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([kmgt])?(?:i?b)?");

    private Size() {}

    /** Reads a size: its bytes, more than 0; empty if the text is no size. */
    public static Optional<Long> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        int shift = unit == null ? 0 : 10 * (1 + "kmgt".indexOf(unit));
        return amount == 0 || amount > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(amount << shift);
    }

    /** A size for the eyes: {@code 256 MiB}, {@code 1.5 GiB}. */
    public static String describe(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < units.length - 1) {
            amount /= 1024;
            unit++;
        }
        String format = unit == 0 || amount == Math.rint(amount) ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, amount, units[unit]);
    }
}
