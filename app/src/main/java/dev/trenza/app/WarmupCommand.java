package dev.trenza.app;

import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.warmup.Archives;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the archives from which the command and its workers start faster. */
@Command(
        name = "warmup",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Makes this command and its workers start faster on this machine, and tells by how much.",
            "",
            "It writes two archives of classes to ~/.cache/trenza (or XDG_CACHE_HOME), for this installation and this JDK."
                    + " After a change of either they are not used any more, without a word; run it again then."
                    + " Nothing else depends on them. Of trenza-all.jar only the workers start faster."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  trenza warmup", "  trenza warmup --clear"})
final class WarmupCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Option(names = "--clear", description = "Remove the archives of this installation and this JDK instead.")
    private boolean clear;

    WarmupCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        Archives archives = Archives.ofThisInstallation();
        Optional<String> obstacle = archives.obstacle();
        if (obstacle.isPresent()) {
            throw RefusedException.usage("no archives can be made: " + obstacle.get());
        }
        try {
            if (clear) {
                archives.remove().forEach(file -> trenza.out().println("removed " + file));
            } else {
                trenza.screen().line("trenza: making archives, a quarter of a minute or so ...");
                archives.make(Rehearsal.class, Trenza.class, "--help").forEach(trenza.out()::println);
            }
            return ExitStatus.SUCCESS;
        } catch (AccessDeniedException e) {
            throw RefusedException.output("the archives cannot be made: permission denied to write '" + e.getFile()
                    + "'; set XDG_CACHE_HOME to a directory of your own");
        } catch (IOException e) {
            throw RefusedException.output("the archives cannot be made: " + e.getMessage());
        }
    }
}
