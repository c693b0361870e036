package dev.trenza.core.process;

import dev.trenza.worker.protocol.StatusPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts worker JVMs. The shell puts the channel on fds 3 and 4 and sends everything that can be printed, in any way, to
 * fd 2, before the JVM starts; it makes workers deaf to a terminal's interrupt, forbids core files and offers them first
 * to the system's out-of-memory killer. Confined to the control thread.
 *
 * <p>Each pool has one private directory (mode 0700) under {@code java.io.tmpdir}; it is gone when the pool is.
 */
final class JvmLauncher implements WorkerLauncher {

    /** More than a program with many libraries takes; a JVM argument of the pool's may say otherwise. */
    private static final String MAX_METASPACE = "256m";

    /** Constants only: everything that varies goes through the arguments. */
    private static final String SCRIPT =
            "trap '' INT HUP; ulimit -c 0; { echo 500 >/proc/self/oom_score_adj; } 2>/dev/null;"
                    + " exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2";

    /** Variables that workers inherit; with them the LC_ family. Secrets, agents and JVM options stay behind. */
    private static final Set<String> INHERITED = Set.of("PATH", "LANG", "LANGUAGE", "TZ", "HOME", "TMPDIR", "USER");

    /** Set in workers: how many JVMs are above. */
    private static final String DEPTH = "trenza.depth";

    private static final int DEEPEST = 2;

    private final WorkerPoolConfig config;
    private final WorkerCommand classes;
    private final LaunchTools tools;
    private final SandboxCommand sandbox;
    private final Optional<ClassArchive> archive;

    // Mutable state
    private PoolDirectory directory;
    private int launched;

    /**
     * Makes the pool's directory.
     *
     * @throws IOException if it cannot be made
     */
    JvmLauncher(WorkerPoolConfig config) throws IOException {
        refuseDepth();
        this.config = config;
        this.classes = new WorkerCommand(config);
        this.directory = PoolDirectory.create();
        this.tools = LaunchTools.find();
        this.archive = WorkerArchive.of(config.java()).flatMap(made -> made.ownedLike(directory.path()));
        try {
            this.sandbox = SandboxCommand.tried(config.sandbox(), tools, directory.path());
        } catch (IOException | RuntimeException e) {
            directory.remove();
            throw e;
        }
    }

    /** Each worker runs the static initialisers of its tasks' classes: one that uses a pool would start JVMs without end. */
    private static void refuseDepth() throws IOException {
        if (Integer.getInteger(DEPTH, 0) >= DEEPEST) {
            throw new IOException(
                    "a worker of a worker is to start workers: it seems that a static initialiser of a task's"
                            + " class uses a pool, and each worker does it again; move that into a method");
        }
    }

    @Override
    public WorkerProcess launch(int worker, long heapBytes) throws IOException {
        Path home = makeHome("worker-" + worker + "-" + ++launched);
        try {
            return launchIn(home, heapBytes);
        } catch (IOException | RuntimeException | Error e) {
            PoolDirectory.removeTree(home);
            throw e;
        }
    }

    private WorkerProcess launchIn(Path home, long heapBytes) throws IOException {
        if (config.java().isAbsolute() && !Files.isExecutable(config.java())) {
            throw new IOException(
                    "there is no program '" + config.java() + "': an image that was made by jpackage, or by jlink"
                            + " with --strip-native-commands, has none; name a JDK's with java(path)");
        }
        Optional<Path> missing = WorkerCommand.directory(config).filter(directory -> !Files.isDirectory(directory));
        if (missing.isPresent()) {
            throw new IOException("there is no directory '" + missing.get() + "', in which PWD among the pool's"
                    + " environment lets its workers begin; make it, or name another one");
        }
        ProcessBuilder builder = new ProcessBuilder(command(home, heapBytes));
        environment(builder.environment());
        WorkerCommand.directory(config).ifPresent(directory -> builder.directory(directory.toFile()));
        if (config.sandbox().isIsolated()) {
            builder.environment().put("TMPDIR", home.toString());
        }
        Path pageFile = home.resolve("status");
        StatusPage page = StatusPage.create(pageFile);
        try {
            return new JvmProcess(
                    builder.start(), page, pageFile, tools.setsid().isPresent());
        } catch (IOException | RuntimeException | Error e) {
            page.close();
            throw e;
        }
    }

    /** In a pool that lives for weeks, something may have cleaned the temporary directory meanwhile. */
    private Path makeHome(String name) throws IOException {
        if (!Files.exists(directory.path())) {
            directory.remove();
            directory = PoolDirectory.create();
        }
        return directory.makeHome(name);
    }

    private List<String> command(Path home, long heapBytes) throws IOException {
        List<String> command = new ArrayList<>();
        if (tools.hasShell()) {
            command.addAll(List.of("/bin/sh", "-c", SCRIPT, "sh"));
            tools.setsid().ifPresent(program -> command.add(program.toString()));
        }
        command.addAll(sandbox.prefix(home));
        command.add(classes.java());
        command.addAll(flags(home));
        archive.ifPresent(made -> command.addAll(made.flags()));
        command.addAll(WorkerLogging.flags(config.logLevel(), home));
        command.addAll(config.jvmArguments());
        if (heapBytes > 0) {
            command.add("-Xmx" + heapBytes); // more than the pool's: whatever its arguments say
        }
        command.addAll(classes.arguments(home));
        command.add(tools.hasShell() ? "fds" : "stdio");
        return command;
    }

