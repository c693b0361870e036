package dev.trenza.app;

import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.pipeline.SourceItem;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Prints what would be run, so that a shell would take it back. */
final class DryRun {

    private DryRun() {}

    /**
     * Prints a line for each item.
     *
     * @param screen tells what is no item
     * @param line what would be run on it, the so-many-eth from 0
     * @return the exit status
     */
    static int print(PrintStream out, Screen screen, MapItems items, BiFunction<String, Long, String> line) {
        AtomicBoolean hasFailed = new AtomicBoolean();
        items.flux()
                .takeWhile(item -> !out.checkError())
                .index()
                .doOnNext(item -> {
                    if (item.getT2() instanceof SourceItem failed) {
                        hasFailed.set(true);
                        screen.foreignLine("trenza: '" + failed.origin() + "' is no item: "
                                + failed.failure().getMessage());
                    } else {
                        out.println(line.apply(String.valueOf(item.getT2()), item.getT1()));
                    }
                })
                .blockLast();
        return out.checkError()
                ? ExitStatus.READER_GONE
                : hasFailed.get() ? ExitStatus.SOME_FAILED : ExitStatus.SUCCESS;
    }

    /** The words, so that a shell would take them back. */
    static String line(List<String> words) {
        return words.stream().map(DryRun::quoted).collect(Collectors.joining(" "));
    }

    /** One word, so that a shell would take it back. */
    static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
