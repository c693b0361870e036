package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.catalog.TaskPath;
import dev.trenza.app.exec.FollowedOutput;
import dev.trenza.app.exec.JavaProgram;
import dev.trenza.app.exec.JsonOutput;
import dev.trenza.app.exec.PlainOutput;
import dev.trenza.app.exec.ProgramEnd;
import dev.trenza.app.exec.ProgramOutputs;
import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ResultFiles;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.run.Conduct;
import dev.trenza.app.run.Plan;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.RunSettings.Summary;
import dev.trenza.worker.program.ArgumentTemplate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an existing Java program once for each item, in worker JVMs that stay warm. */
@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        customSynopsis = {
            "trenza exec [OPTIONS] JAR [ARG...] ::: ITEM...",
            "trenza exec [OPTIONS] -cp PATH MAIN [ARG...] ::: ITEM..."
        },
        description = {
            "Runs any Java program that has a main once for each item, as GNU parallel runs commands, but without"
                    + " starting a JVM each time: the workers keep the program's classes, and its code gets fast.",
            "",
            "Items are what follows ':::', or the lines of a file (-a), or of stdin. In the arguments {} is the item,"
                    + " {.} without its extension, {/} its name, {//} its folder, {/.} its name without extension, {#}"
                    + " its number; without any of them the item is the last argument. Options of trenza stand before"
                    + " the program; all behind it is the program's.",
            "",
            "Each item's output comes in one piece: its stdout, then its stderr. What ends the program, ends the item:"
                    + " System.exit, an uncaught exception (status 1), the end of its last thread. An item fails if its"
                    + " status is not 0; its worker goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza exec google-java-format.jar --replace {} ::: src/*.java",
            "  find . -name '*.java' -print0 | trenza exec -0 -k --tag checkstyle.jar -c style.xml {}",
            "  trenza exec -cp 'lib/*' com.example.Convert --to out/{/.}.pdf {} ::: *.docx",
            "  trenza exec --stdin {} my.jar - ::: *.txt         the item's stdin is the file of that name",
            "  trenza exec --workdir {//} my.jar {/} ::: */pom.xml             each in the folder of its file",
            "  trenza exec --json my.jar {} ::: a b | jq .value.exit",
            "  trenza exec -a urls.txt --retries 3 --timeout 300%% --halt soon,fail=10%% my.jar",
            "  trenza exec -a files.txt --resume --joblog log my.jar {}        again and again, until all is done",
            "",
            "What a warm JVM cannot give is a clean slate: static fields stay for the worker's next item, or use",
            "--fresh-classes, which is slower. A program that wants more memory or flags: --heap 1g, --jvm=-Xss4m. What",
            "it leaves running is ended with its item, or its worker is replaced.",
            "More: docs/guide-command-line.md."
        })
final class ExecCommand implements Callable<Integer> {

    private static final String VERB = "exec";
    private static final String TASK = "exec";

    private final Trenza trenza;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private JournalOptions journal = new JournalOptions();

