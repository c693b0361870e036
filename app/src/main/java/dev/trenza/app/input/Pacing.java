package dev.trenza.app.input;

import java.time.Duration;
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

    /** Whether the machine has room for another item; what it does not tell holds up nothing. */
    public boolean isRoom(MachineLoad machine) {
        boolean hasMemory =
                freeMemory.isEmpty() || machine.freeMemory().orElse(Long.MAX_VALUE) >= freeMemory.getAsLong();
        return hasMemory && (load.isEmpty() || machine.running().orElse(0) < load.getAsDouble());
    }
}
