package dev.trenza.task;

import java.io.Serializable;
import java.util.concurrent.Future;

/** Tells what cannot leave this JVM before it is tried. */
final class Portable {

    private Portable() {}

    /**
     * Refuses what cannot be a task elsewhere.
     *
     * @param type that it should have been declared as
     * @throws IllegalArgumentException says what to write instead
     */
    static void require(Object work, String type) {
        String name = work.getClass().getName();
        if (work instanceof Future || name.startsWith("java.util.concurrent.")) {
            throw new IllegalArgumentException(
                    "a " + name
                            + " wraps a task in something that waits in this JVM, so no worker can run it: submit the lambda itself");
        }
        if (!(work instanceof Serializable)) {
            throw new IllegalArgumentException("a " + name
                    + " is not Serializable, so no worker can run it: declare it as a dev.trenza.task." + type
                    + ", or let its class implement Serializable");
        }
    }
}
