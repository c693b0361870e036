package dev.trenza.app;

import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.screen.Screen;
import dev.trenza.task.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Tells a wrong argument in one line, with what may have been meant and where to read on. */
final class UsageErrors implements CommandLine.IParameterExceptionHandler {

    private final Screen screen;

    UsageErrors(Screen screen) {
        this.screen = screen;
    }

    @Override
    public int handleParseException(CommandLine.ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        screen.line("trenza: " + message(error, arguments) + suggestion(error) + " (see " + name + " --help)");
        return ExitStatus.USAGE;
    }

    private static String message(CommandLine.ParameterException error, String[] arguments) {
        CommandLine.Model.CommandSpec spec = error.getCommandLine().getCommandSpec();
        if (error instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(spec, unmatched.getUnmatched().get(0), arguments);
        }
        if (error.getArgSpec() instanceof CommandLine.Model.OptionSpec option
                && isFlag(option)
                && error.getValue() != null) {
            return option.longestName() + " takes no value, but has '" + error.getValue() + "'";
        }
        String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("wrong usage");
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    /** What comes after the first one that nobody knows is likely to be its value. */
    private static String unmatched(CommandLine.Model.CommandSpec spec, String typed, String[] arguments) {
        if (typed.startsWith("-")) {
            return "unknown option '" + typed + "'";
        }
        if (!spec.subcommands().isEmpty()) {
            return "unknown command '" + typed + "'";
        }
        int at = List.of(arguments).indexOf(typed);
        CommandLine.Model.OptionSpec before = at > 0 ? spec.findOption(arguments[at - 1]) : null;
        String flag = before != null && isFlag(before) ? "; " + arguments[at - 1] + " takes no value" : "";
        return "unexpected argument '" + typed + "'" + flag;
    }

    private static boolean isFlag(CommandLine.Model.OptionSpec option) {
        return option.arity().max() == 0;
    }

    private static String suggestion(CommandLine.ParameterException error) {
        if (!(error instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return "";
        }
        String typed = unmatched.getUnmatched().get(0);
        CommandLine.Model.CommandSpec spec = error.getCommandLine().getCommandSpec();
        List<String> known = typed.startsWith("-")
                ? spec.options().stream()
                        .flatMap(option -> Stream.of(option.names()))
                        .toList()
                : List.copyOf(spec.subcommands().keySet());
        return NearestName.of(typed, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }
}
