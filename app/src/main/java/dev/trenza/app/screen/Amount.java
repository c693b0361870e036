package dev.trenza.app.screen;

import java.util.Locale;

/** Times, sizes and counts in words that are short and say no more than is known. */
public final class Amount {

    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;
    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final double KILO = 1e3;

    private Amount() {}

    /** A time in nanoseconds: {@code 4 µs}, {@code 1.3 ms}, {@code 12 s}, {@code 2 min 5 s}, {@code 3 h 20 min}. */
    public static String time(double nanos) {
        if (nanos < MICRO) {
            return nanos <= 0 ? "0 s" : "< 1 µs";
        }
        if (nanos < MILLI) {
            return threeDigits(nanos / MICRO) + " µs";
        }
        if (nanos < SECOND) {
            return threeDigits(nanos / MILLI) + " ms";
        }
        long seconds = Math.round(nanos / SECOND);
        if (seconds < 2 * MINUTE) {
            return threeDigits(nanos / SECOND) + " s";
        }
        return seconds < 2 * HOUR
                ? seconds / MINUTE + " min " + seconds % MINUTE + " s"
                : seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
    }

    /** A time in whole nanoseconds, in the same words. */
    public static String time(long nanos) {
        return time((double) nanos);
    }

    /** A size in bytes: {@code 812 B}, {@code 1.2 kB}, {@code 34 MB}. */
    public static String bytes(long bytes) {
        double left = bytes;
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        while (left >= KILO && unit < units.length - 1) {
            left /= KILO;
            unit++;
        }
        return threeDigits(left) + " " + units[unit];
    }

    /** A count with separators: {@code 1,000,000}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A part of one, in hundredths: {@code 91 %}. */
    public static String percent(double part) {
        return Math.round(part * 100) + " %";
    }

    /** How many in a second: {@code 0.25}, {@code 12.3}, {@code 4,321}. */
    public static String rate(double perSecond) {
        return perSecond >= KILO ? count(Math.round(perSecond)) : threeDigits(perSecond);
    }

    private static String threeDigits(double value) {
        int decimals = value >= 99.95 || value == Math.rint(value) ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
