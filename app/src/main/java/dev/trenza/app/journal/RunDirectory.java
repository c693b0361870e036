package dev.trenza.app.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one run, and what is in it. Immutable.
 *
 * <pre>
 * .trenza/runs/20261123T043210Z-documents-k3fa/
 *   run.json         what was run: the command line, the folder, what the streams do
 *   journal          which items have ended, one line each
 *   results.raw      their results, one behind the other, as the journal counts them
 *   values.raw       what came out of the stages before, of streams that make items of others
 *   results.ndjson   the same when all items had ended, each item once (or where -o said)
 *   lock             held by the process that writes
 * </pre>
 *
 * @param path the folder
 */
public record RunDirectory(Path path) {

    /** What was run; see {@link RunDescription}. */
    public Path description() {
        return path.resolve("run.json");
    }

    /** What {@link JournalReader} reads. */
    public Path journal() {
        return path.resolve("journal");
    }

    /** Where results go while items are still running. */
    public Path rawResults() {
        return path.resolve("results.raw");
    }

    /** What came out of steps in front of the last one, of streams that make items of others. */
    Path values() {
        return path.resolve("values.raw");
    }

    /** Where results are published that nobody wanted elsewhere. */
    public Path results() {
        return path.resolve("results.ndjson");
    }

    /** The file whose lock keeps other processes out. */
    Path lock() {
        return path.resolve("lock");
    }

    /** Everything that runs make in it. */
    List<Path> files() {
        return List.of(
                description(),
                path.resolve("run.json.tmp"),
                journal(),
                rawResults(),
                path.resolve("results.raw.tmp"),
                values(),
                path.resolve("report.html"),
                results(),
                lock());
    }

    /** Whether something lies in it that no run has made. */
    boolean hasOtherFiles() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(file -> !files().contains(file) && !isTemporary(file));
        }
    }

    private static boolean isTemporary(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".trenza-") && name.endsWith(".tmp");
    }

    /** What the run is called in lists and messages. */
    public String id() {
        return String.valueOf(path.getFileName());
    }

    /** Whether a run has ever been started here. */
    public boolean exists() {
        return Files.exists(description());
    }
}
