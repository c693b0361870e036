package dev.trenza.app;

import dev.trenza.app.manual.CompletionScript;
import dev.trenza.app.run.ExitStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete a command line. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Prints a script with which a shell completes the commands, options, tasks and runs of trenza.",
            "",
            "Packages of Trenza install it. It knows the commands and the installed tasks of the trenza that printed it:"
                    + " print it again after an update. Tasks of --task-path are looked up each time."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(trenza completion bash)          in this shell, or in ~/.bashrc",
            "  source <(trenza completion zsh)           the same in zsh, or in ~/.zshrc after compinit",
            "  trenza completion bash > ~/.local/share/bash-completion/completions/trenza",
            "  trenza completion zsh > ~/.zfunc/_trenza  if ~/.zfunc is in fpath"
        })
final class CompletionCommand implements Callable<Integer> {

    private final Trenza trenza;

    /** The shells that are known. */
    enum Shell {
        /** From version 3 on. */
        BASH,
        /** Through its own emulation of bash's completion, which the script loads. */
        ZSH
    }

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.BASH;

    CompletionCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        CommandLine all = new Commands(trenza).addAllTo(new CommandLine(trenza));
        CompletionScript script = new CompletionScript(all, arguments(all), TasksCommand.names(taskPath.tasks()));
        trenza.out().print(shell == Shell.ZSH ? script.zsh() : script.bash());
        return ExitStatus.SUCCESS;
    }

    private static Map<String, List<String>> arguments(CommandLine all) {
        List<String> task = List.of(CompletionScript.TASK);
        List<String> run = List.of(CompletionScript.RUN);
        return Map.ofEntries(
                Map.entry("map", task),
                Map.entry("tasks", task),
                Map.entry("resume", run),
                Map.entry("report", run),
                Map.entry("runs", List.of("show", "prune")),
                Map.entry("notebook", NotebookCommand.NAMES),
                Map.entry("create", CreateCommand.names()),
                Map.entry("completion", List.of("bash", "zsh")),
                Map.entry("man", List.copyOf(all.getSubcommands().keySet())));
    }
}
