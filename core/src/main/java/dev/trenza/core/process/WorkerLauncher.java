package dev.trenza.core.process;

import java.io.IOException;

/** The one seam to the operating system: a test puts workers without processes here. */
interface WorkerLauncher {

    /**
     * Starts a worker; called on the control thread only.
     *
     * @param worker its number, from 1
     * @param heapBytes its heap; 0 for what the pool's settings say
     * @throws IOException if the process cannot be started; the message says why
     */
    WorkerProcess launch(int worker, long heapBytes) throws IOException;

    /** Removes what the launcher has made, when the last worker is gone. */
    void close();
}
