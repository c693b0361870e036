package dev.trenza.app.journal;

/**
 * Keys of 16 bytes, each with a number and a mark, in 28 to 42 bytes an entry: a million items that are done must not need
 * a million strings. Not thread-safe.
 */
final class KeyTable {

    private static final int SMALLEST = 64;
    private static final int LOAD_PERCENT = 75;

    // Mutable state: open addressing; a slot without a mark is empty
    private long[] highs = new long[SMALLEST];
    private long[] lows = new long[SMALLEST];
    private int[] numbers = new int[SMALLEST];
    private byte[] marks = new byte[SMALLEST];
    private int size;

    /** How many keys there are. */
    int size() {
        return size;
    }

    /** Adds a key or gives it another number and mark; returns the mark that it had, 0 if it is new. */
    byte put(long high, long low, int number, byte mark) {
        if (mark == 0) {
            throw new IllegalArgumentException("a mark must not be 0");
        }
        if ((size + 1) * 100L > LOAD_PERCENT * (long) marks.length) {
            grow();
        }
        int slot = slot(high, low);
        byte before = marks[slot];
        if (before == 0) {
            size++;
        }
        set(slot, high, low, number, mark);
        return before;
    }

    /** Where a key is; -1 if it is not there. Holds until the next {@link #put}. */
    int find(long high, long low) {
        int slot = slot(high, low);
        return marks[slot] == 0 ? -1 : slot;
    }

    int number(int slot) {
        return numbers[slot];
    }

    byte mark(int slot) {
        return marks[slot];
    }

    void mark(int slot, byte mark) {
        marks[slot] = mark;
    }

    private void set(int slot, long high, long low, int number, byte mark) {
        highs[slot] = high;
        lows[slot] = low;
        numbers[slot] = number;
        marks[slot] = mark;
    }

    /** The key's slot, or the empty one where it belongs. Its bits come from a hash: they are spread as they are. */
    private int slot(long high, long low) {
        int slot = firstSlot(high, marks.length);
        while (marks[slot] != 0 && (highs[slot] != high || lows[slot] != low)) {
            slot = slot + 1 == marks.length ? 0 : slot + 1;
        }
        return slot;
    }

    /**
     * Where to look first, for hashes whose upper half is spread: a multiplication, where a division would cost as much as
     * all the rest. Keys that grow have slots that grow, so that a larger table is filled from one end to the other.
     */
    static int firstSlot(long hash, int slots) {
        return (int) (((hash >>> Integer.SIZE) * slots) >>> Integer.SIZE);
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        int[] oldNumbers = numbers;
        byte[] oldMarks = marks;
        int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, marks.length + marks.length / 2L);
        highs = new long[capacity];
        lows = new long[capacity];
        numbers = new int[capacity];
        marks = new byte[capacity];
        for (int i = 0; i < oldMarks.length; i++) {
            if (oldMarks[i] != 0) {
                set(slot(oldHighs[i], oldLows[i]), oldHighs[i], oldLows[i], oldNumbers[i], oldMarks[i]);
            }
        }
    }
}
