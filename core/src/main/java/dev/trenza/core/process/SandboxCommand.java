package dev.trenza.core.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The programs around a worker's JVM that make its {@link Sandbox}. Immutable.
 *
 * <p>Isolation is bubblewrap's, or else that of {@code unshare}: namespaces for users, mounts, network and processes, in
 * which a script remounts everything read-only and {@code setpriv} gives all rights away, also that to undo it. Whichever
 * it is, it has to pass a trial before it is used: a script in it tries what is forbidden.
 */
final class SandboxCommand {

    private static final String LIMITS = """
            ulimit -c 0
            [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -le 1024 ] || ulimit -n 1024 || exit 71
            [ "$(ulimit -f)" != unlimited ] || ulimit -f 8388608 || exit 71
            exec "$@"
            """;

    /**
     * Runs as process 1 of the namespaces; arguments: how many paths are granted, these paths, the command. Constants only:
     * everything that varies goes through the arguments. The paths are bound to themselves first: so they are mounts of
     * their own, which stay writable.
     */
    private static final String READ_ONLY = """
            fail() { echo "trenza sandbox: $*" >&2; exit 71; }
            set -f
            line='
            '
            granted=
            left=$1
            shift
            while [ "$left" -gt 0 ]; do
              mount --rbind "$1" "$1" || fail "cannot grant $1"
              granted="$granted$1$line"
              shift
              left=$((left - 1))
            done
            mounts=$(cat /proc/self/mounts) || fail "cannot read /proc/self/mounts"
            while IFS=' ' read -r device target type options rest; do
              case "$target" in *\\\\*) target=$(printf "$(printf %s "$target" | sed 's/%/%%/g')") ;; esac
              writable=
              IFS=$line
              for path in $granted; do case "$target/" in "$path"/*) writable=1 ;; esac; done
              IFS=' '
              [ "$writable" ] && continue
              flags=remount,bind,ro
              for flag in nosuid nodev noexec noatime nodiratime relatime; do
                case ",$options," in *",$flag,"*) flags="$flags,$flag" ;; esac
              done
              mount -o "$flags" "$target" || fail "cannot make $target read-only"
            done <<END
            $mounts
            END
            unset IFS
            cd "$PWD" || fail "cannot enter $PWD"
            setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
            exit $?
            """;

    /** Tries what must work and what must not; arguments: a granted directory, one that is not. */
    private static final String TRIAL = """
            ( : >"$1/trial" ) || { echo "a granted directory cannot be written to" >&2; exit 1; }
            if ( : >"$2/trial" ) 2>/dev/null; then echo "a file could be written all the same" >&2; exit 1; fi
            if grep -qv -e '^ *lo:' -e '[|]' /proc/net/dev; then echo "the network can be seen all the same" >&2; exit 1; fi
            """;

    private static final long TRIAL_SECONDS = 10;

    private final Sandbox sandbox;
    private final LaunchTools tools;

    SandboxCommand(Sandbox sandbox, LaunchTools tools) {
        this.sandbox = sandbox;
        this.tools = tools;
    }

    /**
     * What is to stand before the command of a worker.
     *
     * @param home the worker's own directory, where it may write
     */
    List<String> prefix(Path home) {
        return switch (sandbox.level()) {
            case NONE -> List.of();
            case LIMITS -> limits();
            case ISOLATED -> {
                List<String> prefix = limits();
                List<Path> granted = new ArrayList<>(sandbox.writable());
                granted.add(home);
                prefix.addAll(tools.bubblewrap().isPresent() ? bubblewrap(granted) : unshare(granted));
                yield prefix;
            }
        };
    }

    private List<String> limits() {
        List<String> prefix = new ArrayList<>(List.of("/bin/sh", "-c", LIMITS, "sh"));
        if (!sandbox.isIsolated()) {
            tools.setpriv().ifPresent(program -> prefix.addAll(List.of(program.toString(), "--no-new-privs")));
        }
        return prefix;
    }

    private List<String> bubblewrap(List<Path> granted) {
        List<String> prefix = new ArrayList<>(List.of(
                tools.bubblewrap().orElseThrow().toString(),
                "--unshare-all",
                "--die-with-parent",
                "--cap-drop",
                "ALL",
                "--ro-bind",
                "/",
                "/",
                "--dev",
                "/dev",
                "--proc",
                "/proc"));
        granted.forEach(path -> prefix.addAll(List.of("--bind", path.toString(), path.toString())));
        // It is a file system in memory, which bubblewrap makes writable. Last, for a path that is granted may be in
        // it.
        prefix.addAll(List.of("--remount-ro", "/dev", "--"));
        return prefix;
    }

    private List<String> unshare(List<Path> granted) {
        List<String> prefix = new ArrayList<>(List.of(
                tools.unshare().orElseThrow().toString(),
                "--user",
                "--map-root-user",
                "--mount",
                "--net",
                "--pid",
                "--ipc",
                "--fork",
                "--kill-child=KILL",
                "--mount-proc",
                "/bin/sh",
                "-c",
                READ_ONLY,
                "sh",
                Integer.toString(granted.size())));
        granted.forEach(path -> prefix.add(path.toString()));
        return prefix;
    }

    /**
     * One that keeps what it promises: with the first of the tools that passes its trial.
     *
     * @param directory to try with; something is made in it
     * @throws IOException says why none does
     */
    static SandboxCommand tried(Sandbox sandbox, LaunchTools tools, Path directory) throws IOException {
        SandboxCommand command = new SandboxCommand(sandbox, tools);
        if (sandbox.level() == Sandbox.Level.NONE) {
            return command;
        }
        if (!tools.hasShell()) {
            throw command.refused("there is no /bin/sh or no /dev/fd");
        }
        if (!sandbox.isIsolated()) {
            return command;
        }
        List<String> problems = new ArrayList<>();
        for (LaunchTools alone : tools.isolators()) {
            SandboxCommand isolating = new SandboxCommand(sandbox, alone);
            String problem = isolating.tryOut(directory);
            if (problem.isEmpty()) {
                return isolating;
            }
            problems.add(alone.isolator() + ": " + problem);
        }
        throw command.refused(
                problems.isEmpty()
                        ? "neither bwrap, nor both unshare and setpriv, are on the PATH"
                        : String.join("; ", problems));
    }

    /** What is wrong; empty if nothing is. */
    private String tryOut(Path directory) throws IOException {
        Path granted = Files.createDirectories(directory.resolve("granted"));
        List<String> command = new ArrayList<>(prefix(granted));
        command.addAll(List.of("/bin/sh", "-c", TRIAL, "sh", granted.toString(), directory.toString()));
        return run(command);
    }

    private static String run(List<String> command) throws IOException {
        Process trial = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            if (!trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
                trial.toHandle().destroyForcibly();
                return "its trial did not end within " + TRIAL_SECONDS + " s";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trial.toHandle().destroyForcibly();
            return "its trial was interrupted";
        }
        String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return trial.exitValue() == 0 ? "" : "status " + trial.exitValue() + ": " + said.replace("\n", "; ");
    }

    private IOException refused(String why) {
        String level = sandbox.level().name().toLowerCase(Locale.ROOT);
        return new IOException("the sandbox '" + level + "' is not to be had on this system: " + why
                + " (install bubblewrap, allow user namespaces, or choose another sandbox)");
    }
}
