package dev.trenza.app.journal;

import dev.trenza.app.exec.ProgramStatusException;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Function;

/**
 * The log that GNU parallel writes with {@code --joblog}, for scripts that read it: tab-separated, one line for each item
 * that ran, as they end. Confined to one thread at a time.
 *
 * <pre>
 * Seq  Host  Starttime       JobRuntime  Send  Receive  Exitval  Signal  Command
 * 1    :     1795407954.380       0.012  0     118      0        0       digest a.txt
 * </pre>
 *
 * <p>Exitval and Signal are those of the worker where it died of the item, -1 and 15 after a time-out as with GNU parallel,
 * the status of a program that {@code exec} runs, and 1 and 0 where a task failed. Receive is the length of the result as it is printed, Send is 0. In the command a line
 * end is a zero byte, as there.
 */
public final class Joblog implements Closeable {

    private static final String HEAD = "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n";
    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;
    private static final int SIGTERM = 15;
    private static final int FIRST_SIGNAL = 128;

    private final OutputStream log;
    private final Function<StreamOutcome, String> command;

    /**
     * Opens a log.
     *
     * @param file is continued if {@code append}, otherwise replaced
     * @param command what the item would have been on a command line
     */
    public Joblog(Path file, boolean append, Function<StreamOutcome, String> command) throws IOException {
        this.command = command;
        boolean isNew = !append || !Files.exists(file) || Files.size(file) == 0;
        this.log = new BufferedOutputStream(Files.newOutputStream(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING));
        if (isNew) {
            log.write(HEAD.getBytes(StandardCharsets.US_ASCII));
            log.flush();
        }
    }

    /** Adds an item that has just ended; one that never ran has no line. */
    void add(StreamOutcome outcome, int received) throws IOException {
        Execution execution = outcome.outcome().execution();
        if (execution.attempts() == 0 || outcome.outcome() instanceof Outcome.Skipped) {
            return;
        }
        double started = System.currentTimeMillis() / MILLIS - (System.nanoTime() - execution.startedNanos()) / NANOS;
        Exit exit = exit(outcome.outcome());
        String line = String.format(
                Locale.ROOT,
                "%d\t:\t%.3f\t%10.3f\t0\t%d\t%d\t%d\t%s\n",
                outcome.seq() + 1,
                started,
                execution.runNanos() / NANOS,
                received,
                exit.value(),
                exit.signal(),
                command.apply(outcome).replace('\n', '\0'));
        log.write(line.getBytes(StandardCharsets.UTF_8));
    }

    private record Exit(int value, int signal) {}

    private static Exit exit(Outcome<Item, Object> outcome) {
        if (outcome.isSuccess()) {
            return new Exit(0, 0);
        }
        if (outcome instanceof Outcome.TimedOut) {
            return new Exit(-1, SIGTERM);
        }
        if (outcome instanceof Outcome.Failure<Item, Object> failure
                && failure.failure() instanceof WorkerCrashedException crashed) {
            int signal = crashed.signal().orElse(0);
            return new Exit(signal == 0 ? nonZero(crashed.exitCode()) : 0, signal);
        }
        return outcome instanceof Outcome.Failure<Item, Object> failure
                        && failure.failure().getCause() instanceof ProgramStatusException ended
                ? new Exit(ended.status(), 0)
                : new Exit(1, 0);
    }

    /** A task that calls {@code exit(0)} has no result all the same. */
    private static int nonZero(int code) {
        return code == 0 || code >= FIRST_SIGNAL ? 1 : code;
    }

    void flush() throws IOException {
        log.flush();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
