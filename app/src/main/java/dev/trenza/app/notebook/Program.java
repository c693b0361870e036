package dev.trenza.app.notebook;

import java.time.Duration;

/** One program of the notebook. */
public interface Program {

    /**
     * Runs it to its end.
     *
     * @param narrator says what happens
     * @param pause how long each task waits that waits
     * @throws InterruptedException if the thread is interrupted
     */
    void run(Narrator narrator, Duration pause) throws InterruptedException;

    /** How long a task waits if nobody says. */
    default Duration defaultPause() {
        return Duration.ofSeconds(1);
    }
}
