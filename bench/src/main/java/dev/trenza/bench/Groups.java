package dev.trenza.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What there is to measure. */
final class Groups {

    private static final String RATE = "1/s";
    private static final String MICROS = "us";

    private final Path bench;
    private final Path home;

    /**
     * Of the project in this directory.
     *
     * @param root that has {@code bench} and {@code app} in it
     */
    Groups(Path root) {
        this.bench = root.resolve("bench");
        this.home = root.resolve("app/target/trenza");
    }

    List<Group> all() throws IOException, InterruptedException {
        return List.of(
                tiny(), roundTrip(), longTasks(), mixed(), payloads(), memory(), start(), commandLine(), eventLoop());
    }

    private Group tiny() throws IOException, InterruptedException {
        List<Subject> subjects = new ArrayList<>(
                List.of(more("raw-stream", RATE), more("tiny-unordered", RATE), more("tiny-ordered", RATE)));
        for (String chunk : List.of("1", "100", "1000", "10000")) {
            subjects.add(peer("executor-map-" + chunk, RATE, true, "pools.py", "executor", chunk));
        }
        for (String chunk : List.of("1000", "10000")) {
            subjects.add(peer("pool-imap-" + chunk, RATE, true, "pools.py", "imap", chunk));
        }
        for (String chunk : List.of("1", "1000")) {
            subjects.add(subject("joblib-" + chunk, RATE, true, joblib(chunk)));
        }
        subjects.add(subject("piscina", RATE, true, piscina("rate")));
        return new Group(
                "tiny",
                "x * x, 2 workers",
                subjects,
                List.of(
                        Goal.atLeast(0.5, "tiny-unordered", "raw-stream"),
                        Goal.atLeast(1500, "tiny-unordered", "executor-map-1"),
                        Goal.atLeast(
                                5, "tiny-unordered", "executor-map-100", "executor-map-1000", "executor-map-10000"),
                        Goal.atLeast(3, "tiny-unordered", "pool-imap-1000", "pool-imap-10000"),
                        Goal.atLeast(0.7, "tiny-ordered", "tiny-unordered")));
    }

    private Group roundTrip() throws IOException, InterruptedException {
        return new Group(
                "round-trip",
                "one call at a time, median",
                List.of(
                        subject("c-pipe", MICROS, false, compiled("pingpong.c")),
                        less("raw-round-trip", MICROS),
                        less("round-trip", MICROS),
                        peer("executor-submit", MICROS, false, "pools.py", "executor", "one"),
                        peer("pool-apply", MICROS, false, "pools.py", "imap", "one"),
                        subject("piscina-run", MICROS, false, piscina("one"))),
                List.of(Goal.atMost(1, "round-trip", "c-pipe")));
    }

    private static Group longTasks() {
        return new Group(
                "long-tasks",
                "share of 2 cores x time that tasks get",
                List.of(more("tasks-1ms", "%"), more("tasks-10ms", "%")),
                List.of(Goal.atLeast(97, "tasks-1ms"), Goal.atLeast(97, "tasks-10ms")));
    }

    private static Group mixed() {
        return new Group(
                "mixed",
                "tasks of 10 us, 99th percentile, alone and with one of 100 ms after every thousand",
                List.of(less("short-alone", MICROS), less("short-beside-long", MICROS)),
                List.of(Goal.atMost(2, "short-beside-long", "short-alone")));
    }

    private static Group payloads() {
        return new Group(
                "payloads",
                "arrays there and back, one worker",
                List.of(
                        more("raw-1MiB", "GB/s"),
                        more("bytes-1MiB", "GB/s"),
                        more("file-1MiB", "GB/s"),
                        more("raw-16MiB", "GB/s"),
                        more("bytes-16MiB", "GB/s"),
                        more("file-16MiB", "GB/s")),
                List.of(
                        Goal.atLeast(0.8, "bytes-1MiB", "raw-1MiB"),
                        Goal.atLeast(0.8, "bytes-16MiB", "raw-16MiB"),
                        Goal.atLeast(2, "file-1MiB", "raw-1MiB"),
                        Goal.atLeast(2, "file-16MiB", "raw-16MiB")));
    }

    private static Group memory() {
        return new Group(
                "memory",
                "the parent's heap after a collection, and what it allocates for each task",
                List.of(
                        less("memory-10k", "MB"),
                        less("memory-1M", "MB"),
                        less("memory-100M", "MB"),
                        less("allocation", "bytes")),
                List.of(
                        Goal.atMost(1.2, "memory-1M", "memory-10k"),
                        Goal.atMost(1.2, "memory-100M", "memory-10k"),
                        Goal.atMost(200, "allocation")));
    }

    private Group start() {
        return new Group(
                "start",
                "a worker from its launch until it is ready, without and with its archive; an empty JVM's whole run",
                List.of(
                        less("empty-jvm", "ms"),
                        subject("worker-ready", "ms", false, Optional.of(cold(figure("worker-ready")))),
                        subject("worker-ready-warm", "ms", false, Optional.of(warm(figure("worker-ready-warm"))))),
                List.of(
                        Goal.atMost(1.3, "worker-ready", "empty-jvm"),
                        Goal.atMost(1.3, "worker-ready-warm", "empty-jvm")));
    }

