package dev.trenza.app;

import dev.trenza.app.catalog.BrokenTaskPathException;
import dev.trenza.app.input.CommandWords;
import dev.trenza.app.output.StandardOutput;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.screen.LineStream;
import dev.trenza.app.screen.Printable;
import dev.trenza.app.screen.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code trenza}: what all its commands share, and the way from an argument to an exit status. */
@Command(
        name = "trenza",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Plaits two strands into one stream of results: I/O on threads, CPU work in worker JVMs"
                    + " that may crash, hang or run out of memory without hurting anything else.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza map square 1 2 3                   three items, three JSON lines",
            "  find . -name '*.java' | trenza map digest -k --format '{value}  {}'",
            "                                            what sha256sum prints, on all processors",
            "  trenza exec gjf.jar --dry-run {} ::: *.java",
            "                                            any Java program on many items, without its start",
            "  trenza run examples/documents.yaml        a whole pipeline from a file",
            "  trenza lint examples/*.yaml               is it right? where not?",
            "  trenza tasks                              everything that can be named",
            "  trenza report results.ndjson              a page of what came of it",
            "  trenza notebook combined                  the idea in a few lines of Java",
            "  trenza doctor                             can this machine run it?",
            "  trenza new-task word-count                a project for a task of your own",
            "  trenza warmup                             start faster from now on",
            "  trenza resume                             go on where the last run ended, however it did",
            "  trenza runs                               what has been run here",
            "  trenza replay quarantine/2026...          what killed its workers, once more and alone",
            "  trenza drill                              do the guarantees hold here?",
            "",
            "Results go to stdout, everything for the eyes to stderr. Exit status: 0 all succeeded,",
            "1 some items failed, 2 wrong usage or pipeline file, 3 halted by --halt, 65 what would be",
            "resumed has changed, 70 a defect of trenza, 71 workers cannot start, 74 output cannot be",
            "written, 75 another run writes the journal, 124 the run took too long, 130 interrupted,",
            "141 the reader of stdout has gone, 143 terminated."
        })
final class Trenza implements Runnable {

    private static final int LENGTH = 600;

    private final Screen screen;
    private final PrintStream out;
    private final List<String> arguments;
    private final Optional<Resumption> resumption;
    private final Optional<List<String>> items;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more on stderr: worker starts and ends; twice for everything.")
    private boolean[] verbosity = {};

    @Option(
            names = "--debug",
            description = "Show the stack of an internal error; before the command, or TRENZA_DEBUG=1.")
    private boolean debug;

    /** Set by picocli. */
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private Trenza(
            PrintStream out,
            Screen screen,
            List<String> arguments,
            Optional<Resumption> resumption,
            Optional<List<String>> items) {
        this.items = items;
        this.out = out;
        this.screen = screen;
        this.arguments = arguments;
        this.resumption = resumption;
    }

    /** Runs the command and exits with its status. */
    public static void main(String[] arguments) {
        Screen screen = new Screen(new FileOutputStream(FileDescriptor.err), Boolean.getBoolean("trenza.tty"));
        // Whatever a library prints on stderr must come in whole lines too.
        System.setErr(new PrintStream(new LineStream(screen::line), true, StandardCharsets.UTF_8));
        System.exit(execute(new PrintStream(new StandardOutput(), false, StandardCharsets.UTF_8), screen, arguments));
    }

    static int execute(PrintStream out, Screen screen, String... arguments) {
        return execute(out, screen, Optional.empty(), arguments);
    }

    /** The same for a command line of an earlier day, whose run is to go on. */
    static int execute(PrintStream out, Screen screen, Optional<Resumption> resumption, String... arguments) {
        CommandWords given;
        try {
            given = CommandWords.of(arguments);
        } catch (IllegalArgumentException e) {
            screen.line("trenza: " + e.getMessage());
            return ExitStatus.USAGE;
        }
        Trenza trenza = new Trenza(out, screen, List.of(arguments), resumption, given.items());
        return execute(trenza, out, screen, given.words());
    }

    private static int execute(Trenza trenza, PrintStream out, Screen screen, List<String> words) {
        String[] arguments = words.toArray(String[]::new);
        CommandLine line = new Commands(trenza)
                .addTo(new CommandLine(trenza), arguments)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(new LineStream(screen::line), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours()))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors(screen))
                .setExecutionStrategy(trenza::execute)
                .setExecutionExceptionHandler(trenza::explain);
        try {
            return line.execute(arguments);
        } catch (LinkageError | VirtualMachineError e) { // What picocli does not catch.
            return trenza.explain(e);
        } finally {
            out.flush();
        }
    }

    /** picocli would ask the console, which is none as soon as stdin is redirected. */
    private static Ansi colours() {
        return isColoured() ? Ansi.ON : Ansi.OFF;
    }

    /** Whether what goes to stdout may be coloured. */
    static boolean isColoured() {
        return Boolean.getBoolean("trenza.stdout.tty")
                && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
    }

    private int execute(CommandLine.ParseResult parsed) {
        if (verbosity.length > 0) {
            System.setProperty(LogSetup.LEVEL, verbosity.length > 1 ? "DEBUG" : "INFO");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Without a command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        Objects.requireNonNull(spec, "spec").commandLine().usage(out);
    }

    private int explain(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
        if (error instanceof RefusedException refused) {
            refused.lines().forEach(screen::line);
            return refused.status();
        }
        if (error instanceof BrokenTaskPathException broken) {
            screen.line("trenza: " + Printable.oneLine(String.valueOf(broken.getMessage()), LENGTH));
            return ExitStatus.USAGE;
        }
        return explain(error);
    }

    private int explain(Throwable defect) {
        screen.line("trenza: internal error: " + Printable.oneLine(defect.toString(), LENGTH));
        if (debug || !System.getenv().getOrDefault("TRENZA_DEBUG", "").isEmpty()) {
            defect.printStackTrace(System.err);
        } else {
            screen.line("trenza: this is a defect; run it again with TRENZA_DEBUG=1 for the stack, and report both");
        }
        return ExitStatus.INTERNAL;
    }

    /** The whole command line. */
    List<String> arguments() {
        return arguments;
    }

    /** The run that this command line is to go on with, if it was not typed. */
    Optional<Resumption> resumption() {
        return resumption;
    }

    /** What stands behind {@code :::}; empty if that is not there. */
    Optional<List<String>> items() {
        return items;
    }

    /** Where results and tables go. */
    PrintStream out() {
        return out;
    }

    /** Where everything for the eyes goes. */
    Screen screen() {
        return screen;
    }
}
