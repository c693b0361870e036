package dev.trenza.app.pipelinefile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The files that a pipeline file names: tells those of which one use spoils the other. A source that is also the dead-letter
 * file would never end; one that is also the output would be empty before it is read. Confined to the thread that reads.
 */
final class FileUses {

    private static final Path STDIN = Path.of("-");

    private final Reading reading;

    // Mutable state: by file, whoever came first
    private final Map<Path, Use> sources = new HashMap<>();
    private final Map<Path, Use> outputs = new HashMap<>();
    private final Map<Path, Use> deadLetters = new HashMap<>();

    /** Where it is written, and a clause for a message: {@code "stream 's' reads it"}. */
    private record Use(Node at, String clause, boolean isLines) {}

    FileUses(Reading reading) {
        this.reading = reading;
    }

    /** A source reads it; {@code -} is standard input, which only one can have. */
    void source(Path file, Node at, String clause) {
        boolean isStdin = file.equals(STDIN);
        Use first = sources.putIfAbsent(isStdin ? STDIN : place(file), new Use(at, clause, false));
        if (isStdin && first != null) {
            reading.problem(at, "only one stream can read standard input, and " + first.clause + " already");
        }
    }

    /**
     * Results go there.
     *
     * @param isLines whether they are lines, which are not always put there at the end as a whole
     */
    void output(Path file, Node at, String clause, boolean isLines) {
        Use first = outputs.putIfAbsent(place(file), new Use(at, clause, isLines));
        if (first != null) {
            reading.problem(at, "two outputs cannot share a file, and " + first.clause + " already");
        }
    }

    /** Failures go there, perhaps those of several stages. */
    void deadLetter(Path file, Node at) {
        deadLetters.putIfAbsent(place(file), new Use(at, "failures are put aside there", true));
    }

    /** Notes what does not go together; to be called when all is told. */
    void check() {
        deadLetters.forEach((file, letters) -> {
            Use source = sources.get(file);
            Use output = outputs.get(file);
            if (source != null) {
                reading.problem(
                        letters.at, "failures cannot go into this file, for " + source.clause + " and would never end");
            } else if (output != null) {
                reading.problem(letters.at, "failures cannot go into this file, for " + output.clause);
            }
        });
        outputs.forEach((file, output) -> {
            Use source = sources.get(file);
            if (output.isLines && source != null) {
                reading.problem(output.at, "results cannot go into this file, for " + source.clause);
            }
        });
    }

    private static Path place(Path file) {
        try {
            return Files.exists(file)
                    ? file.toRealPath()
                    : file.toAbsolutePath().normalize();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }
}
