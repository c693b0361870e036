package dev.trenza.app;

import dev.trenza.app.run.ExitStatus;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints what would be run, so that a shell would take it back. */
final class DryRun {

    private DryRun() {}

    /**
     * Prints a line for each item.
     *
     * @param words what would be run on it
     * @return the exit status
     */
    static int print(PrintStream out, MapItems items, Function<String, List<String>> words) {
        items.flux()
                .doOnNext(item -> out.println(words.apply(String.valueOf(item)).stream()
                        .map(DryRun::quoted)
                        .collect(Collectors.joining(" "))))
                .blockLast();
        return out.checkError() ? ExitStatus.READER_GONE : 0;
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
