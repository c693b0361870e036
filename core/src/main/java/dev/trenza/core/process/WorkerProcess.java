package dev.trenza.core.process;

import dev.trenza.worker.protocol.StatusPage;
import java.io.InputStream;
import java.io.OutputStream;

/** A launched worker, as its parent holds it. Thread-safe. */
interface WorkerProcess {

    long pid();

    /** Where frames to the worker go. */
    OutputStream calls();

    /** Where frames from the worker come. */
    InputStream results();

    /** Everything that is printed there. */
    InputStream stderr();

    /** What the worker notes about itself. */
    StatusPage page();

    /** Where the worker finds its page. */
    String pageFile();

    /** Waits for the end. */
    int waitFor() throws InterruptedException;

    /** Asks the process to end, so that its shutdown hooks run; a pool never relies on it. */
    void terminate();

    /** Ends the process and everything that it has started, at once and without asking. */
    void kill();

    /** It has said hello: called once, when the process is where it will stay. */
    void greeted();

    /** Whether the system has killed it for want of memory; asked after its end. */
    WorkerExit.SystemMemory systemMemory();

    /**
     * Ends what the process has left behind, after its end: children, files.
     *
     * @return what the JVM has written about its own crash
     */
    CrashReport cleanUp();
}
