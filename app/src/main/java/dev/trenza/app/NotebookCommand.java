package dev.trenza.app;

import dev.trenza.app.notebook.Combined;
import dev.trenza.app.notebook.Narrator;
import dev.trenza.app.notebook.ProcessPool;
import dev.trenza.app.notebook.Processes;
import dev.trenza.app.notebook.Program;
import dev.trenza.app.notebook.TextTimeline;
import dev.trenza.app.notebook.ThreadPool;
import dev.trenza.app.notebook.Threads;
import dev.trenza.app.trace.ChromeTrace;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.task.NearestName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one of five small programs. */
@Command(
        name = "notebook",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Runs one of five small programs on concurrency and parallelism, each a few lines of Java.",
            "",
            "  threads       three threads that wait: as long as one of them, not as long as three",
            "  thread-pool   five tasks on three threads",
            "  processes     two JVMs with process numbers and exit codes of their own",
            "  process-pool  five squares on four JVMs, in the order of the numbers",
            "  combined      both strands at once, merged: waits on threads, squares in JVMs",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza notebook combined --trace              what ran when, drawn on stderr",
            "  trenza notebook combined --trace=run.json     and as a file for Perfetto",
            "  trenza notebook threads --seconds 0.5",
            "  LANG=es trenza notebook threads               en español"
        })
final class NotebookCommand implements Callable<Integer> {

    static final List<String> NAMES = List.of("threads", "thread-pool", "processes", "process-pool", "combined");

    private final Trenza trenza;

    @Parameters(paramLabel = "NAME", description = "threads, thread-pool, processes, process-pool or combined.")
    private String name = "";

    @Option(names = "--seconds", paramLabel = "N", description = "How long each task waits (default: as the original).")
    private @Nullable Double seconds;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "",
            description = "combined: draw the time line on stderr; with a file, write it there for Perfetto too.")
    private @Nullable String trace;

    NotebookCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!NAMES.contains(name)) {
            throw RefusedException.usage("no program is named '" + name + "'" + NearestName.suggestion(name, NAMES));
        }
        if (seconds != null && !(seconds >= 0 && seconds <= 3600)) {
            throw RefusedException.usage("--seconds must be from 0 to 3600, was " + seconds);
        }
        if (trace != null && !name.equals("combined")) {
            throw RefusedException.usage("--trace is for 'combined'");
        }
        try {
            runTraced();
        } catch (PoolUnusableException e) {
            throw RefusedException.poolUnusable(e.getMessage());
        } catch (IOException e) {
            throw RefusedException.output("'" + trace + "' cannot be written: " + e.getMessage());
        }
        return 0;
    }

    private void runTraced() throws InterruptedException, IOException {
        if (trace == null) {
            run(program(List.of()));
            return;
        }
        TextTimeline timeline = new TextTimeline();
        List<RunListener> listeners = new ArrayList<>(List.of(timeline));
        if (trace.isEmpty()) {
            run(program(listeners));
        } else {
            try (ChromeTrace file =
                    new ChromeTrace(Path.of(trace), stage -> stage.kind() == Stage.Kind.IO ? "thread" : "worker")) {
                listeners.add(file);
                run(program(listeners));
            }
        }
        timeline.lines().forEach(trenza.screen()::line);
    }

    private Program program(List<RunListener> listeners) {
        return switch (name) {
            case "threads" -> new Threads();
            case "thread-pool" -> new ThreadPool();
            case "processes" -> new Processes();
            case "process-pool" -> new ProcessPool();
            default -> new Combined(listeners);
        };
    }

    private void run(Program program) throws InterruptedException {
        Duration pause = seconds == null ? program.defaultPause() : Duration.ofNanos((long) (seconds * 1e9));
        program.run(new Narrator(trenza.out(), Narrator.language(System.getenv())), pause);
    }
}
