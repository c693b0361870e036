package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --task-path}, for every command that names tasks. */
final class TaskPathOption {

    @Option(
            names = "--task-path",
            paramLabel = "PATH",
            description = "Jars, or folders of jars or classes, with further tasks; several joined by ':'.")
    private List<String> paths = new ArrayList<>();

    /** Everything on the path, with more behind it. */
    InstalledTasks tasks(List<Path> more) {
        List<Path> all = new ArrayList<>();
        paths.forEach(text -> all.addAll(TaskPath.parse(text)));
        all.addAll(more);
        for (Path path : all) {
            if (!Files.exists(path)) {
                throw RefusedException.usage("--task-path: '" + path + "' does not exist");
            }
        }
        return new InstalledTasks(TaskPath.installed().with(all));
    }

    /** Whether any was named. */
    boolean isGiven() {
        return !paths.isEmpty();
    }

    InstalledTasks tasks() {
        return tasks(List.of());
    }
}