    @Mixin
    private ItemOptions itemOptions = new ItemOptions();

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "Jars and folders of the program, joined by ':'; 'lib/*' for all jars of a folder. The first"
                    + " argument is then its main class.")
    private @Nullable String classPath;

    @Option(
            names = "--main",
            paramLabel = "CLASS",
            description = "The class with the main, if it is not the one that the manifest of the jar names.")
    private @Nullable String main;

    @Option(
            names = "--stdin",
            paramLabel = "FILE",
            description = "The file that is an item's stdin: --stdin {}. Otherwise there is nothing to read.")
    private @Nullable String stdin;

    @Option(
            names = {"--workdir", "--wd"},
            paramLabel = "DIR",
            description =
                    "The directory in which an item runs: --workdir {//} is the item's own. Arguments stay as they"
                            + " are; what options of trenza name is found from here. A worker serves one directory.")
    private @Nullable String workdir;

    @Option(
            names = "--jvm",
            paramLabel = "ARG",
            description = "An argument for the worker JVMs, attached by '=': --jvm=-Xss4m. May be repeated.")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(names = "--fresh-classes", description = "Load the program anew for each item.")
    private boolean hasFreshClasses;

    @Option(
            names = "--max-output",
            paramLabel = "SIZE",
            converter = ItemOptions.ToSize.class,
            description = "Of each of an item's two streams; what is more is dropped (default: 64m).")
    private long maxOutput = 64L << 20;

    @Option(names = "--json", description = "A JSON line for each item, with exit, stdout and stderr.")
    private boolean isJson;

    @Parameters(
            paramLabel = "PROGRAM",
            arity = "0..*",
            description = "A jar, or a main class with -cp; then the program's arguments.")
    private List<String> words = new ArrayList<>();

    ExecCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        JavaProgram program = program();
        List<String> arguments = arguments();
        InstalledTasks tasks = new InstalledTasks(TaskPath.installed());
        MapItems items = itemOptions.items(trenza, tasks, List.of());
        if (itemOptions.isDryRun()) {
            return DryRun.print(
                    trenza.out(), trenza.screen(), items, (item, index) -> command(program, arguments, item, index));
        }
        try (ProgramOutputs outputs = ProgramOutputs.create()) {
            return run(program, arguments, tasks, items, outputs);
        } catch (IOException e) {
            throw RefusedException.output("what items print cannot be kept: " + e);
        }
    }

    private int run(
            JavaProgram program, List<String> arguments, InstalledTasks tasks, MapItems items, ProgramOutputs outputs) {
        RunSettings given = options.settingsWithPercent(
                Summary.NONE, OptionalInt.empty(), tasks.path().entries());
        List<String> jvm = Stream.concat(program.jvmArguments().stream(), jvmArguments.stream())
                .toList();
        RunSettings settings = itemOptions.shown(
                given.with(given.pools().forProgram(jvm, outputs.folder(), Optional.ofNullable(workdir)))
                        .with(conduct()));
        PipelineFile.Stage stage = new PipelineFile.Stage(
                TaskKind.CPU, TASK, parameters(program, arguments, outputs), PipelineFile.Limits.NONE);
        Plan.StreamPlan stream = new Plan.StreamPlan(
                        TASK, items.flux(), items.size(), itemOptions.keepsOrder(), List.of(stage))
                .withCounting(items.counting());
        Recording recording = recording(program)
                .withCommands(outcome -> command(program, arguments, String.valueOf(outcome.origin()), outcome.seq()));
        return new Launch(trenza.screen(), tasks, settings, Optional.empty(), Optional.empty(), recording)
                .run(new Plan(program.name(), List.of(stream)), (session, out) -> output(session, out, outputs));
    }

    private OutcomeFormat output(Recording.Session session, OutputStream stdout, ProgramOutputs outputs) {
        Function<OutputStream, OutcomeFormat> format =
                out -> isJson ? new JsonOutput(outputs, out) : new PlainOutput(outputs, out, itemOptions.isTagged());
        return new FollowedOutput(
                outputs,
                session.isPlain() ? format.apply(stdout) : session.results(stdout, format),
                isJson ? OutputStream.nullOutputStream() : trenza.screen().raw(),
                itemOptions.isTagged(),
                itemOptions.results().map(ResultFiles::new));
    }

    private Recording recording(JavaProgram program) {
        Recording recording = journal.recording(trenza, VERB, program.name(), false, List.of());
        try {
            return recording.isKept() ? recording.withSources(definition(program)) : recording;
        } catch (IOException e) {
            throw RefusedException.usage("the program cannot be read: " + e.getMessage());
        }
    }

    /** What makes the results what they are, beyond what the stage says of the program. */
    private List<String> definition(JavaProgram program) throws IOException {
        List<String> lines = new ArrayList<>(program.fingerprints());
        Stream.concat(program.jvmArguments().stream(), jvmArguments.stream())
                .filter(argument -> !argument.startsWith("-X")) // How much memory is nobody's business but today's.
                .forEach(argument -> lines.add("jvm " + argument));
        if (workdir != null) {
            lines.add("workdir " + workdir);
        }
        if (isJson) {
            lines.add("format json");
        } else if (itemOptions.isTagged()) {
            lines.add("format tagged");
        }
        return lines;
    }

    private Conduct conduct() {
        if (isJson && itemOptions.isTagged()) {
            throw RefusedException.usage("--tag is of no use with --json: a JSON line names its item");
        }
        Conduct conduct = itemOptions.conduct(options.timeoutPercent());
        ProgramEnd end = new ProgramEnd(trenza.screen());
        return new Conduct(
                conduct.pacing(),
                conduct.timeoutPercent(),
                conduct.halt(),
                OptionalInt.of(itemOptions.attempts().orElse(1)),
                Optional.of(end::read));
    }

    // The program

    private JavaProgram program() {
        if (words.isEmpty()) {
            throw RefusedException.usage("which program? trenza exec JAR [ARG...] ::: ITEM..., or trenza exec -cp PATH"
                    + " MAIN [ARG...] ::: ITEM... (see trenza exec --help)");
        }
        String first = words.get(0);
        try {
            if (classPath != null) {
                return JavaProgram.ofClassPath(classPath, main == null ? first : main);
            }
            if (!first.endsWith(".jar") && !Path.of(first).toFile().isFile()) {
                throw new IllegalArgumentException(
                        "'" + first + "' is no jar; a main class needs its class path: -cp PATH " + first);
            }
            return JavaProgram.ofJar(Path.of(first), main);
        } catch (IllegalArgumentException e) {
            throw RefusedException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Without a replacement string the item is the last argument, as with GNU parallel. */
    private List<String> arguments() {
        boolean isProgramFirst = classPath == null || main == null;
        List<String> arguments = new ArrayList<>(words.subList(isProgramFirst ? 1 : 0, words.size()));
        boolean hasItem = Stream.concat(arguments.stream(), Optional.ofNullable(stdin).stream())
                .anyMatch(ArgumentTemplate::isIn);
        if (!hasItem) {
            arguments.add("{}");
        }
        return arguments;
    }

    /** What a shell would be told to run a JVM for this item. */
    private String command(JavaProgram program, List<String> arguments, String item, long index) {
        List<String> words = new ArrayList<>(List.of("java"));
        words.addAll(program.jvmArguments());
        words.addAll(jvmArguments);
        words.addAll(List.of("-cp", program.joinedClassPath(), program.main()));
        words.addAll(ArgumentTemplate.of(arguments).fill(item, index));
        String line = DryRun.line(words);
        if (stdin != null) {
            String file = ArgumentTemplate.fill(stdin, item, index);
            line += " <" + DryRun.quoted(workdir == null ? file : here(file));
        }
        return workdir == null
                ? line
                : "cd " + DryRun.quoted(here(ArgumentTemplate.fill(workdir, item, index))) + " && " + line;
    }

    /** What an option names is found from where the command was given, whatever directory an item runs in. */
    private static String here(String path) {
        return Path.of("").toAbsolutePath().resolve(path).normalize().toString();
    }

    private Map<String, Object> parameters(JavaProgram program, List<String> arguments, ProgramOutputs outputs) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("class-path", program.joinedClassPath());
        parameters.put("main", program.main());
        parameters.put("args", arguments);
        parameters.put("results", outputs.folder().toString());
        parameters.put("fresh-classes", hasFreshClasses);
        parameters.put("max-output", Long.toString(maxOutput));
        if (stdin != null) {
            parameters.put("stdin", stdin);
            parameters.put("stdin-from", here(""));
        }
        return parameters;
    }
}
