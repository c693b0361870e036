package dev.trenza.app.doctor;

import dev.trenza.app.arguments.Size;
import dev.trenza.core.process.Cgroup;
import dev.trenza.core.process.LaunchTools;
import dev.trenza.core.process.MemoryBudget;
import dev.trenza.core.process.Sandbox;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.process.WorkerPoolConfig;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What this program needs of the operating system. */
final class Machine {

    private static final Path PROC = Path.of("/proc");
    private static final Pattern NUMBER = Pattern.compile("(\\d+)");
    private static final long FEW_DESCRIPTORS = 1024;
    private static final long LITTLE_MEMORY = 512L << 20;

    private final Cgroup cgroup;
    private final OptionalLong heap;

    /**
     * Looks at the machine for such workers.
     *
     * @param heap of each worker; empty for its share of the machine
     */
    Machine(Cgroup cgroup, OptionalLong heap) {
        this.cgroup = cgroup;
        this.heap = heap;
    }

    List<Finding> examine() {
        return Stream.of(java(), processors(), memory(), shares(), shell(), sandbox(), descriptors(), locale())
                .toList();
    }

    private static Finding java() {
        return Finding.well(
                "Java",
                Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("java.home"));
    }

    private Finding processors() {
        int visible = Runtime.getRuntime().availableProcessors();
        String limit = cgroup.processors()
                .map(count -> String.format(Locale.ROOT, "; the cgroup grants %.1f", count))
                .orElse("");
        return Finding.well("processors", visible + " visible to Java, so many workers by default" + limit);
    }

    private Finding memory() {
        OptionalLong machine = procNumber("meminfo", "MemTotal:", 1024);
        String total = machine.isPresent() ? Size.describe(machine.getAsLong()) + " in this machine" : "unknown";
        OptionalLong limit = cgroup.memory();
        String granted = limit.isPresent() ? "; the cgroup grants " + Size.describe(limit.getAsLong()) : "";
        String own = "; the heap of this JVM may grow to "
                + Size.describe(Runtime.getRuntime().maxMemory());
        boolean isEnough = limit.orElse(machine.orElse(Long.MAX_VALUE)) >= LITTLE_MEMORY;
        return Finding.unless(
                isEnough,
                "memory",
                total + granted + own,
                "run few workers with small heaps: --jobs 1 --heap 64m, or grant more memory");
    }

    private Finding shares() {
        WorkerPool.Builder builder = WorkerPool.builder();
        heap.ifPresent(builder::heap);
        WorkerPoolConfig config = builder.settings();
        String each = config.heapBytes() == 0 ? "what the JVM takes" : Size.describe(config.heapBytes());
        Optional<String> problem =
                MemoryBudget.ofThisProcess().flatMap(budget -> budget.overCommitment(List.of(config)));
        return Finding.unless(
                problem.isEmpty(),
                "share",
                "of each of " + config.workers() + " workers: heap " + each + ", processors " + config.processors()
                        + problem.map(line -> "; " + line).orElse(""),
                "the least is --jobs 1 --heap 64m");
    }

    private static Finding shell() {
        boolean hasShell = Files.isExecutable(Path.of("/bin/sh"));
        boolean hasDescriptors = Files.isDirectory(Path.of("/dev/fd"));
        String detail = (hasShell ? "/bin/sh" : "no /bin/sh") + (hasDescriptors ? ", /dev/fd" : ", no /dev/fd");
        return hasShell && hasDescriptors
                ? Finding.well("channel", detail)
                : Finding.ill(
                        "channel",
                        detail,
                        "workers talk over file descriptors 3 and 4: a POSIX system with both is needed");
    }

    /** Tries each tool; one that isolates is enough. */
    private static Finding sandbox() {
        List<String> problems = new ArrayList<>();
        List<String> isolating = new ArrayList<>();
        for (LaunchTools tools : LaunchTools.find().isolators()) {
            Optional<String> problem = tools.problemOf(Sandbox.isolated());
            problem.ifPresentOrElse(problems::add, () -> isolating.add(tools.isolator()));
        }
        if (!isolating.isEmpty()) {
            return Finding.well("sandbox", "--sandbox isolates tasks, by " + String.join(" or ", isolating));
        }
        return Finding.doubtful(
                "sandbox",
                "--sandbox cannot be had: "
                        + (problems.isEmpty()
                                ? "neither bwrap, nor both unshare and setpriv, are on the PATH"
                                : String.join("; ", problems)),
                "tasks have all your rights; install bubblewrap, or allow user namespaces");
    }

    private static Finding descriptors() {
        OptionalLong limit = procNumber("self/limits", "Max open files", 1);
        if (limit.isEmpty()) {
            return Finding.well("descriptors", "limit unknown");
        }
        return Finding.unless(
                limit.getAsLong() >= FEW_DESCRIPTORS,
                "descriptors",
                limit.getAsLong() + " open files at most",
                "a worker needs 5, each I/O job a few: raise the limit with ulimit -n 4096");
    }

    private static Finding locale() {
        String names =
                System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
        return Finding.unless(
                names.equalsIgnoreCase("UTF-8"),
                "locale",
                "file names are " + names + ", language " + Locale.getDefault().toLanguageTag(),
                "names outside ASCII cannot be opened: set LC_ALL=C.UTF-8");
    }

    /** The first number of a line of a file of /proc. */
    private static OptionalLong procNumber(String file, String start, long unit) {
        try (Stream<String> lines = Files.lines(PROC.resolve(file))) {
            Optional<Matcher> number = lines.filter(line -> line.startsWith(start))
                    .map(NUMBER::matcher)
                    .filter(Matcher::find)
                    .findFirst();
            return number.stream()
                    .mapToLong(found -> Long.parseLong(found.group(1)) * unit)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // Not Linux: unknown.
        }
    }
}
