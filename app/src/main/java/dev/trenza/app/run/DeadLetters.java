package dev.trenza.app.run;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.Results;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.core.pipeline.OnError;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The files in which a run puts failures aside, each a result line that is written out at once. A file is opened for its
 * first failure and appended to. Thread-safe.
 */
final class DeadLetters implements AutoCloseable {

    private final Consumer<String> tell;

    // Mutable state, guarded by this
    private final Map<Path, OutcomeFormat> files = new LinkedHashMap<>();
    private final Set<Path> told = new HashSet<>();

    /** Tells nobody what goes wrong. */
    DeadLetters() {
        this(line -> {});
    }

    /**
     * Opens nothing yet.
     *
     * @param tell is told, once for each file, that it cannot be written
     */
    DeadLetters(Consumer<String> tell) {
        this.tell = tell;
    }

    /** What a stage or a source does by this policy. */
    OnError onError(PipelineFile.ErrorPolicy policy) {
        OnError others = ofOne(policy);
        if (policy.byStatus().isEmpty()) {
            return others;
        }
        Map<String, OnError> byStatus = new HashMap<>();
        policy.byStatus().forEach((status, its) -> byStatus.put(status, ofOne(its)));
        return failure -> byStatus.getOrDefault(failure.status(), others).apply(failure);
    }

    private OnError ofOne(PipelineFile.ErrorPolicy policy) {
        return policy.deadLetter()
                .map(file -> OnError.deadLetter(file.toString(), letter -> write(file, letter)))
                .orElse(policy.skips() ? OnError.SKIP : OnError.FAIL);
    }

    private synchronized void write(Path file, StreamOutcome letter) {
        try {
            OutcomeFormat lines = files.get(file);
            if (lines == null) {
                lines = Results.appendedLines(file);
                files.put(file, lines);
            }
            lines.write(letter);
            lines.flush();
        } catch (IOException e) {
            String problem = "'" + file + "' cannot be written: " + WriteProblem.of(e);
            if (told.add(file)) {
                tell.accept("failures are not put aside and stay failed: " + problem);
            }
            throw new UncheckedIOException(problem, e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (OutcomeFormat lines : files.values()) {
            lines.close();
        }
    }
}
