package dev.trenza.app.reshape;

import dev.trenza.core.pipeline.Aggregate;
import dev.trenza.core.pipeline.Item;
import dev.trenza.task.ValueText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The n largest or smallest items, the first of equals; keeps these. */
final class Top implements Aggregate {

    private final int n;
    private final Field by;
    private final Comparator<Candidate> better;

    // Mutable state
    private final PriorityQueue<Candidate> worstFirst;
    private long arrived;

    private record Candidate(Object key, long arrival, Item item) {}

    Top(int n, Field by, boolean isLargest) {
        this.n = n;
        this.by = by;
        Comparator<Candidate> byKey = (a, b) -> compare(a.key, b.key);
        this.better = (isLargest ? byKey.reversed() : byKey).thenComparingLong(Candidate::arrival);
        this.worstFirst = new PriorityQueue<>(better.reversed());
    }

    @Override
    public void add(Item item) {
        Object key = by.of(item.value());
        if (!(key instanceof Number || key instanceof String || key instanceof Boolean)) {
            throw new IllegalArgumentException("the field '" + by.name()
                    + "' is neither number, text nor boolean: it is " + ValueText.describe(key));
        }
        Candidate candidate = new Candidate(key, arrived++, item);
        Candidate worst = worstFirst.peek();
        if (worst != null && better.compare(candidate, worst) > 0 && worstFirst.size() == n) {
            return;
        }
        worstFirst.add(candidate);
        if (worstFirst.size() > n) {
            worstFirst.poll();
        }
    }

    @Override
    public Collection<?> results() {
        List<Candidate> best = new ArrayList<>(worstFirst);
        best.sort(better);
        return best.stream().map(Candidate::item).toList();
    }

    /** Numbers by their size, texts by their characters. */
    static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return compareNumbers(x, y);
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        throw new IllegalArgumentException(
                ValueText.describe(a) + " cannot be compared with " + ValueText.describe(b) + ", which came before");
    }

    private static int compareNumbers(Number a, Number b) {
        boolean isBig = a instanceof BigInteger || b instanceof BigInteger || a instanceof BigDecimal;
        if (isFloating(a) || isFloating(b)) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return isBig || b instanceof BigDecimal
                ? new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()))
                : Long.compare(a.longValue(), b.longValue());
    }

    private static boolean isFloating(Number number) {
        return number instanceof Double || number instanceof Float;
    }
}
