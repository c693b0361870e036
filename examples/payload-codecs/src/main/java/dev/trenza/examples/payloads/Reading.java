package dev.trenza.examples.payloads;

/**
 * What was measured.
 *
 * @param second since the series began
 * @param value in degrees Celsius
 */
public record Reading(long second, double value) {}
