package dev.trenza.app.journal;

import java.util.HexFormat;

/**
 * What an item is known by: its content, and not its position. Immutable.
 *
 * @param high first half of the hash of stream, value and occurrence
 * @param low second half
 * @param print of the file that the value names: its size and time, or its bytes; 0 if it names none
 */
public record ItemKey(long high, long low, int print) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int HALF = 16;

    /** The hash in 32 digits. */
    String name() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }

    /** The print in 8 digits. */
    String printed() {
        return HEX.toHexDigits(print);
    }

    /** Reads what {@link #name} and {@link #printed} wrote; ends with an {@link IllegalArgumentException} on others. */
    static ItemKey parse(String name, String print) {
        if (name.length() != 2 * HALF) {
            throw new IllegalArgumentException("'" + name + "' is no key of an item");
        }
        return new ItemKey(
                HexFormat.fromHexDigitsToLong(name, 0, HALF),
                HexFormat.fromHexDigitsToLong(name, HALF, 2 * HALF),
                HexFormat.fromHexDigits(print));
    }
}
