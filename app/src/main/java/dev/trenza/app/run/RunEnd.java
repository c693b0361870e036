package dev.trenza.app.run;

import dev.trenza.app.output.ReaderGoneException;
import dev.trenza.app.screen.Printable;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.pipeline.StreamFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended. Immutable.
 *
 * @param code its exit status; empty if that is for the items to decide
 * @param kills whether what runs must be killed
 * @param lines what is said about it
 * @param defect what was thrown and never should have been
 */
record RunEnd(Optional<Integer> code, boolean kills, List<String> lines, Optional<Throwable> defect) {

    /** All streams came to their end. */
    static RunEnd completed() {
        return new RunEnd(Optional.empty(), false, List.of(), Optional.empty());
    }

    /** A policy ended it. */
    static RunEnd halted(String why, boolean kills) {
        return says(ExitStatus.HALTED, kills, "halted by --halt " + why);
    }

    /** Everything that ran has come to its end after a signal. */
    static RunEnd drained(String what, int status) {
        return says(status, false, what + ": what was running has finished");
    }

    /** A second signal. */
    static RunEnd stopped(String what, int status) {
        return says(status, true, what + ": stopped at once");
    }

    /** The first signal, and what was running has not come to its end in time. */
    static RunEnd graceOver(String what, int status, Duration grace) {
        return says(
                status,
                true,
                what + ": what was running had not finished within " + grace.toSeconds() + " s and was stopped");
    }

    static RunEnd hungUp() {
        return says(ExitStatus.HUNG_UP, true, "the terminal has gone");
    }

    static RunEnd timedOut(Duration timeout) {
        return says(ExitStatus.TIMED_OUT, true, "the run took longer than " + timeout.toMillis() / 1e3 + " s");
    }

    /** How it ended when the outcomes did: {@code null} if they came to their end. */
    static RunEnd of(@Nullable Throwable error) {
        if (error == null) {
            return completed();
        }
        if (error instanceof ReaderGoneException) {
            return new RunEnd(Optional.of(ExitStatus.READER_GONE), true, List.of(), Optional.empty());
        }
        if (error instanceof IOException) {
            return says(ExitStatus.OUTPUT, true, "the results cannot be written: " + error.getMessage());
        }
        if (error instanceof PoolUnusableException unusable) {
            return says(ExitStatus.POOL_UNUSABLE, true, unusable.getMessage());
        }
        if (error instanceof StreamFailedException) {
            List<String> lines = Stream.concat(Stream.of(error), Stream.of(error.getSuppressed()))
                    .map(failure -> String.valueOf(failure.getMessage()))
                    .toList();
            return new RunEnd(Optional.of(ExitStatus.SOME_FAILED), false, lines, Optional.empty());
        }
        return new RunEnd(Optional.of(ExitStatus.INTERNAL), true, List.of(), Optional.of(error));
    }

    private static RunEnd says(int code, boolean kills, String message) {
        List<String> lines = new ArrayList<>();
        message.lines().map(Printable::line).forEach(lines::add);
        return new RunEnd(Optional.of(code), kills, lines, Optional.empty());
    }

    /** Whether the streams ended it. */
    boolean isRegular() {
        return code.isEmpty();
    }

    /** Whether nothing is to be said: whoever ran {@code head} has seen enough. */
    boolean isQuiet() {
        return code.isPresent() && code.get() == ExitStatus.READER_GONE;
    }

    int status(boolean allSucceeded) {
        return code.orElse(allSucceeded ? ExitStatus.SUCCESS : ExitStatus.SOME_FAILED);
    }

    /**
     * Says what there is to say.
     *
     * @throws IllegalStateException for a defect of this program
     */
    void tell(Screen screen) {
        lines.forEach(line -> screen.line("trenza: " + line));
        defect.ifPresent(error -> {
            throw new IllegalStateException("the run failed: " + error, error);
        });
    }
}
