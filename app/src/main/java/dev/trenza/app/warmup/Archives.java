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

    /** Why none can be made; empty if they can. */
    public Optional<String> obstacle() {
        if (command.isEmpty()) {
            return Optional.of("this program was not started by the trenza script, or neither XDG_CACHE_HOME nor HOME"
                    + " names a directory for the archives");
        }
        return worker.isEmpty() ? Optional.of("the worker's classes are not in a jar") : Optional.empty();
    }

    /**
     * Makes both.
     *
     * @param rehearsal the class whose main does what the command does
     * @param help arguments of a command that does little
     * @param main the class of the command
     * @return what was made, and what it brings, a line for each
     * @throws IOException if one cannot be made
     */
    public List<String> make(Class<?> rehearsal, Class<?> main, String... help) throws IOException {
        CommandArchive ofCommand = command.orElseThrow();
        WorkerArchive ofWorker = worker.orElseThrow();
        double commandBefore = StartTimes.ofCommand(() -> ofCommand.command(false, main.getName(), help));
        Files.deleteIfExists(ofWorker.file());
        double workerBefore = StartTimes.ofWorker();
        ofWorker.make(); // First: the rehearsal of the command starts workers.
        ofCommand.make(rehearsal);
        double commandNow = StartTimes.ofCommand(() -> ofCommand.command(true, main.getName(), help));
        return List.of(
                "command  " + size(ofCommand.file()) + "  " + ofCommand.file(),
                "         trenza " + String.join(" ", help) + ": " + StartTimes.change(commandBefore, commandNow),
                "worker   " + size(ofWorker.file()) + "  " + ofWorker.file(),
                "         ready: " + StartTimes.change(workerBefore, StartTimes.ofWorker()));
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
