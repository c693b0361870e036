package dev.trenza.app;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All commands. Only the one that is asked for is made: picocli takes longer to look at the options of all the others
 * than most of what is asked for here.
 */
final class Commands {

    private static final List<Entry> ALL = List.of(
            new Entry(RunCommand.class, RunCommand::new),
            new Entry(MapCommand.class, MapCommand::new),
            new Entry(ExecCommand.class, ExecCommand::new),
            new Entry(NotebookCommand.class, NotebookCommand::new),
            new Entry(TasksCommand.class, TasksCommand::new),
            new Entry(LintCommand.class, LintCommand::new),
            new Entry(TestCommand.class, TestCommand::new),
            new Entry(CreateCommand.class, CreateCommand::new),
            new Entry(DrillCommand.class, DrillCommand::new),
            new Entry(DoctorCommand.class, DoctorCommand::new),
            new Entry(WarmupCommand.class, WarmupCommand::new),
            new Entry(ResumeCommand.class, ResumeCommand::new),
            new Entry(RunsCommand.class, RunsCommand::new),
            new Entry(ReportCommand.class, ReportCommand::new),
            new Entry(ReplayCommand.class, ReplayCommand::new),
            new Entry(NewTaskCommand.class, NewTaskCommand::new),
            new Entry(CompletionCommand.class, CompletionCommand::new),
            new Entry(ManCommand.class, ManCommand::new));

    /**
     * A command.
     *
     * @param type that is annotated with its name and description
     * @param make makes it with what all commands share
     */
    private record Entry(Class<?> type, Function<Trenza, Object> make) {

        Command description() {
            return type.getAnnotation(Command.class);
        }
    }

    private final Trenza trenza;

    Commands(Trenza trenza) {
        this.trenza = trenza;
    }

    /** Adds those that the arguments name, wherever they stand, and of the others what the help shows. */
    CommandLine addTo(CommandLine line, String... arguments) {
        List<String> given = Arrays.asList(arguments);
        for (Entry entry : ALL) {
            String name = entry.description().name();
            line.addSubcommand(
                    name, given.contains(name) ? entry.make().apply(trenza) : outline(name, entry.description()));
        }
        // Behind the program of exec everything is the program's own.
        Optional.ofNullable(line.getSubcommands().get("exec"))
                .ifPresent(exec -> exec.setStopAtPositional(true).setExpandAtFiles(false));
        return line;
    }

    /** Adds all of them with all their options: for what describes the commands. */
    CommandLine addAllTo(CommandLine line) {
        return addTo(line, ALL.stream().map(entry -> entry.description().name()).toArray(String[]::new))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static CommandSpec outline(String name, Command command) {
        CommandSpec outline = CommandSpec.create().name(name);
        outline.usageMessage().description(command.description());
        return outline;
    }
}
