package dev.trenza.core.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The system's programs that workers are started with, as far as they are there. Immutable.
 *
 * @param hasShell whether there are {@code /bin/sh} and {@code /dev/fd}: without them the channel is on standard streams
 * @param setsid makes a worker the head of its process group, so that all that it has started ends with it
 * @param setpriv has the system kill a worker with its parent, and takes rights away
 * @param unshare isolates
 * @param bubblewrap isolates, and better
 */
public record LaunchTools(
        boolean hasShell,
        Optional<Path> setsid,
        Optional<Path> setpriv,
        Optional<Path> unshare,
        Optional<Path> bubblewrap) {

    /** Looks for them on the PATH. */
    public static LaunchTools find() {
        boolean hasShell = Files.isExecutable(Path.of("/bin/sh")) && Files.exists(Path.of("/dev/fd"));
        return hasShell
                ? new LaunchTools(true, onPath("setsid"), onPath("setpriv"), onPath("unshare"), onPath("bwrap"))
                : new LaunchTools(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** These tools with only one of those that isolate, for each of them: the better one first. */
    public List<LaunchTools> isolators() {
        List<LaunchTools> each = new ArrayList<>();
        if (bubblewrap.isPresent()) {
            each.add(new LaunchTools(hasShell, setsid, setpriv, Optional.empty(), bubblewrap));
        }
        if (unshare.isPresent() && setpriv.isPresent()) {
            each.add(new LaunchTools(hasShell, setsid, setpriv, unshare, Optional.empty()));
        }
        return each;
    }

    /** The program that isolates, which is bubblewrap if there are both: {@code bwrap}; empty if there is none. */
    public String isolator() {
        return isolators().stream()
                .findFirst()
                .flatMap(first -> first.bubblewrap.or(() -> first.unshare))
                .map(program -> String.valueOf(program.getFileName()))
                .orElse("");
    }

    /** Why a sandbox is not to be had here; empty if it is. Starts a process to find out. */
    public Optional<String> problemOf(Sandbox sandbox) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("trenza-trial-");
            SandboxCommand.tried(sandbox, this, directory);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } finally {
            if (directory != null) {
                PoolDirectory.removeTree(directory);
            }
        }
    }

    /** Those that are there, for the eyes: {@code sh setsid setpriv unshare}. */
    @Override
    public String toString() {
        return Stream.of(hasShell ? Optional.of("sh") : Optional.<String>empty(), setsid, setpriv, unshare, bubblewrap)
                .flatMap(Optional::stream)
                .map(program -> String.valueOf(Path.of(program.toString()).getFileName()))
                .collect(Collectors.joining(" "));
    }
}
