package dev.trenza.app.run;

/** How the process ends, for scripts. Codes from 64 to 78 are those of {@code sysexits.h}. */
public final class ExitStatus {

    /** All items succeeded. */
    public static final int SUCCESS = 0;

    /** Some items failed, or a source broke off. */
    public static final int SOME_FAILED = 1;

    /** The arguments or the pipeline file are wrong; nothing was started. */
    public static final int USAGE = 2;

    /** A policy of the user has ended the run: {@code --halt}. */
    public static final int HALTED = 3;

    /** What was kept for later does not fit any more: a quarantined item, or the journal of a run. */
    public static final int CHANGED = 65;

    /** A defect of this program. */
    public static final int INTERNAL = 70;

    /** Workers cannot be started. */
    public static final int POOL_UNUSABLE = 71;

    /** Results or a trace cannot be written. */
    public static final int OUTPUT = 74;

    /** Another run writes the journal. */
    public static final int IN_USE = 75;

    /** The whole run took longer than it may; as {@code timeout(1)}. */
    public static final int TIMED_OUT = 124;

    /** SIGHUP: 128 + 1. */
    public static final int HUNG_UP = 129;

    /** Ctrl-C: 128 + SIGINT. */
    public static final int INTERRUPTED = 130;

    /** The reader of stdout has gone: 128 + SIGPIPE, what a shell reports of {@code yes} in {@code yes | head -1}. */
    public static final int READER_GONE = 141;

    /** 128 + SIGTERM. */
    public static final int TERMINATED = 143;

    private ExitStatus() {}
}
