package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.catalog.TaskTable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what can be named. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Shows the tasks and sources that can be named, or the parameters of one of them.",
            "",
            "I/O tasks run on threads, CPU tasks in worker JVMs. Further CPU tasks come from jars on the task path."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza tasks",
            "  trenza tasks digest                       its parameters, with types and defaults",
            "  trenza tasks --json | jq '.tasks[].name'",
            "  trenza tasks --task-path my-tasks.jar"
        })
final class TasksCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Option(names = "--json", description = "One JSON object, for programs.")
    private boolean json;

    @Option(names = "--names", hidden = true, description = "Only the names of tasks, for completion.")
    private boolean namesOnly;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Show this one only, with its parameters.")
    private @Nullable String name;

    TasksCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        InstalledTasks tasks = taskPath.tasks();
        if (namesOnly) {
            names(tasks).forEach(trenza.out()::println);
            return 0;
        }
        TaskTable table = new TaskTable(tasks, name);
        if (name != null && table.isEmpty()) {
            throw RefusedException.usage("no task or source is named '" + name + "'" + table.suggestion(name));
        }
        trenza.out().print(json ? table.json() : name == null ? table.overview() : table.details());
        return 0;
    }

    /** What {@code map} can be given. */
    static List<String> names(InstalledTasks tasks) {
        return Stream.of(TaskKind.values())
                .flatMap(kind -> tasks.tasks(kind).stream())
                .map(TaskDescription::name)
                .sorted()
                .toList();
    }
}