    private List<String> flags(Path home) {
        List<String> flags = new ArrayList<>();
        flags.add(
                config.heapBytes() > 0
                        ? "-Xmx" + config.heapBytes()
                        : String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.3f", 50.0 / config.workers()));
        flags.add("-XX:ActiveProcessorCount=" + config.processors());
        flags.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=" + MAX_METASPACE, // or a task could take the machine's memory with classes
                // Both: a long counted loop must reach a safepoint, or neither halt nor a stack dump gets through; and
                // without strip mining that would make the loop five times slower.
                "-XX:+UseCountedLoopSafepoints",
                "-XX:LoopStripMiningIter=1000",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + home.resolve("crash.log"),
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Dfile.encoding=UTF-8",
                "-D" + DEPTH + "=" + (Integer.getInteger(DEPTH, 0) + 1)));
        if (config.sandbox().isIsolated()) {
            flags.add("-Djava.io.tmpdir=" + home);
        }
        return flags;
    }

    /** The jar or directory that a class was loaded from. */
    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException | RuntimeException e) {
            throw new IllegalStateException("cannot tell which jar " + type.getName() + " is in: " + e, e);
        }
    }

    private void environment(Map<String, String> environment) {
        environment.keySet().removeIf(name -> !INHERITED.contains(name) && !name.startsWith("LC_"));
        environment.putAll(config.environment());
        boolean isUtf8 = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(environment::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .map(value -> value.toUpperCase(Locale.ROOT).replace("-", "").endsWith("UTF8"))
                .orElse(false);
        if (!isUtf8) {
            environment.put("LC_ALL", "C.UTF-8"); // else file names beyond ASCII cannot be opened, on 17 and on 25
        }
    }

    @Override
    public void close() {
        directory.remove();
    }

    /** One worker JVM. */
    private static final class JvmProcess implements WorkerProcess {

        private final Process process;
        private final StatusPage page;
        private final Path pageFile;
        private final boolean leadsGroup;

        // Mutable state
        private volatile @Nullable OomKills oomKills;

        JvmProcess(Process process, StatusPage page, Path pageFile, boolean leadsGroup) {
            this.process = process;
            this.page = page;
            this.pageFile = pageFile;
            this.leadsGroup = leadsGroup;
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public OutputStream calls() {
            return process.getOutputStream();
        }

        @Override
        public InputStream results() {
            return process.getInputStream();
        }

        @Override
        public InputStream stderr() {
            return process.getErrorStream();
        }

        @Override
        public StatusPage page() {
            return page;
        }

        @Override
        public String pageFile() {
            return pageFile.toString();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public void terminate() {
            process.toHandle().destroy();
        }

        /** By handle: {@code Process.destroy} would close the pipes and lose the results that are in them. */
        @Override
        public void kill() {
            ProcessHandle handle = process.toHandle();
            List<ProcessHandle> children = handle.descendants().toList();
            handle.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            if (!process.isAlive()) {
                killGroup();
            }
        }

        /** Only now: a wrapper around the JVM may have put it into a control group of its own. */
        @Override
        public void greeted() {
            oomKills = OomKills.of(pid());
        }

        @Override
        public WorkerExit.SystemMemory systemMemory() {
            OomKills counted = oomKills;
            return counted == null ? WorkerExit.SystemMemory.UNKNOWN : counted.sinceThen();
        }

        @Override
        public CrashReport cleanUp() {
            killGroup();
            closePage();
            Path home = pageFile.getParent();
            CrashReport report = home == null ? CrashReport.NONE : keepCrashReport(home.resolve("crash.log"));
            if (home != null) {
                PoolDirectory.removeTree(home);
            }
            return report;
        }

        private void closePage() {
            try {
                page.close();
            } catch (IOException e) {
                // It was only read: what was there is known, and the rest is not there.
            }
        }

        /** Children of a dead worker have another parent now, but still its process group. */
        private void killGroup() {
            if (leadsGroup) {
                try {
                    new ProcessBuilder("/bin/sh", "-c", "kill -KILL \"-$1\"", "sh", Long.toString(pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
                } catch (IOException | OutOfMemoryError e) { // the latter if no thread can be started to wait for it
                    // No process can be started now: what is left of the group ends with the machine.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private CrashReport keepCrashReport(Path report) {
            if (!Files.exists(report)) {
                return CrashReport.NONE;
            }
            try {
                Path kept = Path.of(System.getProperty("java.io.tmpdir"), "trenza-crash-" + pid() + ".log");
                PoolDirectory.makePrivate(report); // it tells the environment, and goes to a public place
                Files.move(report, kept, StandardCopyOption.REPLACE_EXISTING);
                CrashReport.forgetOld(kept);
                return CrashReport.read(kept);
            } catch (IOException e) {
                return CrashReport.read(report).withoutFile();
            }
        }
    }
}
