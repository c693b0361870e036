package dev.trenza.app.reshape;

import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is worked out of a field of a group's items. Immutable.
 *
 * @param field that holds the numbers; for min and max also texts
 * @param kind what of them
 */
record GroupColumn(Field field, Kind kind) {

    /** What may be worked out. */
    @SuppressWarnings("ImmutableEnumChecker") // Constructors, which have no state.
    enum Kind {
        /** All together. */
        SUM(Sum::new),
        /** The smallest. */
        MIN(() -> new Extreme(-1)),
        /** The largest. */
        MAX(() -> new Extreme(1)),
        /** The sum by the count. */
        MEAN(Mean::new);

        private final Supplier<Cell> cells;

        Kind(Supplier<Cell> cells) {
            this.cells = cells;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The name in the result: {@code bytes-sum}. */
    String name() {
        return field.name() + "-" + kind.word();
    }

    Cell newCell() {
        return kind.cells.get();
    }

    /** One column of one group. */
    interface Cell {

        /** Checks that the value fits, and changes nothing. */
        default void check(Field field, @Nullable Object value) {
            field.number(value);
        }

        void add(Field field, @Nullable Object value);

        @Nullable
        Object result();
    }

    private static final class Sum implements Cell {

        // Mutable state: exact as long as it is whole and fits into 64 bits
        private boolean isWhole = true;
        private long whole;
        private double sum;

        @Override
        public void add(Field field, @Nullable Object value) {
            Number number = field.number(value);
            sum += number.doubleValue();
            boolean fits = number instanceof Long || number instanceof Integer || number instanceof Short;
            long next = whole + number.longValue();
            boolean overflows = ((whole ^ next) & (number.longValue() ^ next)) < 0;
            isWhole = isWhole && fits && !overflows;
            whole = next;
        }

        @Override
        public Object result() {
            return isWhole ? (Object) whole : (Object) sum;
        }
    }

    private static final class Mean implements Cell {

        // Mutable state
        private double sum;
        private long count;

        @Override
        public void add(Field field, @Nullable Object value) {
            sum += field.number(value).doubleValue();
            count++;
        }

        @Override
        public Object result() {
            return sum / count;
        }
    }

    private static final class Extreme implements Cell {

        private final int sign;

        // Mutable state
        private @Nullable Object extreme;

        Extreme(int sign) {
            this.sign = sign;
        }

        @Override
        public void check(Field field, @Nullable Object value) {
            Object part = field.of(value);
            Top.compare(part, extreme == null ? part : extreme);
        }

        @Override
        public void add(Field field, @Nullable Object value) {
            Object part = field.of(value);
            if (extreme == null || Integer.signum(Top.compare(part, extreme)) == sign) {
                extreme = part;
            }
        }

        @Override
        public @Nullable Object result() {
            return extreme;
        }
    }
}
