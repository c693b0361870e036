package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.catalog.TaskPath;
import dev.trenza.app.exec.JavaProgram;
import dev.trenza.app.exec.JsonOutput;
import dev.trenza.app.exec.PlainOutput;
import dev.trenza.app.exec.ProgramEnd;
import dev.trenza.app.exec.ProgramOutputs;
import dev.trenza.app.output.ResultFiles;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.run.Conduct;
import dev.trenza.app.run.Plan;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.RunSettings.Summary;
import dev.trenza.worker.program.ArgumentTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
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
            "  trenza exec --json my.jar {} ::: a b | jq .value.exit",
            "  trenza exec --retries 3 --timeout 300%% --halt soon,fail=10%% my.jar -a urls.txt",
            "",
            "What a warm JVM cannot give: a working directory for each item, and a clean slate. Static fields stay for",
            "the worker's next item, or use --fresh-classes, which is slower. A program that wants more memory or flags:",
            "--heap 1g, --jvm=-Xss4m. What it leaves running is ended with its item, or its worker is replaced.",
            "More: docs/guide-command-line.md."
        })
final class ExecCommand implements Callable<Integer> {

    private static final String TASK = "exec";

    private final Trenza trenza;

    @Mixin
    private RunOptions options = new RunOptions();

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
            ArgumentTemplate template = ArgumentTemplate.of(arguments);
            long[] index = {0};
            return DryRun.print(
                    trenza.out(),
                    items,
                    item -> Stream.concat(commandLine(program).stream(), template.fill(item, index[0]++).stream())
                            .toList());
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
                given.with(given.pools().forProgram(jvm, outputs.folder())).with(conduct()));
        PipelineFile.Stage stage = new PipelineFile.Stage(
                TaskKind.CPU, TASK, parameters(program, arguments, outputs), PipelineFile.Limits.NONE);
        Plan.StreamPlan stream =
                new Plan.StreamPlan(TASK, items.flux(), items.size(), itemOptions.keepsOrder(), List.of(stage));
        Optional<ResultFiles> results = itemOptions.results().map(ResultFiles::new);
        return new Launch(trenza.screen(), tasks, settings, Optional.empty(), Optional.empty(), nothingKept())
                .run(
                        new Plan(TASK, List.of(stream)),
                        (session, out) -> isJson
                                ? new JsonOutput(outputs, out, results)
                                : new PlainOutput(outputs, out, trenza.screen(), itemOptions.isTagged(), results));
    }

    private Recording nothingKept() {
        return new JournalOptions().recording(trenza, TASK, TASK, false, List.of());
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

    private static List<String> commandLine(JavaProgram program) {
        List<String> command = new ArrayList<>(List.of("java"));
        command.addAll(program.jvmArguments());
        command.addAll(List.of("-cp", program.joinedClassPath(), program.main()));
        return command;
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
        }
        return parameters;
    }
}
