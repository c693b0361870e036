package dev.trenza.bench;

import java.util.List;
import java.util.Optional;

/**
 * Something that is measured: a command that prints {@code figure <value>}, or whose run time is the figure.
 *
 * @param name as it stands in the tables
 * @param unit of the figure
 * @param moreIsBetter or less
 * @param isTimed whether the figure is the run time of the command, in milliseconds
 * @param command what is run; empty where this machine has not what it takes
 */
record Subject(String name, String unit, boolean moreIsBetter, boolean isTimed, Optional<List<String>> command) {}
