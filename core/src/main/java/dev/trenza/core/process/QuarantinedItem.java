package dev.trenza.core.process;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.task.TaskReference;
import dev.trenza.worker.protocol.TaskDefinition;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An item that killed its workers, as a pool with a {@linkplain WorkerPool.Builder#quarantine quarantine} has kept it:
 * it can be run again, alone, with the same settings. Immutable.
 *
 * <pre>{@code
 * QuarantinedItem item = QuarantinedItem.read(directory);
 * try (WorkerPool pool = item.pool().build()) {
 *     item.replay(pool).block();
 * }
 * }</pre>
 */
public final class QuarantinedItem {

    static final String PROPERTIES = "item.properties";
    static final String INPUT = "input.bin";
    static final String TASK = "task.bin";

    /** Of the directory's layout. */
    private static final String VERSION = "1";

    /** A value that should not lie about on a disk, by the name it has. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)(-D[^=]*(?:password|passwd|secret|token|credential|api-?key)[^=]*=).*");

    private static final String HIDDEN = "(hidden)";

    private final Path directory;
    private final Properties properties;
    private final byte[] input;
    private final byte[] task;

    private QuarantinedItem(Path directory, Properties properties, byte[] input, byte[] task) {
        this.directory = directory;
        this.properties = properties;
        this.input = input;
        this.task = task;
    }

    /**
     * Reads what was kept.
     *
     * @param directory one item's, not the quarantine that it lies in
     * @throws OtherVersionException if another release wrote it
     * @throws IOException if it is no such directory or is damaged; the message says which and what to do
     */
    public static QuarantinedItem read(Path directory) throws IOException {
        Path file = directory.resolve(PROPERTIES);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "'" + directory + "' is no item of a quarantine: it has no " + PROPERTIES + hint(directory));
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + file + "' is damaged: " + e.getMessage(), e);
        }
        String version = properties.getProperty("version", "none");
        if (!version.equals(VERSION)) {
            throw new OtherVersionException("'" + directory + "' is of version " + version
                    + ", and this is for version " + VERSION + "; replay it with the release that wrote it");
        }
        QuarantinedItem item = new QuarantinedItem(
                directory,
                properties,
                bytes(directory, INPUT, "the item's input"),
                bytes(directory, TASK, "the item's task"));
        item.check(file);
        return item;
    }

    private static byte[] bytes(Path directory, String name, String meaning) throws IOException {
        Path file = directory.resolve(name);
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "'" + file + "' is missing, which has " + meaning
                            + ": the item cannot run without it; copy the whole directory again, or let the item be"
                            + " quarantined once more",
                    e);
        } catch (IOException e) {
            throw new IOException("'" + file + "', which has " + meaning + ", cannot be read: " + e, e);
        }
    }

    /**
     * Makes a quarantine if it does not exist, and tries whether it takes items: better told before a run than after it.
     *
     * @throws FileSystemException if it does not; its reason says why and what to do
     */
    public static void prepare(Path quarantine) throws IOException {
        try {
            if (!Files.isDirectory(quarantine)) { // createDirectories of Java 17 refuses a link to one
                Files.createDirectories(quarantine);
            }
            Files.delete(Files.createTempDirectory(quarantine, ".new-"));
        } catch (IOException e) {
            String why = e instanceof FileAlreadyExistsException file
                    ? "'" + file.getFile() + "' is no directory"
                    : e.toString();
            FileSystemException unusable = new FileSystemException(
                    quarantine.toString(),
                    null,
                    "it cannot be a quarantine: " + why + "; name a directory that can be made and written to");
            unusable.initCause(e);
            throw unusable;
        }
    }

    /** Who names the quarantine itself gets an example. */
    private static String hint(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Files.exists(directory) ? "" : "; it does not exist";
        }
        try (var entries = Files.list(directory)) {
            return entries.filter(entry -> Files.exists(entry.resolve(PROPERTIES)))
                    .sorted()
                    .findFirst()
                    .map(entry -> "; it may be a quarantine of several: try '" + entry + "'")
                    .orElse("");
        }
    }

    private void check(Path file) throws IOException {
        try {
            pool().settings();
            input(); // reads the index
        } catch (RuntimeException e) {
            throw new IOException("'" + file + "' is damaged: " + e.getMessage(), e);
        }
    }

    /** Writes down what a replay needs. */
    static void write(Quarantine.Case item, WorkerPoolConfig config, Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("version", VERSION);
        properties.setProperty("status", item.status());
        properties.setProperty("item.index", Long.toString(item.call().position));
        properties.setProperty("item.label", item.label());
        properties.setProperty("task.name", item.task().name());
        properties.setProperty("task.named", Boolean.toString(item.task().isNamed()));
        properties.setProperty("worker.java", config.java().toString());
        properties.setProperty("worker.heap", Long.toString(config.heapBytes()));
        properties.setProperty("worker.processors", Integer.toString(config.processors()));
        properties.setProperty("worker.maxPayload", Integer.toString(config.maxPayload()));
        properties.setProperty("worker.gracePeriod", config.gracePeriod().toString());
        put(properties, "worker.timeout", item.limits().task());
        put(properties, "worker.stallTimeout", item.limits().stall());
        put(
                properties,
                "worker.argument.",
                config.jvmArguments().stream()
                        .map(argument -> SECRET.matcher(argument).replaceFirst("$1" + HIDDEN))
                        .toList());
        put(
                properties,
                "worker.classPath.",
                Stream.concat(config.classPath().stream(), config.modulePath().stream())
                        .map(Path::toString)
                        .toList());
        put(properties, "worker.allowed.", item.types());
        properties.setProperty("worker.sandbox", config.sandbox().level().name());
        put(
                properties,
                "worker.sandbox.writable.",
                config.sandbox().writable().stream().map(Path::toString).toList());
        put(
                properties,
                "worker.environment.",
                config.environment().keySet().stream()
                        .filter(name -> !name.equals(WorkerCommand.DIRECTORY))
                        .sorted()
                        .toList());
        WorkerCommand.directory(config)
                .ifPresent(path -> properties.setProperty(
                        "worker.directory", path.toAbsolutePath().toString()));
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "An item that killed its worker; 'trenza replay' runs it again");
        }
    }

    private static void put(Properties properties, String key, @Nullable Duration limit) {
        if (limit != null) {
            properties.setProperty(key, limit.toString());
        }
    }

    private static void put(Properties properties, String prefix, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            properties.setProperty(prefix + i, values.get(i));
        }
    }

    private List<String> list(String prefix) {
        List<String> values = new ArrayList<>();
        for (int i = 0; properties.containsKey(prefix + i); i++) {
            values.add(properties.getProperty(prefix + i));
        }
        return values;
    }

    private String text(String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("it has no '" + key + "'");
        }
        return value;
    }

    private long number(String key, long most) {
        String value = text(key);
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(notANumber(key, value, most), e);
        }
        throw new IllegalArgumentException(notANumber(key, value, most));
    }

    private static String notANumber(String key, String value, long most) {
        return key + " must be a number from 0 to " + most + ", was '" + value + "'";
    }

    private int processors() {
        return properties.containsKey("worker.processors") ? (int) number("worker.processors", Integer.MAX_VALUE) : 0;
    }

    private Duration duration(String key) {
        String value = text(key);
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(key + " must be a duration such as PT20S, was '" + value + "'", e);
        }
    }

    /** Where it is kept. */
    public Path directory() {
        return directory;
    }

    /** What the task is called. */
    public String task() {
        return text("task.name");
    }

    /** What the item is called. */
    public String label() {
        return text("item.label");
    }

    /** Its place in its source, from 0. */
    public long index() {
        return number("item.index", Long.MAX_VALUE);
    }

    /** Whether the task is looked up by its name; otherwise it was shipped as an object. */
    public boolean isNamed() {
        return Boolean.parseBoolean(text("task.named"));
    }

    /** The program that its workers ran on; it may not be there any more. */
    public Path java() {
        return Path.of(text("worker.java"));
    }

    /** What its workers had on their class path. */
    public List<Path> classPath() {
        return list("worker.classPath.").stream().map(Path::of).toList();
    }

    /** Of that, what is not there any more. */
    public List<Path> missingClassPath() {
        return classPath().stream().filter(path -> !Files.exists(path)).toList();
    }

    /** Arguments of the worker's JVM whose values were not kept, because they looked like secrets. */
    public List<String> hiddenArguments() {
        return list("worker.argument.").stream()
                .filter(argument -> argument.endsWith("=" + HIDDEN))
                .toList();
    }

    /**
     * A pool with the settings that the item's workers had: one worker, one attempt, no quarantine. Of the variables that
     * were set in their environment, those are set that this JVM has, since their values were not kept; so is no argument
     * that looked like a secret.
     */
    public WorkerPool.Builder pool() {
        WorkerPool.Builder builder = WorkerPool.builder()
                .name("replay")
                .workers(1)
                .attempts(1)
                .java(java())
                .inheritClassPath(false)
                .taskPath(classPath().stream().filter(Files::exists).toList())
                .heap(number("worker.heap", Long.MAX_VALUE))
                .processors(processors())
                .maxPayload((int) number("worker.maxPayload", Integer.MAX_VALUE))
                .gracePeriod(duration("worker.gracePeriod"))
                .taskTimeout(limit("worker.timeout"))
                .stallTimeout(limit("worker.stallTimeout"))
                .sandbox(sandbox())
                .allow(list("worker.allowed.").toArray(String[]::new));
        List<String> hidden = hiddenArguments();
        list("worker.argument.").stream()
                .filter(argument -> !hidden.contains(argument))
                .forEach(builder::jvmArguments);
        List<String> wanted = list("worker.environment.");
        System.getenv().forEach((name, value) -> {
            if (wanted.contains(name)) {
                builder.environment(name, value);
            }
        });
        if (properties.containsKey("worker.directory")) {
            builder.environment(WorkerCommand.DIRECTORY, text("worker.directory"));
        }
        return builder;
    }

    private Sandbox sandbox() {
        return new Sandbox(
                Sandbox.Level.valueOf(properties.getProperty("worker.sandbox", "NONE")),
                list("worker.sandbox.writable.").stream().map(Path::of).toList());
    }

    private @Nullable Duration limit(String key) {
        String limit = properties.getProperty(key);
        return limit == null ? null : duration(key);
    }

    /**
     * Runs the item. Nothing happens before subscription; each subscription runs it again.
     *
     * @param pool as {@link #pool} makes one
     * @return how it ended, never an error unless the pool is unusable
     */
    public Mono<Outcome<String, Object>> replay(WorkerPool pool) {
        TaskDefinition definition = new TaskDefinition(task(), isNamed(), task.clone());
        TaskRun<String, Object> run = TaskRun.<String, Input, Object>of(
                        new TaskReference(task(), Map.of()), label -> input())
                .label(label -> label);
        return pool.outcomes(Flux.just(label()), run, definition).single();
    }

    private Input input() {
        return new Input(index(), input);
    }

    /** The directory was written by a release that laid it out otherwise. */
    public static final class OtherVersionException extends IOException {

        private static final long serialVersionUID = 1;

        OtherVersionException(String message) {
            super(message);
        }
    }

    /**
     * An input that is encoded already, with the index that its task shall see.
     *
     * @param payload as it was sent before
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Input(long index, byte[] payload) {}
}
