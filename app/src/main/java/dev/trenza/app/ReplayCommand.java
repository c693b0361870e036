package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskPath;
import dev.trenza.app.output.JsonLines;
import dev.trenza.app.run.Replay;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.process.QuarantinedItem;
import dev.trenza.core.process.WorkerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one item again that was put into quarantine. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Runs one item again that has killed its worker: alone, in a worker with the settings of that time.",
            "",
            "The item is a directory that --quarantine has made. Its result is a line on stdout, as of trenza map."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza map digest -a files.txt --quarantine bad",
            "  trenza replay bad/20261122T150102Z-digest-7-k3f",
            "  trenza replay bad/20261122T150102Z-digest-7-k3f --heap 2g --timeout 5m",
            "  trenza replay bad/20261122T150102Z-digest-7-k3f --debug 5005     wait for a debugger"
        })
final class ReplayCommand implements Callable<Integer> {

    /** A person with a debugger takes his time. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final int LARGEST_PORT = 65_535;

    private final Trenza trenza;

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Option(
            names = "--debug",
            paramLabel = "PORT",
            description = "Start the worker suspended; it goes on when a debugger attaches to this port of localhost.")
    private @Nullable Integer debugPort;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "Start the item up to N times if workers die of it (default: 1).")
    private int attempts = 1;

    @Option(
            names = "--java",
            paramLabel = "FILE",
            description = "Run the worker on this java (default: the one it had).")
    private @Nullable Path java;

    @Mixin
    private WorkerOptions worker = new WorkerOptions(Given.nothing("as it was"));

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = RunOptions.ToTimeout.class,
            description = "Stop it if it runs longer: 200ms, 20s, 2m (default: as it was, none with --debug).")
    private @Nullable Duration timeout;

    @Parameters(paramLabel = "DIR", description = "The item's directory.")
    private Path directory = Path.of("");

    ReplayCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        if (attempts < 1) {
            throw RefusedException.usage("--attempts must be >= 1, was " + attempts);
        }
        QuarantinedItem item = read();
        WorkerPool.Builder builder =
                item.pool().attempts(attempts).output(line -> trenza.screen().foreignLine(line.toString()));
        List<Path> present = presentPath(item);
        builder.taskPath(present).java(presentJava(item));
        worker.heap().ifPresent(heap -> {
            builder.heap(heap).jvmArguments("-Xmx" + heap); // the worker may have had such an argument, which counts
        });
        worker.sandbox().ifPresent(builder::sandbox);
        if (debugPort != null) {
            awaitDebugger(builder, debugPort);
        }
        if (timeout != null) {
            builder.taskTimeout(timeout);
        }
        item.hiddenArguments()
                .forEach(argument ->
                        trenza.screen().line("trenza: the worker goes without " + argument + ", which was not kept"));
        try (JsonLines results = new JsonLines(trenza.out())) {
            return new Replay(item, trenza.screen()).execute(builder, results);
        } catch (PoolUnusableException e) {
            throw RefusedException.poolUnusable(e.getMessage());
        } catch (IOException e) {
            throw RefusedException.output("the result cannot be written: " + e.getMessage());
        }
    }

    private QuarantinedItem read() {
        try {
            return QuarantinedItem.read(directory);
        } catch (QuarantinedItem.OtherVersionException e) {
            throw RefusedException.changed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw RefusedException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** A JDK is updated sooner than an item is looked at. */
    private Path presentJava(QuarantinedItem item) {
        if (java != null && !Files.isExecutable(java)) {
            throw RefusedException.usage("--java: '" + java + "' is no program; name a bin/java");
        }
        if (java == null && !Files.isExecutable(item.java())) {
            throw RefusedException.changed("the item's worker ran on '" + item.java()
                    + "', which is not there any more; name another with --java, such as that of this program: --java "
                    + Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        return java == null ? item.java() : java;
    }

    /** What is on the task path now, behind what the worker had: a jar that has moved may be found there. */
    private List<Path> presentPath(QuarantinedItem item) {
        List<Path> now = taskPath.tasks().path().entries();
        List<Path> missing = item.missingClassPath();
        if (!missing.isEmpty() && !isFound(item, now)) {
            throw RefusedException.changed("task '" + item.task() + "' is not on the task path: '" + missing.get(0)
                    + "', which its worker had, does not exist any more; name the task's jar with --task-path");
        }
        return now;
    }

    /** A task that was shipped has its classes anywhere: what was given for it is taken on trust. */
    private boolean isFound(QuarantinedItem item, List<Path> now) {
        if (!item.isNamed()) {
            return taskPath.isGiven();
        }
        List<Path> all = new ArrayList<>(now);
        item.classPath().stream().filter(Files::exists).forEach(all::add);
        return new InstalledTasks(new TaskPath(all)).named(item.task()).isPresent();
    }

    private void awaitDebugger(WorkerPool.Builder builder, int port) {
        if (port < 1 || port > LARGEST_PORT) {
            throw RefusedException.usage("--debug must be a port from 1 to " + LARGEST_PORT + ", was " + port);
        }
        builder.jvmArguments("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + port)
                .startupTimeout(PATIENCE)
                .heartbeatTimeout(PATIENCE)
                .taskTimeout(null)
                .stallTimeout(null);
        trenza.screen().line("trenza: the worker waits for a debugger on localhost:" + port + " and then goes on");
    }
}
