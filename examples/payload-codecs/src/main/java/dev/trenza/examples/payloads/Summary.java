package dev.trenza.examples.payloads;

/**
 * The output of the task.
 *
 * @param station its name
 * @param position where it is
 * @param count of readings
 * @param mean of their values
 * @param hasShared whether the first two readings are one object, as they arrived
 */
public record Summary(String station, Position position, int count, double mean, boolean hasShared) {}
