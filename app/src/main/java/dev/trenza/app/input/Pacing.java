package dev.trenza.app.input;

import dev.trenza.app.arguments.Size;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the next item waits for before it begins. Immutable.
 *
 * @param delay between the beginnings of two items
 * @param freeMemory in bytes, that must be there
 * @param load threads that may run on the machine at most, this program's included
 */
public record Pacing(Duration delay, OptionalLong freeMemory, OptionalDouble load) {

    /** Waits for nothing. */
    public static final Pacing NONE = new Pacing(Duration.ZERO, OptionalLong.empty(), OptionalDouble.empty());

    /** Whether an item waits for nothing. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** Whether the machine is asked. */
    public boolean asksMachine() {
        return freeMemory.isPresent() || load.isPresent();
    }

    /** What the machine lacks to have room for another item; what it does not tell holds up nothing. */
    public Optional<String> lack(MachineLoad machine) {
        OptionalLong free = freeMemory.isPresent() ? machine.freeMemory() : OptionalLong.empty();
        if (free.isPresent() && free.getAsLong() < freeMemory.getAsLong()) {
            return Optional.of("for memory: " + Size.describe(free.getAsLong()) + " are free, --memfree asks for "
                    + Size.describe(freeMemory.getAsLong()));
        }
        OptionalLong running = load.isPresent() ? machine.running() : OptionalLong.empty();
        if (running.isPresent() && running.getAsLong() >= load.getAsDouble()) {
            return Optional.of(
                    "for processors: " + running.getAsLong() + " threads of this machine run or want to, --load "
                            + "lets an item begin below " + String.format(Locale.ROOT, "%.3g", load.getAsDouble()));
        }
        return Optional.empty();
    }
}
