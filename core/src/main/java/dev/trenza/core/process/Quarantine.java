package dev.trenza.core.process;

import dev.trenza.core.RemoteException;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps items whose workers died of them, each in a private directory (mode 0700) that appears as a whole or not at all:
 *
 * <pre>
 *   20261122T150102Z-digest-7-1a2b/
 *     item.properties   what QuarantinedItem reads: index, task, settings of the worker; no value of its environment
 *     input.bin         the input as it was sent;      input.txt   for people
 *     task.bin          parameters or serialised task; task.txt    for people
 *     history.txt       a line for each death
 *     worker-1.log      what the item's first worker printed of it
 *     stack-1.txt       where System.exit was called there, or where the task was when it was stopped
 *     crash-1.log       what the JVM wrote about its own crash
 * </pre>
 *
 * <p>Called outside of any lock, on a thread that may wait for a disk. Thread-safe.
 */
final class Quarantine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int MAX_NAME = 40;

    private final WorkerPoolConfig config;

    Quarantine(WorkerPoolConfig config) {
        this.config = config;
    }

    /**
     * An item to keep.
     *
     * @param status its outcome's word
     * @param label what it is called
     * @param limits how long it might take
     * @param types patterns of what its result might be
     */
    record Case(String status, TaskDefinition task, Call call, String label, TimeLimits limits, List<String> types) {}

    /**
     * What became of it.
     *
     * @param directory that has it; {@code null} if there is none
     * @param deaths those of the item, with their reports where they are now
     * @param problem why there is no directory; empty if none was asked for
     */
    record Kept(@Nullable Path directory, List<WorkerDeath> deaths, String problem) {

        /** For the end of a message. */
        String told() {
            if (directory != null) {
                return "; kept in " + directory;
            }
            return problem.isEmpty() ? "" : "; it could not be kept: " + problem;
        }
    }

    /** Keeps an item, if this pool has a quarantine; what goes wrong is told and costs nothing else. */
    Kept keep(Case item) {
        Path root = config.quarantine();
        List<WorkerDeath> deaths = item.call().deaths;
        if (root == null) {
            return new Kept(null, deaths, "");
        }
        Path temporary = null;
        try {
            if (!Files.isDirectory(root)) { // createDirectories of Java 17 refuses a link to one
                Files.createDirectories(root);
            }
            temporary = Files.createTempDirectory(root, ".new-"); // mode 0700
            Path directory =
                    root.resolve(name(item, temporary)).toAbsolutePath().normalize();
            List<WorkerDeath> kept = copyReports(deaths, temporary, directory);
            write(item, kept, temporary);
            Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
            dropReports(deaths, kept);
            return new Kept(directory, kept, "");
        } catch (IOException | RuntimeException e) {
            if (temporary != null) {
                PoolDirectory.removeTree(temporary);
            }
            return new Kept(null, deaths, "'" + root + "' takes no directory: " + e);
        }
    }

    /** The random end of the temporary name makes it unique. */
    private static String name(Case item, Path temporary) {
        String task = item.task().name().replaceAll("[^A-Za-z0-9._-]+", "-");
        String unique = Long.toString(
                Long.parseUnsignedLong(temporary.getFileName().toString().substring(".new-".length())) & 0xFFFFFF, 36);
        return TIME.format(Instant.now()) + "-" + task.substring(0, Math.min(task.length(), MAX_NAME)) + "-"
                + item.call().position + "-" + unique;
    }

    private void write(Case item, List<WorkerDeath> deaths, Path directory) throws IOException {
        Call call = item.call();
        Files.write(directory.resolve(QuarantinedItem.INPUT), call.payload);
        Files.writeString(directory.resolve("input.txt"), item.label() + "\n" + readable(call.payload) + "\n");
        Files.write(directory.resolve(QuarantinedItem.TASK), item.task().bytes());
        Files.writeString(directory.resolve("task.txt"), describe(item.task()) + "\n");
        List<String> history = new ArrayList<>();
        for (WorkerDeath death : deaths) {
            history.add("attempt " + death.attempt() + ": " + death.description());
            String log = String.join("\n", death.lastLines());
            Files.writeString(directory.resolve("worker-" + death.attempt() + ".log"), log + "\n");
            Frame.Exiting exiting = death.exiting();
            RemoteFailure stack =
                    exiting != null ? exiting.stack() : death.attempt() == call.attempt ? call.stack : null;
            if (stack != null) {
                Files.writeString(directory.resolve("stack-" + death.attempt() + ".txt"), print(stack));
            }
        }
        Files.write(directory.resolve("history.txt"), history);
        QuarantinedItem.write(item, config, directory.resolve(QuarantinedItem.PROPERTIES)); // last: it makes it whole
    }

    private static String readable(byte[] payload) {
        try {
            Object value = ValueCodec.PLAIN.decode(payload);
            return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
        } catch (IOException | RuntimeException e) {
            return "(" + payload.length + " bytes of objects)";
        }
    }

    private static String describe(TaskDefinition task) {
        if (!task.isNamed()) {
            return task.name() + " (" + task.bytes().length + " serialised bytes)";
        }
        try {
            return task.name() + " " + task.reference().parameters();
        } catch (IOException e) {
            return task.name() + " with parameters " + Arrays.toString(task.bytes());
        }
    }

    private static String print(RemoteFailure stack) {
        RemoteException exception = Failures.exception(stack);
        StringWriter text = new StringWriter();
        if (exception != null) {
            exception.printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }

    /**
     * The reports lie where the system tidies up; here they stay. One that cannot be copied stays where it is.
     *
     * @param temporary where they are copied to
     * @param directory what that is going to be called
     * @return the deaths, with their reports where they are going to be
     */
    private static List<WorkerDeath> copyReports(List<WorkerDeath> deaths, Path temporary, Path directory) {
        List<WorkerDeath> kept = new ArrayList<>();
        for (WorkerDeath death : deaths) {
            CrashReport report = death.exit().report();
            String name = "crash-" + death.attempt() + ".log";
            boolean isCopied = !report.file().isEmpty() && copy(Path.of(report.file()), temporary.resolve(name));
            kept.add(
                    isCopied
                            ? death.withReport(
                                    new CrashReport(directory.resolve(name).toString(), report.cause()))
                            : death);
        }
        return kept;
    }

    private static boolean copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Only when the copies are where they stay, since a quarantine that fails must lose nothing. */
    private static void dropReports(List<WorkerDeath> deaths, List<WorkerDeath> kept) {
        for (int i = 0; i < deaths.size(); i++) {
            String file = deaths.get(i).exit().report().file();
            if (!file.equals(kept.get(i).exit().report().file())) {
                try {
                    Files.deleteIfExists(Path.of(file));
                } catch (IOException e) {
                    // It is there twice then, and the system tidies up.
                }
            }
        }
    }
}
