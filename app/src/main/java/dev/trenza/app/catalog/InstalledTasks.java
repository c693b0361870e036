package dev.trenza.app.catalog;

import dev.trenza.io.IoTask;
import dev.trenza.io.IoTaskCatalog;
import dev.trenza.io.Source;
import dev.trenza.io.SourceCatalog;
import dev.trenza.task.NamedTask;
import dev.trenza.task.NearestName;
import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskCatalog;
import dev.trenza.task.TaskReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks and sources on the class path and the task path. Each kind is loaded when it is first asked for.
 * Thread-safe.
 */
public final class InstalledTasks implements TaskDirectory {

    private static final int CODE_BYTES = 8;

    private final TaskPath path;
    private final ClassLoader loader;

    // Mutable state, guarded by this
    private @Nullable TaskCatalog cpu;
    private @Nullable IoTaskCatalog io;
    private @Nullable SourceCatalog sources;

    /** The tasks on this path, and those of Trenza itself. */
    public InstalledTasks(TaskPath path) {
        this.path = path;
        ClassLoader own = InstalledTasks.class.getClassLoader();
        URL[] urls = path.entries().stream().map(InstalledTasks::url).toArray(URL[]::new);
        // Never closed: the tasks that it described may be asked again until the end of the process.
        this.loader = urls.length == 0 ? own : new URLClassLoader("task-path", urls, own);
    }

    /** Where they were looked for, besides Trenza itself. */
    public TaskPath path() {
        return path;
    }

    /** What loads the tasks, for one that is to run in this JVM. */
    public ClassLoader loader() {
        return loader;
    }

    /**
     * The I/O tasks; the same catalog at each call, so that its tasks know of each other.
     *
     * @throws BrokenTaskPathException if one cannot be loaded
     */
    public synchronized IoTaskCatalog io() {
        if (io == null) {
            io = load(() -> IoTaskCatalog.load(loader));
        }
        return io;
    }

    /**
     * The CPU tasks, to be described here and to run elsewhere.
     *
     * @throws BrokenTaskPathException if one cannot be loaded
     */
    public synchronized TaskCatalog cpu() {
        if (cpu == null) {
            cpu = load(() -> TaskCatalog.load(loader));
        }
        return cpu;
    }

    /**
     * The sources, to be opened.
     *
     * @throws BrokenTaskPathException if one cannot be loaded
     */
    public synchronized SourceCatalog sourceCatalog() {
        if (sources == null) {
            sources = load(() -> SourceCatalog.load(loader));
        }
        return sources;
    }

    private static <T> T load(Supplier<T> catalog) {
        try {
            return catalog.get();
        } catch (IllegalArgumentException | ServiceConfigurationError | LinkageError e) {
            throw new BrokenTaskPathException(e);
        }
    }

    @Override
    public Collection<TaskDescription> tasks(TaskKind kind) {
        return kind == TaskKind.IO
                ? io().tasks().stream().map(InstalledTasks::describe).toList()
                : cpu().tasks().stream().map(InstalledTasks::describe).toList();
    }

    @Override
    public Collection<SourceDescription> sources() {
        return sourceCatalog().sources().stream().map(InstalledTasks::describe).toList();
    }

    /** The task of this name, whichever kind it is; CPU tasks come first. */
    public Optional<TaskDescription> named(String name) {
        return find(TaskKind.CPU, name).or(() -> find(TaskKind.IO, name));
    }

    /** What may have been meant by the name of a task that does not exist: the tail of a message. */
    public String suggestion(String name) {
        List<String> known = new ArrayList<>(names(TaskKind.CPU));
        known.addAll(names(TaskKind.IO));
        return NearestName.suggestion(name, known);
    }

    @Override
    public void check(TaskDescription task, Map<String, Object> parameters) {
        if (task.kind() == TaskKind.IO) {
            io().create(task.name(), parameters);
        } else {
            cpu().create(new TaskReference(task.name(), parameters));
        }
    }

    @Override
    public boolean emits(TaskDescription task, Map<String, Object> parameters) {
        Task<?, ?> made = task.kind() == TaskKind.IO
                ? io().create(task.name(), parameters)
                : cpu().create(new TaskReference(task.name(), parameters));
        return made instanceof StreamTask;
    }

    @Override
    public void check(SourceDescription source, Map<String, Object> parameters) {
        sourceCatalog().open(source.name(), parameters);
    }

    /**
     * What changes when the code of a task does: a hash of its jar, or of its class file if it lies in a folder. Empty for
     * Trenza's own tasks, and for what cannot be looked at.
     */
    public Optional<String> code(TaskKind kind, String name) {
        Class<?> type = kind == TaskKind.IO
                ? io().task(name).getClass()
                : cpu().task(name).getClass();
        if (type.getClassLoader() != loader || loader == InstalledTasks.class.getClassLoader()) {
            return Optional.empty();
        }
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path file = Files.isDirectory(place) ? place.resolve(type.getName().replace('.', '/') + ".class") : place;
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return Optional.of(HexFormat.of().formatHex(digest.digest(), 0, CODE_BYTES));
        } catch (IOException | URISyntaxException | NoSuchAlgorithmException e) {
            return Optional.empty();
        }
    }

    private static TaskDescription describe(IoTask task) {
        return new TaskDescription(
                TaskKind.IO, task.name(), task.description(), task.input(), task.output(), task.parameters());
    }

    private static TaskDescription describe(NamedTask task) {
        return new TaskDescription(
                TaskKind.CPU, task.name(), task.description(), task.input(), task.output(), task.parameters());
    }

    private static SourceDescription describe(Source source) {
        return new SourceDescription(
                source.name(), source.description(), source.output(), source.parameters(), source.mainParameter());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("'" + path + "' on the task path is no file", e);
        }
    }
}
