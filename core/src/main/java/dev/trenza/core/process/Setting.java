package dev.trenza.core.process;

import dev.trenza.task.NearestName;
import dev.trenza.task.Parameter;
import java.io.File;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be set of a {@link WorkerPool} as text: in a map, in properties, in a framework's configuration.
 *
 * <pre>{@code
 * WorkerPool.builder().settings(Map.of("workers", "50%", "task-timeout", "30s", "heap", "256m")).build();
 * }</pre>
 *
 * <p>Each is the method of the builder with the same name, {@code task-timeout} for {@code taskTimeout}, and is read back by
 * {@link WorkerPoolConfig#settings()}. What has no text is set by the builder alone: the initialiser, payload codecs, and
 * where lines and events go.
 */
@SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
public enum Setting {
    NAME(
            Kind.TEXT,
            "cpu",
            "any",
            "the pool in thread names, messages and metrics",
            (builder, text) -> builder.name(text),
            WorkerPoolConfig::name),
    WORKERS(
            Kind.COUNT,
            "the processors",
            "1 to 100000",
            "most workers at once; `50%` and `1C` count processors",
            (builder, text) -> builder.workers(workers(text)),
            config -> String.valueOf(config.workers())),
    WORKERS_OF_ALL_POOLS(
            Kind.NUMBER,
            "`workers`",
            "at least 0",
            "so many workers share memory and processors; shows in `heap` and `processors`",
            (builder, text) -> builder.workersOfAllPools(number(text)),
            config -> null),
    PROCESSORS(
            Kind.NUMBER,
            "a share",
            "at least 0; 0 is a share",
            "that each worker's JVM counts on",
            (builder, text) -> builder.processors(number(text)),
            config -> String.valueOf(config.processors())),
    HEAP(
            Kind.SIZE,
            "a share",
            "0, or from 8m; 0 is a share",
            "most heap of one worker",
            (builder, text) -> builder.heap(size(text)),
            config -> size(config.heapBytes())),
    OOM_HEAP(
            Kind.SIZE,
            "0",
            "0, or more than `heap`; 0 is none",
            "heap of the worker in which an item runs once more that has exhausted its worker's",
            (builder, text) -> builder.oomHeap(size(text)),
            config -> size(config.oomHeapBytes())),
    JAVA(
            Kind.PATH,
            "that of this JVM",
            "a `java` program",
            "what starts workers",
            (builder, text) -> builder.java(path(text)),
            config -> config.java().toString()),
    INHERIT_CLASS_PATH(
            Kind.FLAG,
            "true",
            "true or false",
            "whether workers see this JVM's class path; shows in `task-path`",
            (builder, text) -> builder.inheritClassPath(flag(text)),
            config -> "false"),
    TASK_PATH(
            Kind.PATHS,
            "none",
            "jars and directories",
            "more class path for workers; read back with what was inherited",
            (builder, text) -> builder.taskPath(paths(text)),
            config -> paths(config.classPath().stream().filter(Files::exists).toList())),
    JVM_ARGUMENTS(
            Kind.WORDS,
            "none",
            "any",
            "more arguments of the workers' JVMs",
            (builder, text) -> builder.jvmArguments(arguments(text)),
            config -> String.join(" ", config.jvmArguments())),
    ENVIRONMENT(
            Kind.PAIRS,
            "none",
            "any",
            "more variables of the workers' environment",
            Setting::environment,
            config -> pairs(config.environment())),
    ALLOW(
            Kind.WORDS,
            "none",
            "`com.acme.Invoice`, `com.acme.*` or `com.acme.**`",
            "classes whose objects may cross the process line",
            (builder, text) -> builder.allow(words(text)),
            config -> String.join(" ", config.allowed())),
    TASK_TIMEOUT(
            Kind.TIME,
            "none",
            "positive",
            "limit of one attempt, from the moment it runs",
            (builder, text) -> builder.taskTimeout(time(text)),
            config -> time(config.limits().task())),
    STALL_TIMEOUT(
            Kind.TIME,
            "none",
            "positive",
            "limit of the time that an attempt runs without telling progress",
            (builder, text) -> builder.stallTimeout(time(text)),
            config -> time(config.limits().stall())),
    QUEUE_TIMEOUT(
            Kind.TIME,
            "none",
            "positive",
            "limit of an item's wait until its first attempt",
            (builder, text) -> builder.queueTimeout(time(text)),
            config -> time(config.limits().queue())),
    ATTEMPTS(
            Kind.NUMBER,
            "2",
            "at least 1",
            "how often an item is started when workers die of it",
            (builder, text) -> builder.attempts(number(text)),
            config -> String.valueOf(config.attempts())),
    STARTUP_TIMEOUT(
            Kind.TIME,
            "30s",
            "positive",
            "from launch until a worker takes calls",
            (builder, text) -> builder.startupTimeout(someTime(text)),
            config -> time(config.startupTimeout())),
    GRACE_PERIOD(
            Kind.TIME,
            "200ms",
            "not negative; 0s kills at once",
            "from asking a task to stop until its worker is killed",
            (builder, text) -> builder.gracePeriod(someTime(text)),
            config -> time(config.gracePeriod())),
    HEARTBEAT_TIMEOUT(
            Kind.TIME,
            "10s",
            "positive",
            "a busy worker that has not beaten for so long is killed",
            (builder, text) -> builder.heartbeatTimeout(someTime(text)),
            config -> time(config.heartbeatTimeout())),
    MAX_PAYLOAD(
            Kind.SIZE,
            "64m",
            "1 to 1g",
            "largest input or result",
            (builder, text) -> builder.maxPayload(Math.toIntExact(size(text))),
            config -> size(config.maxPayload())),
    PAYLOAD_FILE(
            Kind.SIZE,
            "64m",
            "0, or 1m to 2g; 0 sends all through the pipe",
            "largest file in memory for large values, for each worker",
            (builder, text) -> builder.payloadFile(size(text)),
            config -> size(config.payloadFileBytes())),
    MAX_START_FAILURES(
            Kind.NUMBER,
            "3",
            "at least 1",
            "so many workers in a row that cannot start end the pool",
            (builder, text) -> builder.maxStartFailures(number(text)),
            config -> String.valueOf(config.maxStartFailures())),
    MAX_DEATHS(
            Kind.NUMBER,
            "20",
            "at least 1",
            "so many deaths in a row without an answer end the pool",
            (builder, text) -> builder.maxDeaths(number(text)),
            config -> String.valueOf(config.maxDeaths())),
    MAX_TASKS_PER_WORKER(
            Kind.NUMBER,
            "0",
            "at least 0; 0 is no limit",
            "calls until a worker is replaced",
            (builder, text) -> builder.maxTasksPerWorker(number(text)),
            config -> String.valueOf(config.lifetime().maxTasks())),
    MAX_WORKER_AGE(
            Kind.TIME,
            "none",
            "positive",
            "time until a worker is replaced",
            (builder, text) -> builder.maxWorkerAge(time(text)),
            config -> time(config.lifetime().maxAge())),
    MAX_WORKER_MEMORY(
            Kind.SIZE,
            "0",
            "at least 0; 0 is no limit",
            "a worker is replaced if a collection leaves so much on its heap",
            (builder, text) -> builder.maxWorkerMemory(size(text)),
            config -> size(config.lifetime().maxMemoryBytes())),
    IDLE_TIMEOUT(
            Kind.TIME,
            "none",
            "positive",
            "a worker without calls for so long ends",
            (builder, text) -> builder.idleTimeout(time(text)),
            config -> time(config.lifetime().idleTimeout())),
    MIN_IDLE(
            Kind.NUMBER,
            "0",
            "at least 0",
            "so many workers stay whatever `idle-timeout` says",
            (builder, text) -> builder.minIdle(number(text)),
            config -> String.valueOf(config.lifetime().minIdle())),
    QUARANTINE(
            Kind.PATH,
            "none",
            "a directory",
            "keeps items whose workers died of them",
            (builder, text) -> builder.quarantine(pathOrNone(text)),
            config -> pathOrNone(config.quarantine())),
    SANDBOX(
            Kind.WORD,
            "none",
            "none, limits or isolated",
            "what tasks are kept from",
            (builder, text) -> builder.sandbox(new Sandbox(
                    Sandbox.Level.valueOf(text.toUpperCase(Locale.ROOT)),
                    builder.currentSandbox().writable())),
            config -> config.sandbox().level().name().toLowerCase(Locale.ROOT)),
    SANDBOX_WRITE(
            Kind.PATHS,
            "none",
            "files and directories",
            "what isolated tasks may write to",
            (builder, text) ->
                    builder.sandbox(new Sandbox(builder.currentSandbox().level(), paths(text))),
            config -> paths(config.sandbox().writable())),
    LOG_LEVEL(
            Kind.WORD,
            "info",
            "trace, debug, info, warning, error or off",
            "from which level on tasks' lines are written",
            (builder, text) -> builder.logLevel(Level.valueOf(text.toUpperCase(Locale.ROOT))),
            config -> config.logLevel().name().toLowerCase(Locale.ROOT));

    private static final String NO = "none";

    private final Kind kind;
    private final String defaultText;
    private final String range;
    private final String description;
    private final BiConsumer<WorkerPool.Builder, String> setter;
    private final Function<WorkerPoolConfig, @Nullable String> getter;

    Setting(
            Kind kind,
            String defaultText,
            String range,
            String description,
            BiConsumer<WorkerPool.Builder, String> setter,
            Function<WorkerPoolConfig, @Nullable String> getter) {
        this.kind = kind;
        this.defaultText = defaultText;
        this.range = range;
        this.description = description;
        this.setter = setter;
        this.getter = getter;
    }

    /** What its value looks like. */
    public enum Kind {
        TEXT("a text"),
        WORD("a word"),
        FLAG("true or false"),
        NUMBER("a whole number"),
        COUNT(WorkerCount.EXPECTATION),
        SIZE("a size such as 4096, 64k, 256m or 1.5g"),
        TIME("a duration such as 200ms, 30s, 2m or 1h, or none"),
        PATH("a path"),
        PATHS("paths, separated as in a class path"),
        WORDS("words, separated by blanks or commas"),
        PAIRS("pairs such as LANG=C, separated by commas; one in a value has a backslash before it");

        private final String expectation;

        Kind(String expectation) {
            this.expectation = expectation;
        }

        /** In a few words, for people. */
        public String expectation() {
            return expectation;
        }
    }

    /** Its name: {@code task-timeout}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What its value looks like. */
    public Kind kind() {
        return kind;
    }

    /** The default, for people: a value, or what it comes from. */
    public String defaultText() {
        return defaultText;
    }

    /** Which values are taken, for people. */
    public String range() {
        return range;
    }

    /** What it is for, in a few words. */
    public String description() {
        return description;
    }

    /**
     * Puts settings into a builder; all mistakes are told at once.
     *
     * @throws IllegalArgumentException names each key that is unknown, with the nearest known one, and each value that is
     *     none, with what was expected
     */
    static void apply(Map<String, String> settings, WorkerPool.Builder builder) {
        List<String> problems = new ArrayList<>();
        settings.forEach((key, value) -> {
            Setting setting = of(key);
            if (setting == null) {
                problems.add("there is no setting '" + key + "'" + NearestName.suggestion(key, keys()));
            } else if (!setting.apply(value, builder)) {
                problems.add("'" + key + "' must be " + setting.kind.expectation + " (" + setting.range + "), was '"
                        + value + "'");
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    /** Ranges are checked when the pool is built, where all settings are known. */
    private boolean apply(String value, WorkerPool.Builder builder) {
        try {
            setter.accept(builder, value.strip());
            return true;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    /** What is in force, as it could be given to a builder. */
    static Map<String, String> of(WorkerPoolConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Setting setting : values()) {
            String value = setting.getter.apply(config);
            if (value != null) {
                settings.put(setting.key(), value);
            }
        }
        return settings;
    }

    private static @Nullable Setting of(String key) {
        return Stream.of(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    private static List<String> keys() {
        return Stream.of(values()).map(Setting::key).toList();
    }

    // Values: what is none throws an IllegalArgumentException, whose message nobody sees

    private static int workers(String text) {
        return WorkerCount.parse(text, Runtime.getRuntime().availableProcessors())
                .orElseThrow(IllegalArgumentException::new);
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException();
        }
        return text.equals("true");
    }

    private static long size(String text) {
        Long bytes = Parameter.Type.parseSize(text);
        if (bytes == null) {
            throw new IllegalArgumentException();
        }
        return bytes;
    }

    private static String size(long bytes) {
        int unit = 0;
        long amount = bytes;
        while (amount > 0 && amount % 1024 == 0 && unit < 4) {
            amount /= 1024;
            unit++;
        }
        return amount + List.of("", "k", "m", "g", "t").get(unit);
    }

    private static @Nullable Duration time(String text) {
        return text.equals(NO) ? null : someTime(text);
    }

    private static Duration someTime(String text) {
        Duration duration = Parameter.Type.parseDuration(text);
        if (duration == null) {
            throw new IllegalArgumentException();
        }
        return duration;
    }

    private static String time(@Nullable Duration duration) {
        if (duration == null) {
            return NO;
        }
        return duration.toNanosPart() == 0 && duration.toSeconds() < 1_000_000
                ? duration.toSeconds() + "s"
                : duration.equals(Duration.ofMillis(duration.toMillis())) ? duration.toMillis() + "ms" : "" + duration;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static @Nullable Path pathOrNone(String text) {
        return text.equals(NO) ? null : path(text);
    }

    private static String pathOrNone(@Nullable Path path) {
        return path == null ? NO : path.toString();
    }

    private static List<Path> paths(String text) {
        return Stream.of(text.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isBlank())
                .map(Setting::path)
                .toList();
    }

    private static String paths(List<Path> paths) {
        return String.join(
                File.pathSeparator, paths.stream().map(Path::toString).toList());
    }

    /** A comma is part of many an argument: {@code -Xlog:gc*,safepoint}. */
    private static String[] arguments(String text) {
        return Stream.of(text.trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }

    private static String[] words(String text) {
        return Stream.of(text.split("[\\s,]+", -1))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }

    /** A comma that is part of a value has a backslash before it. */
    private static void environment(WorkerPool.Builder builder, String text) {
        for (String escaped : text.split("(?<!\\\\),", -1)) {
            String pair = escaped.replace("\\,", ",");
            int equals = pair.indexOf('=');
            if (equals < 1 && !pair.isBlank()) {
                throw new IllegalArgumentException();
            }
            if (equals > 0) {
                builder.environment(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            }
        }
    }

    private static String pairs(Map<String, String> pairs) {
        return String.join(
                ",",
                pairs.entrySet().stream()
                        .map(pair -> pair.toString().replace(",", "\\,"))
                        .sorted()
                        .toList());
    }
}
