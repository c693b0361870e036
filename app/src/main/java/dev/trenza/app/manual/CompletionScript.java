package dev.trenza.app.manual;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a shell needs to complete a command line: commands, options, and values and arguments that are words of a list. Where
 * it knows nothing the shell completes names of files. Immutable.
 *
 * <pre>{@code
 * out.print(new CompletionScript(line, Map.of("notebook", List.of("threads", "combined")), tasks).bash());
 * }</pre>
 */
public final class CompletionScript {

    /** The first argument is the name of a task, also of one on {@code --task-path}. */
    public static final String TASK = "@task";

    /** The first argument is the name of a run in this folder. */
    public static final String RUN = "@run";

    private final CommandLine line;
    private final Map<String, List<String>> arguments;
    private final List<String> tasks;

    /**
     * For a command with all its commands.
     *
     * @param arguments for each command the words that its first argument may be, or {@link #TASK} or {@link #RUN}
     * @param tasks those that are installed
     */
    public CompletionScript(CommandLine line, Map<String, List<String>> arguments, List<String> tasks) {
        this.line = line;
        this.arguments = Map.copyOf(arguments);
        this.tasks = List.copyOf(tasks);
    }

    /** For bash, from version 3 on: to be sourced. */
    public String bash() {
        return "# Completion of trenza for bash, to be sourced.\n\n" + functions() + registration();
    }

    /** For zsh: to be sourced after compinit, or to be a file of the name {@code _trenza} in a folder of fpath. */
    public String zsh() {
        return """
                #compdef trenza
                # Completion of trenza for zsh: source it after compinit, or put it into a folder of fpath as _trenza.

                autoload -U +X bashcompinit && bashcompinit

                """ + functions() + registration() + """
                # Called by zsh for the first time: this one word is still to be completed.
                if [[ ${funcstack[1]-} == _trenza ]]; then
                    _bash_complete -o default -F _trenza_complete
                fi
                """;
    }

    private static String registration() {
        return "\ncomplete -o default -F _trenza_complete trenza\n";
    }

    private String functions() {
        StringBuilder script = new StringBuilder();
        script.append("_trenza_installed_tasks='")
                .append(String.join(" ", tasks))
                .append("'\n\n");
        script.append("_trenza_describe() {\n    case $1 in\n");
        line.getSubcommands()
                .forEach((name, command) -> describe(script, name, command.getCommandSpec(), arguments.get(name)));
        describe(
                script,
                "*",
                line.getCommandSpec(),
                List.copyOf(line.getSubcommands().keySet()));
        return script.append("    esac\n}\n\n").append(resource()).toString();
    }

    private static void describe(
            StringBuilder script, String pattern, CommandSpec command, @Nullable List<String> first) {
        script.append("        ").append(pattern).append(")\n");
        script.append("            known='")
                .append(String.join(" ", options(command)))
                .append("'\n");
        script.append("            first='")
                .append(first == null ? "" : String.join("|", first))
                .append("'\n            ;;\n");
    }

    /** Each of its names; one that takes a value ends with an equals sign and the values that are known. */
    private static List<String> options(CommandSpec command) {
        List<String> options = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                for (String name : new TreeSet<>(List.of(option.names()))) {
                    options.add(isFlag(option) ? name : name + "=" + values(option));
                }
            }
        }
        return options;
    }

    private static boolean isFlag(OptionSpec option) {
        return option.arity().min() == 0 || List.of(option.auxiliaryTypes()).contains(boolean.class);
    }

    private static String values(OptionSpec option) {
        List<String> values = new ArrayList<>();
        if (option.completionCandidates() != null) {
            option.completionCandidates().forEach(values::add);
        }
        return String.join("|", values).toLowerCase(Locale.ROOT);
    }

    private static String resource() {
        try (InputStream in = CompletionScript.class.getResourceAsStream("completion.sh")) {
            if (in == null) {
                throw new IllegalStateException("'completion.sh' is missing in this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
