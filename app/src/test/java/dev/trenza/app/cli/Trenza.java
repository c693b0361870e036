package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The command as users start it: a process of its own from the assembled home. What it leaves behind is noticed: its
 * workers are those processes that it had as children at any time.
 */
final class Trenza implements AutoCloseable {

    static final Path ROOT =
            Path.of(System.getProperty("trenza.root", "..")).toAbsolutePath().normalize();
    static final Path HOSTILE_TASKS = ROOT.resolve("examples/hostile-tasks/target/hostile-tasks.jar");

    private static final Path HOME = Path.of(
            System.getProperty("trenza.home", ROOT.resolve("app/target/trenza").toString()));
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();
    private final List<Thread> readers;

    /** Whether the launcher script of this checkout starts what is tested here, and not the result of another build. */
    static boolean isHomeOfTheScript() {
        return HOME.toAbsolutePath().normalize().equals(ROOT.resolve("app/target/trenza"));
    }

    /** How the command ended. */
    record Result(int status, List<String> out, List<String> err) {}

    private Trenza(ProcessBuilder builder) throws IOException {
        process = builder.start();
        readers = List.of(reader(process.getInputStream(), out), reader(process.getErrorStream(), err));
    }

    /** Runs the command to its end, without input. */
    static Result run(String... arguments) throws Exception {
        return in(Path.of("").toAbsolutePath(), arguments);
    }

    /** Runs the command in a folder. */
    static Result in(Path folder, String... arguments) throws Exception {
        try (Trenza trenza = start(folder, Map.of(), arguments)) {
            trenza.process.getOutputStream().close();
            return trenza.end();
        }
    }

    static Trenza start(String... arguments) throws IOException {
        return start(Path.of("").toAbsolutePath(), Map.of(), arguments);
    }

    static Trenza start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).directory(folder.toFile());
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.putIfAbsent("LC_ALL", "C.UTF-8");
        builder.environment().putAll(variables);
        return new Trenza(builder);
    }

    /** The command line, for tests that need a shell around it. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What these processes run counts for the coverage of the build.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xshare:auto",
                // These processes end before the better of the two compilers could pay for itself.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Dtrenza.home=" + HOME,
                "-Dtrenza.task.path=" + HOME.resolve("tasks"),
                "-cp",
                HOME.resolve("lib") + "/*",
                "dev.trenza.app.Trenza"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Thread reader(InputStream in, List<String> lines) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Types lines. */
    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    List<String> out() {
        return out;
    }

    List<String> err() {
        return err;
    }

    /** Waits for a line of stdout. */
    void awaitOut(String part) {
        await().atMost(PATIENCE).until(() -> note() && out.stream().anyMatch(line -> line.contains(part)));
    }

    /** Waits for a line of stderr. */
    void awaitErr(String part) {
        await().atMost(PATIENCE).until(() -> note() && err.stream().anyMatch(line -> line.contains(part)));
    }

    /** Waits for workers, and returns them. */
    List<ProcessHandle> awaitWorkers(int count) {
        await().atMost(PATIENCE).until(() -> note() && workers().size() >= count);
        return workers();
    }

    /** The worker JVMs that are alive now. */
    List<ProcessHandle> workers() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }

    private boolean note() {
        process.descendants().forEach(children::add);
        return true;
    }

    /** Sends a signal: {@code INT}. */
    void signal(String name) throws Exception {
        note();
        send(process.pid(), name);
    }

    static void send(long pid, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Waits for the end, and for that of all its children. */
    Result end() throws Exception {
        await().atMost(PATIENCE).until(() -> note() && !process.isAlive());
        int status = process.waitFor();
        for (Thread reader : readers) {
            reader.join(TimeUnit.SECONDS.toMillis(10));
        }
        awaitNoChildren(Duration.ofSeconds(5));
        return new Result(status, List.copyOf(out), List.copyOf(err));
    }

    /** Nothing may outlive the command for longer than this. */
    void awaitNoChildren(Duration limit) {
        await().atMost(limit)
                .untilAsserted(() -> assertThat(children).as("left behind").noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
