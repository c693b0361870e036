package dev.trenza.app.statistics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A length of time in equal parts, which double when the time outgrows them. Everything that is counted in these parts
 * doubles with them. Not thread-safe.
 */
final class Bins {

    static final int COUNT = 480;

    private static final long FIRST_NANOS = 1 << 20;

    // Mutable state
    private final Collection<Row> rows = new ArrayList<>();
    private long nanos = FIRST_NANOS;

    /** The length of a part. */
    long nanos() {
        return nanos;
    }

    /** Something to count. */
    Row row() {
        Row row = new Row();
        rows.add(row);
        return row;
    }

    /** How many parts a time covers. */
    int covering(long time) {
        return (int) Math.min(COUNT, (time + nanos - 1) / nanos);
    }

    private int binOf(long time) {
        while (time / nanos >= COUNT) {
            nanos *= 2;
            rows.forEach(Row::fold);
        }
        return (int) (time / nanos);
    }

    /** A sum for each part. */
    final class Row {

        private final long[] sums = new long[COUNT];

        /** Adds to the part that a time, not before the start, is in. */
        void add(long time, long amount) {
            sums[binOf(Math.max(0, time))] += amount;
        }

        /** Adds the length of an interval to the parts that it covers. */
        void addInterval(long from, long to) {
            int last = binOf(Math.max(0, to)); // the parts may double here
            long start = Math.max(0, from);
            int first = binOf(start);
            for (int bin = first; bin <= last; bin++) {
                long begin = Math.max(start, bin * nanos);
                long end = Math.min(to, (bin + 1) * nanos);
                sums[bin] += Math.max(0, end - begin);
            }
        }

        private void fold() {
            for (int i = 0; i < COUNT; i++) {
                sums[i] = 2 * i < COUNT ? sums[2 * i] + sums[2 * i + 1] : 0;
            }
        }

        /** The sums of the first parts. */
        List<Long> sums(int parts) {
            List<Long> list = new ArrayList<>(parts);
            for (int i = 0; i < parts; i++) {
                list.add(sums[i]);
            }
            return list;
        }
    }
}
