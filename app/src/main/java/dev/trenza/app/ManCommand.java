package dev.trenza.app;

import dev.trenza.app.manual.ManPage;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.task.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints or writes the man pages. */
@Command(
        name = "man",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Prints the man page of a command, or writes those of all commands.",
            "",
            "They say what --help says. Packages of Trenza install them; from a checkout, look at them so:"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  trenza man map | man -l -", "  trenza man --directory ~/.local/share/man/man1"})
final class ManCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Write the pages of all commands into this directory instead.")
    private @Nullable Path directory;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "Which one (default: that of trenza itself).")
    private @Nullable String name;

    ManCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        CommandLine all = new Commands(trenza).addAllTo(new CommandLine(trenza));
        if (directory == null) {
            trenza.out().print(new ManPage(named(all).getCommandSpec(), Version.number()).text());
        } else if (name == null) {
            write(ManPage.all(all, Version.number()), directory);
        } else {
            throw RefusedException.usage("--directory writes all pages; leave out '" + name + "'");
        }
        return ExitStatus.SUCCESS;
    }

    private CommandLine named(CommandLine all) {
        if (name == null) {
            return all;
        }
        CommandLine command = all.getSubcommands().get(name);
        if (command == null) {
            List<String> known = List.copyOf(all.getSubcommands().keySet());
            throw RefusedException.usage("no command is named '" + name + "'" + NearestName.suggestion(name, known));
        }
        return command;
    }

    private void write(List<ManPage> pages, Path folder) {
        try {
            Files.createDirectories(folder);
            for (ManPage page : pages) {
                Files.writeString(folder.resolve(page.fileName()), page.text());
            }
            trenza.screen().line("trenza: wrote " + pages.size() + " pages to " + folder);
        } catch (IOException e) {
            throw RefusedException.output("the pages cannot be written: " + e);
        }
    }
}
