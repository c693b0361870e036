package dev.trenza.core.pipeline;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The length of a union of time intervals, in bounded memory. Not thread-safe.
 *
 * <p>Keeps disjoint spells in the order of time. When there are too many, neighbours with small gaps between them become
 * one spell that remembers how much of it was busy. An interval that is added later replaces the part of a spell that it
 * covers, so the length stays exact as long as it covers such a spell wholly or not at all; where it covers a part, the
 * gaps are taken to be evenly spread.
 */
final class BusyTime {

    private static final int DEFAULT_LIMIT = 16_384;
    private static final int SAMPLE = 512;

    private final int limit;

    // Mutable state
    private final Spell[] spells;
    private int size;
    private long total;
    private long origin;

    BusyTime() {
        this(DEFAULT_LIMIT);
    }

    /**
     * A union of limited precision.
     *
     * @param limit of the spells that are kept, at least 2
     */
    BusyTime(int limit) {
        this.limit = limit;
        this.spells = new Spell[limit + 2];
    }

    /** The length of the union so far, in nanoseconds. */
    long nanos() {
        return total;
    }

    /** How many spells are kept. */
    int spells() {
        return size;
    }

    /** Adds the interval from a start to an end on the clock of {@link System#nanoTime()}, which may overflow. */
    void add(long startNanos, long endNanos) {
        if (size == 0) {
            origin = startNanos;
        }
        Spell added = Spell.gapless(startNanos - origin, endNanos - origin);
        if (added.end <= added.start) {
            return;
        }
        int first = firstEndingAtOrAfter(added.start);
        if (first < size && spells[first].isGapless() && spells[first].contains(added)) {
            return;
        }
        insert(first, added);
        if (size > limit) {
            closeSmallGaps();
        }
    }

    /** Nearly every interval is newer than nearly all that is kept, so the search begins at the end. */
    private int firstEndingAtOrAfter(long time) {
        int high = size;
        int step = 1;
        while (high >= step && spells[high - step].end >= time) {
            high -= step;
            step *= 2;
        }
        int low = Math.max(0, high - step);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spells[middle].end >= time) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Puts the interval in the place of what it touches, and keeps what sticks out of it on either side. */
    private void insert(int first, Spell added) {
        Spell union = added;
        Spell head = null;
        Spell tail = null;
        int next = first;
        for (; next < size && spells[next].start <= added.end; next++) {
            Spell spell = spells[next];
            total -= spell.busy;
            if (spell.isGapless()) {
                union = Spell.gapless(Math.min(union.start, spell.start), Math.max(union.end, spell.end));
                continue;
            }
            if (spell.start < added.start) {
                head = spell.part(spell.start, added.start);
            }
            if (spell.end > added.end) {
                tail = spell.part(added.end, spell.end);
            }
        }
        int rest = first + 1 + (head == null ? 0 : 1) + (tail == null ? 0 : 1);
        move(next, rest);
        place(first, head, union, tail);
    }

    /** Moves everything from one place on to another, and clears what that left behind. */
    private void move(int from, int to) {
        int newSize = size - from + to;
        System.arraycopy(spells, from, spells, to, size - from);
        if (newSize < size) {
            Arrays.fill(spells, newSize, size, null);
        }
        size = newSize;
    }

    private void place(int first, @Nullable Spell... replacements) {
        int at = first;
        for (Spell spell : replacements) {
            if (spell != null) {
                spells[at++] = spell;
                total += spell.busy;
            }
        }
    }

    /** Closes about half of the gaps, so that the cost of it is spread over many additions. */
    private void closeSmallGaps() {
        long largestToClose = typicalGap();
        int kept = 0;
        for (int i = 1; i < size; i++) {
            if (spells[i].start - spells[kept].end <= largestToClose) {
                spells[kept] = spells[kept].joined(spells[i]);
            } else {
                spells[++kept] = spells[i];
            }
        }
        Arrays.fill(spells, kept + 1, size, null);
        size = kept + 1;
    }

    /** The median of some gaps: sorting them all would cost more than everything else. */
    private long typicalGap() {
        int step = 1 + size / SAMPLE;
        long[] gaps = new long[(size - 2) / step + 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = spells[i * step + 1].start - spells[i * step].end;
        }
        Arrays.sort(gaps);
        return gaps[(gaps.length - 1) / 2];
    }

    /** From a start to an end, and for how much of it something ran. */
    private record Spell(long start, long end, long busy) {

        static Spell gapless(long start, long end) {
            return new Spell(start, end, end - start);
        }

        boolean isGapless() {
            return busy == end - start;
        }

        boolean contains(Spell other) {
            return start <= other.start && other.end <= end;
        }

        Spell part(long from, long to) {
            return new Spell(from, to, Math.round(busy * ((double) (to - from) / (end - start))));
        }

        Spell joined(Spell next) {
            return new Spell(start, next.end, busy + next.busy);
        }
    }
}
