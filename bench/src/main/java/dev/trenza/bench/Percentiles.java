package dev.trenza.bench;

import java.util.Arrays;

/** Measured values, to ask for their percentiles. Not thread-safe. */
final class Percentiles {

    // Mutable state
    private double[] values = new double[1024];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    /** The smallest value that so many percent of all do not exceed. */
    double at(double percent) {
        if (size == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(percent / 100 * size) - 1)];
    }
}
