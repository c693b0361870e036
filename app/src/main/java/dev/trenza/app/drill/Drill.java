package dev.trenza.app.drill;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One misdeed of a task, and how its item may end. The misdeeds themselves are those of the CPU task {@code drill}. */
public enum Drill {
    THROW("throws an exception", Ending.FAILED),
    THROW_UNREADABLE("throws an exception that throws when it is read", Ending.FAILED),
    OVERFLOW_STACK("overflows the stack", Ending.FAILED),
    EXIT("calls System.exit(7)", Ending.LOST),
    HALT("halts the JVM with status 0", Ending.LOST),
    CRASH("gets a segmentation fault", Ending.LOST),
    KILLED("is killed by SIGKILL from outside", Ending.LOST),
    FROZEN("is stopped by SIGSTOP and never goes on", Ending.STUCK),
    EXHAUST_HEAP("takes all the heap", Ending.OUT_OF_MEMORY),
    EXHAUST_DIRECT_MEMORY("takes all the memory beside the heap", Ending.EXHAUSTED),
    EXHAUST_METASPACE("loads classes without end", Ending.OUT_OF_MEMORY),
    EXHAUST_THREADS("starts threads without end", Ending.FAILED),
    EXHAUST_DESCRIPTORS("opens files without end", Ending.EXHAUSTED),
    LOOP("loops for ever", Ending.TIMED_OUT),
    COUNTED_LOOP("loops for ever where a JVM may have no place to stop it", Ending.TIMED_OUT),
    IGNORE_INTERRUPT("waits for ever and ignores interrupts", Ending.TIMED_OUT),
    FLOOD_STDERR("prints 50 MB without a line end", Ending.SUCCESS),
    WRITE_TO_STDOUT("writes to stdout, past Java too", Ending.SUCCESS),
    CLOSE_STREAMS("closes its standard streams", Ending.SUCCESS),
    READ_STDIN("waits for standard input", Ending.SUCCESS),
    LEAVE_CHILD("leaves a process behind", Ending.SUCCESS),
    HUGE_RESULT("returns more than may cross the process line", Ending.REFUSED),
    UNSERIALISABLE_RESULT("returns what cannot cross the process line", Ending.FAILED),
    REACH_NETWORK("looks for a network; for a sandbox", Ending.KEPT_OUT),
    WRITE_FILES("writes files where it was not told to; for a sandbox", Ending.KEPT_OUT);

    private final String threat;
    private final Ending ending;

    Drill(String threat, Ending ending) {
        this.threat = threat;
        this.ending = ending;
    }

    /** How an item may end. */
    private enum Ending {
        SUCCESS("success"),
        FAILED("failed"),
        /** It throws if the system did not let it. */
        KEPT_OUT("failed"),
        /** Where the heap is smaller than two such results, that is met first. */
        REFUSED("failed or out-of-memory"),
        LOST("crashed or quarantined"),
        /** A heap, or a metaspace without a limit, may be larger than can be filled before the time-out. */
        OUT_OF_MEMORY("out-of-memory or timed-out"),
        /** There may be more than can be taken before the time-out. */
        EXHAUSTED("failed or timed-out"),
        TIMED_OUT("timed-out"),
        /** Whichever comes first: the time-out of the task, or the lapse of the worker's signs of life. */
        STUCK("timed-out, crashed or quarantined");

        private final String statuses;

        Ending(String statuses) {
            this.statuses = statuses;
        }
    }

    /** What it is called: {@code exhaust-heap}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** What the task does, to follow "a task that". */
    public String threat() {
        return threat;
    }

    /** Whether it can pass in a sandbox only. */
    public boolean isForSandbox() {
        return ending == Ending.KEPT_OUT;
    }

    /** Whether its item may end so, as in a result line. */
    boolean mayEndAs(String status) {
        return List.of(ending.statuses.split(", | or ")).contains(status);
    }

    /** How its item may end, for messages. */
    String endings() {
        return ending.statuses;
    }

    /** The drill of this name. */
    public static Optional<Drill> of(String word) {
        return Arrays.stream(values())
                .filter(drill -> drill.word().equals(word))
                .findFirst();
    }

    /** The names of all. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Drill::word).toList();
    }
}
