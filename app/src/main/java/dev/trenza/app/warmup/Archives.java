package dev.trenza.app.warmup;

import dev.trenza.core.process.WorkerArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Both archives of this installation: the command's and the workers'. Immutable. */
public final class Archives {

    private final Optional<CommandArchive> command;
    private final Optional<WorkerArchive> worker;

    private Archives(Optional<CommandArchive> command, Optional<WorkerArchive> worker) {
        this.command = command;
        this.worker = worker;
    }

    /** Those of this installation and this JDK; each may not be there, or not be possible. */
    public static Archives ofThisInstallation() {
        return new Archives(CommandArchive.ofThisInstallation(), WorkerArchive.of(CommandArchive.java()));
    }

    /** Why none can be made; empty if that of the workers can. */
    public Optional<String> obstacle() {
        return worker.isEmpty()
                ? Optional.of("neither XDG_CACHE_HOME nor HOME names a directory for them, or the worker's classes are"
                        + " not in a jar")
                : Optional.empty();
    }

    /**
     * Makes those that are possible.
     *
     * @param rehearsal the class whose main does what the command does
     * @param help arguments of a command that does little
     * @param main the class of the command
     * @return what was made, and what it brings, a line for each
     * @throws IOException if one cannot be made
     */
    public List<String> make(Class<?> rehearsal, Class<?> main, String... help) throws IOException {
        // First: the rehearsal of the command starts workers.
        List<String> made = new ArrayList<>(makeWorker(worker.orElseThrow()));
        if (command.isPresent()) {
            made.addAll(0, makeCommand(command.get(), rehearsal, main, help));
        } else {
            made.add("command  none: only bin/trenza of an installation can start with one");
        }
        return List.copyOf(made);
    }

    private static List<String> makeWorker(WorkerArchive archive) throws IOException {
        Files.deleteIfExists(archive.file());
        double before = StartTimes.ofWorker();
        archive.make();
        return List.of(
                "worker   " + size(archive.file()) + "  " + archive.file(),
                "         ready: " + StartTimes.change(before, StartTimes.ofWorker()));
    }

    private static List<String> makeCommand(CommandArchive archive, Class<?> rehearsal, Class<?> main, String... help)
            throws IOException {
        double before = StartTimes.ofCommand(() -> archive.command(false, main.getName(), help));
        archive.make(rehearsal);
        double now = StartTimes.ofCommand(() -> archive.command(true, main.getName(), help));
        return List.of(
                "command  " + size(archive.file()) + "  " + archive.file(),
                "         trenza " + String.join(" ", help) + ": " + StartTimes.change(before, now));
    }

    private static String size(Path file) throws IOException {
        return String.format(Locale.ROOT, "%.1f MB", Files.size(file) / 1e6);
    }

    /**
     * Removes both.
     *
     * @return those that were there
     * @throws IOException if one cannot be removed
     */
    public List<Path> remove() throws IOException {
        List<Path> removed = new ArrayList<>();
        for (Path file : files()) {
            if (Files.deleteIfExists(file)) {
                removed.add(file);
            }
        }
        return removed;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        command.map(CommandArchive::file).ifPresent(files::add);
        worker.map(WorkerArchive::file).ifPresent(files::add);
        return files;
    }

    /** Whether both are there and the command was started with its own. */
    public boolean areInUse() {
        return command.filter(CommandArchive::isInUse).isPresent()
                && worker.filter(WorkerArchive::isThere).isPresent();
    }

    /** What there is and what is used, in one line. */
    public String describe() {
        String ofCommand = command.map(
                        made -> made.isInUse() ? "in use" : made.isThere() ? "made, but out of date" : "not made")
                .orElse("not possible");
        String ofWorker = worker.map(made -> made.isThere() ? "in use" : "not made for this JDK and jar")
                .orElse("not possible");
        return "command: " + ofCommand + "; workers: " + ofWorker;
    }
}
