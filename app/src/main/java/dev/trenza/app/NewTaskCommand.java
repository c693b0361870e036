package dev.trenza.app;

import dev.trenza.app.newtask.NewProject;
import dev.trenza.app.newtask.TaskName;
import dev.trenza.app.run.ExitStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a project for a task of the user's own. */
@Command(
        name = "new-task",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Makes a Maven project with a task of your own, its test, and a README that tells what to do next.",
            "",
            "It works as it is: './mvnw package' tests it and makes the jar for --task-path. Trenza's own jars are in"
                    + " the project; libraries and Maven itself come from Maven Central."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza new-task word-count",
            "  trenza new-task word-count --directory ~/src/words --package com.example.words"
        })
final class NewTaskCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Where to make it; must not exist (default: the name, in this directory).")
    private @Nullable Path directory;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "The package of its classes (default: tasks.NAME).")
    private @Nullable String packageName;

    @Parameters(paramLabel = "NAME", description = "What the task is called: lower case, words joined by hyphens.")
    private String name = "";

    NewTaskCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        TaskName task = task();
        Path folder = directory == null ? Path.of(task.text()) : directory;
        try {
            NewProject.write(task, folder, Path.of(System.getProperty("trenza.home", ".")));
        } catch (FileAlreadyExistsException e) {
            throw RefusedException.usage("'" + folder
                    + "' exists, and is left as it is; take another name, or another place with --directory");
        } catch (IOException e) {
            throw RefusedException.output("'" + folder + "' cannot be made: " + e);
        }
        trenza.out().println(folder);
        trenza.screen().line("trenza: made " + folder + "; next:");
        trenza.screen().line("  cd " + quoted(folder) + " && ./mvnw package");
        trenza.screen().line("  trenza map " + name + " --task-path target/" + name + ".jar \"one two three\"");
        return ExitStatus.SUCCESS;
    }

    /** As a shell wants it. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w/.+-]*") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private TaskName task() {
        try {
            TaskName task = packageName == null ? TaskName.of(name) : new TaskName(name, packageName);
            new TaskPathOption().tasks().named(name).ifPresent(known -> {
                throw new IllegalArgumentException("'" + name + "' is a task already (see trenza tasks " + name
                        + "), and two of one name cannot be told apart; take another");
            });
            return task;
        } catch (IllegalArgumentException e) {
            throw RefusedException.usage(String.valueOf(e.getMessage()));
        }
    }
}
