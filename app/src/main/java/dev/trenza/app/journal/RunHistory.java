package dev.trenza.app.journal;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The folder with the folders of all runs that did not name their own. Immutable. */
public final class RunHistory {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int LENGTH_OF_TIME = "20261123T043210Z".length();
    private static final int LONGEST_NAME = 40;
    private static final int RADIX = 36;
    private static final int VARIANTS = RADIX * RADIX * RADIX * RADIX;

    private final Path folder;

    /** The history in this folder, which need not exist. */
    public RunHistory(Path folder) {
        this.folder = folder;
    }

    /** Where runs go by themselves: below the current directory. */
    public static RunHistory here() {
        return new RunHistory(Path.of(".trenza", "runs"));
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** A place for a new run: sorted by name is sorted by time. */
    public RunDirectory newRun(String name, Instant now) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}._-]+", "-");
        String variant = Integer.toString(VARIANTS + ThreadLocalRandom.current().nextInt(VARIANTS), RADIX)
                .substring(1);
        return new RunDirectory(folder.resolve(
                TIME.format(now) + "-" + plain.substring(0, Math.min(LONGEST_NAME, plain.length())) + "-" + variant));
    }

    /** All runs, the latest first; what is no run is left out. */
    public List<PastRun> runs() throws IOException {
        return directories().stream().flatMap(run -> read(run).stream()).toList();
    }

    /** Empty if it is of another version, or half removed. */
    private static Optional<PastRun> read(RunDirectory directory) {
        try {
            return Optional.of(PastRun.read(directory));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<RunDirectory> directories() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Map<RunDirectory, Instant> started = new HashMap<>();
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(RunDirectory::new)
                    .filter(RunDirectory::exists)
                    .sorted(Comparator.comparing(RunHistory::second)
                            // Asked of those only that began in the same second.
                            .thenComparing(run -> started.computeIfAbsent(run, RunHistory::started))
                            .thenComparing(RunDirectory::id)
                            .reversed())
                    .toList();
        }
    }

    private static String second(RunDirectory run) {
        String id = run.id();
        return id.substring(0, Math.min(LENGTH_OF_TIME, id.length()));
    }

    private static Instant started(RunDirectory run) {
        try {
            return RunDescription.read(run).started();
        } catch (IOException e) {
            return Instant.MIN; // Of another version; it is listed nowhere.
        }
    }

    /** The latest run that is described so. */
    public Optional<RunDirectory> latest(Predicate<RunDescription> wanted) throws IOException {
        return runs().stream()
                .filter(run -> wanted.test(run.description()))
                .map(PastRun::directory)
                .findFirst();
    }

    /**
     * The run that somebody means.
     *
     * @param text {@code last}, a run's name, the beginning or the end of it, or a folder
     * @throws AmbiguousRunException if several are meant
     */
    public Optional<RunDirectory> find(String text) throws IOException, AmbiguousRunException {
        List<RunDirectory> all = directories();
        if (text.equals("last")) {
            return all.stream().findFirst();
        }
        RunDirectory named = new RunDirectory(Path.of(text));
        if (named.exists()) {
            return Optional.of(named);
        }
        List<RunDirectory> meant = all.stream()
                .filter(run -> run.id().startsWith(text) || run.id().endsWith("-" + text))
                .toList();
        if (meant.size() > 1) {
            throw new AmbiguousRunException("'" + text + "' may be "
                    + meant.get(0).id() + " or " + meant.get(1).id() + "; write more of it");
        }
        return meant.stream().findFirst();
    }

    /** Two runs are called so. */
    public static final class AmbiguousRunException extends Exception {

        private static final long serialVersionUID = 1;

        AmbiguousRunException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Removes a run, and its folder if nothing else is in there.
     *
     * @return whether it was removed; not if it is running
     */
    public static boolean remove(RunDirectory run) throws IOException {
        RunLock lock;
        try {
            lock = RunLock.take(run);
        } catch (RunInUseException e) {
            return false;
        }
        try {
            // The description first: what a kill leaves is then no run any more.
            Files.deleteIfExists(run.description());
            removeFiles(run);
        } finally {
            lock.close();
        }
        return true;
    }

    /** What runs have made, and nothing else: the folder may have been named by a user. */
    private static void removeFiles(RunDirectory run) throws IOException {
        for (Path file : run.files()) {
            Files.deleteIfExists(file);
        }
        try {
            Files.deleteIfExists(run.path());
        } catch (DirectoryNotEmptyException e) {
            return; // The rest is somebody else's.
        }
    }

    /** How much room a run takes, in bytes. */
    public static long size(RunDirectory run) throws IOException {
        try (Stream<Path> files = Files.walk(run.path())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