    private Group commandLine() throws IOException {
        Optional<List<String>> notebook = trenza("notebook", "process-pool");
        Optional<List<String>> help = trenza("--help");
        return new Group(
                "command-line",
                "whole programs, without and with the archives of trenza warmup; 1,000 tiny items",
                List.of(
                        timed("python-process-pool", python("process_pool.py")),
                        timed("notebook-process-pool", notebook.map(this::cold)),
                        timed("notebook-process-pool-warm", notebook.map(this::warm)),
                        timed("one-then-four-empty-jvms", Optional.of(fiveEmptyJvms())),
                        timed("help", help.map(this::cold)),
                        timed("help-warm", help.map(this::warm)),
                        timed("xargs-1000", shell("xargs", "seq 1000 | xargs -P 2 -n 1 expr 2 '*'")),
                        timed("parallel-1000", shell("parallel", "seq 1000 | parallel -j 2 expr 2 '\\*'")),
                        timed(
                                "map-1000",
                                trenza("map", "square", "-j", "2", "-a", items())
                                        .map(this::warm))),
                List.of(
                        Goal.atMost(1.5, "notebook-process-pool-warm", "python-process-pool"),
                        Goal.atMost(150, "help-warm"),
                        Goal.atMost(1, "map-1000", "parallel-1000")));
    }

    /** Without load of ours the tick tells how much others load the machine. */
    private static Group eventLoop() {
        return new Group(
                "event-loop",
                "how late a tick of 1 ms comes beside tasks that allocate, 99th percentile",
                List.of(less("tick-idle", MICROS), less("tick-threads", MICROS), less("tick-workers", MICROS)),
                List.of(Goal.atMost(0.1, "tick-workers", "tick-threads")));
    }

    private static Subject more(String name, String unit) {
        return subject(name, unit, true, Optional.of(figure(name)));
    }

    private static Subject less(String name, String unit) {
        return subject(name, unit, false, Optional.of(figure(name)));
    }

    private static List<String> figure(String name) {
        return java(Figure.class.getName(), name);
    }

    /** With the archives that bench/run has had made. */
    private List<String> warm(List<String> command) {
        return withCache("cache", command);
    }

    private List<String> cold(List<String> command) {
        return withCache("no-cache", command);
    }

    private List<String> withCache(String folder, List<String> command) {
        List<String> all = new ArrayList<>(
                List.of("env", "XDG_CACHE_HOME=" + bench.resolve("target").resolve(folder)));
        all.addAll(command);
        return all;
    }

    /** The least that five squares in four worker JVMs can take: one JVM, and then four, that do nothing. */
    private static List<String> fiveEmptyJvms() {
        String empty = "'" + String.join("' '", java(RawPipe.Child.class.getName())) + "' </dev/null";
        return List.of("/bin/sh", "-c", empty + "; for i in 1 2 3 4; do " + empty + " & done; wait");
    }

    private String items() throws IOException {
        Path items = Files.createTempFile("trenza-bench", ".items");
        items.toFile().deleteOnExit();
        Files.write(
                items,
                IntStream.rangeClosed(1, 1_000).mapToObj(Integer::toString).toList());
        return items.toString();
    }

    private static Optional<List<String>> shell(String needed, String line) {
        return program(needed).map(unused -> List.of("/bin/sh", "-c", line));
    }

    /** Where Python finds it. */
    private Optional<List<String>> joblib(String chunk) throws IOException, InterruptedException {
        Optional<List<String>> command = python("pools.py", "joblib", chunk);
        return command.isPresent() && succeeds(command.get().get(0), "-c", "import joblib")
                ? command
                : Optional.empty();
    }

    /** Where Node finds it: in NODE_PATH. */
    private Optional<List<String>> piscina(String kind) throws IOException, InterruptedException {
        Optional<Path> node = program("node");
        return node.isPresent() && succeeds(node.get().toString(), "-e", "require('piscina')")
                ? Optional.of(List.of(
                        node.get().toString(),
                        bench.resolve("peers").resolve("piscina.cjs").toString(),
                        kind))
                : Optional.empty();
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private Subject peer(String name, String unit, boolean moreIsBetter, String script, String... arguments) {
        return subject(name, unit, moreIsBetter, python(script, arguments));
    }

    private static Subject subject(String name, String unit, boolean moreIsBetter, Optional<List<String>> command) {
        return new Subject(name, unit, moreIsBetter, false, command);
    }

    private static Subject timed(String name, Optional<List<String>> command) {
        return new Subject(name, "ms", false, true, command);
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Dslf4j.internal.verbosity=ERROR", // nothing is to be logged
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return command;
    }

    private Optional<List<String>> trenza(String... arguments) {
        if (!Files.isDirectory(home)) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(
                List.of(home.resolve("../../../trenza").normalize().toString()));
        command.addAll(List.of(arguments));
        return Optional.of(command);
    }

    private Optional<List<String>> python(String script, String... arguments) {
        return program("python3").map(python -> {
            List<String> command = new ArrayList<>(List.of(
                    python.toString(), bench.resolve("peers").resolve(script).toString()));
            command.addAll(List.of(arguments));
            return command;
        });
    }

    /** A C program of the peers, compiled to a temporary file where there is a compiler. */
    private Optional<List<String>> compiled(String source) throws IOException, InterruptedException {
        Optional<Path> compiler = program("cc");
        if (compiler.isEmpty()) {
            return Optional.empty();
        }
        Path program = Files.createTempFile("trenza-bench", "");
        program.toFile().deleteOnExit();
        Process build = new ProcessBuilder(
                        compiler.get().toString(),
                        "-O2",
                        "-o",
                        program.toString(),
                        bench.resolve("peers").resolve(source).toString())
                .inheritIO()
                .start();
        return build.waitFor() == 0 ? Optional.of(List.of(program.toString())) : Optional.empty();
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The names of all groups. */
    static List<String> names(List<Group> groups) {
        return Arrays.asList(groups.stream().map(Group::name).toArray(String[]::new));
    }
}
