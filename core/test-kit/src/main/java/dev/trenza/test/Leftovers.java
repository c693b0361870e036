package dev.trenza.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The processes, threads and file descriptors that there were at one moment, to tell later ones from. Immutable.
 *
 * <p>Not told are threads and descriptors that stay for good reason: those of Reactor's shared schedulers, of the common
 * pool, of the JVM itself, and the jars that classes were loaded from.
 */
final class Leftovers {

    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final List<String> SHARED_THREADS = List.of(
            "parallel-",
            "boundedElastic-",
            "loomBoundedElastic-",
            "single-",
            "ForkJoinPool",
            "VirtualThread-unparker",
            "CompletableFutureDelayScheduler",
            "process reaper",
            "Attach Listener",
            "junit-",
            "surefire-");

    private static final Set<String> THREAD_GROUPS_OF_THE_JVM = Set.of("system", "InnocuousThreadGroup");

    private static final List<String> SHARED_FILES =
            List.of("/proc/", "/sys/", "/dev/random", "/dev/urandom", System.getProperty("java.home"));

    private final Set<ProcessHandle> processes;
    private final Set<Thread> threads;
    private final Map<String, String> descriptors;
    private final List<String> ignoredThreads;

    private Leftovers(List<String> ignoredThreads) {
        this.processes = new HashSet<>(processes());
        this.threads = new HashSet<>(threads().keySet());
        this.descriptors = descriptors();
        this.ignoredThreads = ignoredThreads;
    }

    /** What there is now. */
    static Leftovers since(List<String> ignoredThreads) {
        openWhatTheJdkKeeps();
        return new Leftovers(ignoredThreads);
    }

    /** The first channel of a JVM opens a socket that stays; it is nobody's leftover. */
    private static void openWhatTheJdkKeeps() {
        try (FileChannel file = FileChannel.open(Path.of("/dev/null"));
                SocketChannel socket = SocketChannel.open()) {
            if (!file.isOpen() || !socket.isOpen()) {
                throw new IllegalStateException("a channel that was opened is closed");
            }
        } catch (IOException e) {
            // No such file, or no sockets here: then none stays.
            return;
        }
    }

    /**
     * Waits until nothing is there that was not there before.
     *
     * @throws AssertionError names what is still there when the patience is over, and what to do; its processes are killed
     */
    void requireNone(String who, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> left = left();
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            left = left();
        }
        if (!left.isEmpty()) {
            newProcesses().forEach(ProcessHandle::destroyForcibly);
            throw new AssertionError(
                    who + " left behind, " + patience.toSeconds() + " s after its end:\n" + String.join("\n", left));
        }
    }

    private List<String> left() {
        List<String> left = new ArrayList<>();
        newProcesses()
                .forEach(
                        process -> left.add(
                                "- process " + process.pid() + ": "
                                        + process.info().commandLine().orElse("(its command cannot be told)")
                                        + "\n  Close the pool that started it, or destroy what the test has started. It was killed now."));
        newThreads()
                .forEach((thread, stack) -> left.add("- thread '" + thread.getName() + "', " + thread.getState()
                        + stack
                        + "\n  Close the pool, shut down the executor or dispose of the scheduler that started it."));
        newDescriptors()
                .forEach((number, target) -> left.add("- file descriptor " + number + " -> " + target
                        + "\n  Close the stream, channel, socket or process that holds it."));
        return left;
    }

    private List<ProcessHandle> newProcesses() {
        return processes().stream()
                .filter(process -> !processes.contains(process))
                .toList();
    }

    private Map<Thread, String> newThreads() {
        Map<Thread, String> found = new HashMap<>();
        threads().forEach((thread, stack) -> {
            if (!threads.contains(thread) && !isShared(thread)) {
                found.put(
                        thread,
                        Stream.of(stack).map(element -> "\n    at " + element).reduce("", String::concat));
            }
        });
        return found;
    }

    private boolean isShared(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null // it has ended meanwhile
                || THREAD_GROUPS_OF_THE_JVM.contains(group.getName())
                || Stream.concat(SHARED_THREADS.stream(), ignoredThreads.stream())
                        .anyMatch(thread.getName()::startsWith);
    }

    private Map<String, String> newDescriptors() {
        Map<String, String> found = descriptors();
        found.entrySet()
                .removeIf(entry -> entry.getValue().equals(descriptors.get(entry.getKey()))
                        || entry.getValue().endsWith(".jar")
                        || SHARED_FILES.stream().anyMatch(entry.getValue()::startsWith));
        return found;
    }

    // What there is

    private static List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(Leftovers::isRunning)
                .toList();
    }

    /** A process that nobody has waited for yet is dead all the same. */
    private static boolean isRunning(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return process.isAlive(); // no such process any more, or no /proc here
        }
    }

    private static Map<Thread, StackTraceElement[]> threads() {
        return Thread.getAllStackTraces();
    }

    /** Numbers and targets; none where the system does not tell. */
    private static Map<String, String> descriptors() {
        Map<String, String> found = new HashMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return found;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path link : links) {
                target(link).ifPresent(target -> found.put(link.getFileName().toString(), target));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file descriptors of this JVM cannot be listed", e);
        }
        return found;
    }

    private static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty(); // it is closed by now
        }
    }
}
