package dev.trenza.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Makes the commands; each gets what all share. */
final class Commands implements CommandLine.IFactory {

    private final Trenza trenza;

    Commands(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Object command = command(type);
        return command == null ? CommandLine.defaultFactory().create(type) : type.cast(command);
    }

    private @Nullable Object command(Class<?> type) {
        if (type == RunCommand.class) {
            return new RunCommand(trenza);
        } else if (type == MapCommand.class) {
            return new MapCommand(trenza);
        } else if (type == NotebookCommand.class) {
            return new NotebookCommand(trenza);
        } else if (type == TasksCommand.class) {
            return new TasksCommand(trenza);
        } else if (type == LintCommand.class) {
            return new LintCommand(trenza);
        }
        if (type == DrillCommand.class) {
            return new DrillCommand(trenza);
        }
        if (type == ReplayCommand.class) {
            return new ReplayCommand(trenza);
        }
        return type == DoctorCommand.class ? new DoctorCommand(trenza) : null;
    }
}
