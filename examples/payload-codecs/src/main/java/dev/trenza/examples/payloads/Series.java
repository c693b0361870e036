package dev.trenza.examples.payloads;

import java.util.List;

/**
 * The input of the task.
 *
 * @param station its name
 * @param position where it is
 * @param readings in order
 */
public record Series(String station, Position position, List<Reading> readings) {

    /** What a worker computes. */
    @SuppressWarnings("ReferenceEquality") // whether it is one object is the question
    public Summary summarise() {
        double mean = readings.stream().mapToDouble(Reading::value).average().orElse(Double.NaN);
        boolean hasShared = readings.size() > 1 && readings.get(0) == readings.get(1);
        return new Summary(station, position, readings.size(), mean, hasShared);
    }
}
