package dev.trenza.app.arguments;

import dev.trenza.task.Parameter;
import java.util.Locale;
import java.util.Optional;

/** An amount of memory: {@code 512k}, {@code 256m}, {@code 2g}, or plain bytes; units are powers of 1024, as in -Xmx. */
public final class Size {

    /** What the heap of a worker may be, for messages. */
    public static final String HEAP_EXPECTATION = "a size from 8m, such as 64m, 512m or 2g";

    private static final long LEAST_HEAP = 8 << 20;

    private Size() {}

    /** Reads the heap of a worker: bytes, not less than a JVM needs; empty if the text is no such size. */
    public static Optional<Long> parseHeap(String text) {
        return Optional.ofNullable(Parameter.Type.parseSize(text)).filter(bytes -> bytes >= LEAST_HEAP);
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
