package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.run.SourceCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The items of {@code trenza map}.
 *
 * @param flux emits each as the text that was given
 * @param size how many there are, if that is known
 * @param counting finds that out while they run; empty if it would cost too much
 */
record MapItems(Flux<?> flux, OptionalLong size, Mono<Long> counting) {

    private static final String STDIN = "-";

    static MapItems of(List<String> items) {
        return new MapItems(Flux.fromIterable(items), OptionalLong.of(items.size()), Mono.empty());
    }

    /**
     * The lines of a file, or those of stdin if it is {@code -}.
     *
     * @throws RefusedException if there is no such file
     */
    static MapItems ofLines(InstalledTasks tasks, Path file, boolean endWithNull) {
        boolean isStdin = file.toString().equals(STDIN);
        if (!isStdin && !Files.exists(file)) {
            throw RefusedException.usage("--arg-file: there is no file '" + file + "'");
        }
        if (!isStdin && (Files.isDirectory(file) || !Files.isReadable(file))) {
            String why = Files.isDirectory(file) ? "is a directory" : "may not be read";
            throw RefusedException.usage("--arg-file: '" + file + "' " + why);
        }
        Map<String, Object> parameters = Map.of("path", file.toString(), "null", endWithNull);
        Flux<Object> lines = tasks.sourceCatalog().open("lines", parameters);
        return new MapItems(lines, OptionalLong.empty(), SourceCount.besideTheRun("lines", parameters, lines));
    }

    /** Whether somebody has to type what {@code trenza map TASK} would read. */
    static boolean isStdinTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // Then nothing is said about it.
        }
    }
}
