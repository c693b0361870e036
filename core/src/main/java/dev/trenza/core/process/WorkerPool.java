package dev.trenza.core.process;

import dev.trenza.core.CallerContext;
import dev.trenza.core.Outcome;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskLineLogger;
import dev.trenza.core.TaskName;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.PayloadCodec;
import dev.trenza.task.Task;
import dev.trenza.worker.protocol.AllowedTypes;
import dev.trenza.worker.protocol.Initializer;
import dev.trenza.worker.protocol.PayloadCodecs;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/**
 * A pool of worker JVMs: a task may crash, hang or exhaust its memory, and costs only itself. Thread-safe.
 *
 * <pre>{@code
 * try (WorkerPool pool = WorkerPool.builder().workers(4).taskTimeout(Duration.ofSeconds(20)).build()) {
 *     paths.transform(pool.outcomes(Thumbnails::render)).subscribe(outcome -> log.info(outcome.status()));
 * }
 * }</pre>
 *
 * <p>Workers start when calls need them, each with its own heap, and stay warm. Calls travel over two pipes per worker;
 * how many are in flight adapts to how long they run. If a worker dies, only the call that ran there is charged: it is
 * started again at the back of the queue within {@code attempts}, alone in a worker that has served no other, so that a
 * second death is its own doing; the others go on as if nothing had happened, and the worker is replaced. Workers end with
 * this JVM, however it ends; those of a pool that is garbage and was not closed end after the next collection, with a
 * warning.
 *
 * <p>Tasks are shipped to a worker once; inputs and results cross as values (see {@link ValueCodec}). Pass paths rather
 * than bytes where you can.
 */
public final class WorkerPool implements TaskPool {

    /** Its thread is there only as long as there are pools. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final WorkerPoolConfig config;
    private final ValueCodec codec;
    private final Dispatcher dispatcher;
    private final ControlThread control;
    private final Quarantine quarantine;
    private final CallerContext callerContext;

    private WorkerPool(
            WorkerPoolConfig config,
            WorkerLauncher launcher,
            Consumer<? super WorkerOutput> output,
            List<PoolListener> listeners) {
        this.config = config;
        this.codec = codec(config);
        this.control = new ControlThread(config, launcher, output, listeners);
        this.dispatcher = new Dispatcher(
                config, control, System::nanoTime, Runtime.getRuntime().availableProcessors());
        this.control.attach(dispatcher);
        this.quarantine = new Quarantine(config);
        this.callerContext = new CallerContext("pool '" + config.name() + "'");
        CLEANER.register(this, new DroppedPool(config.name(), dispatcher));
    }

    /** For what the caller's classes can be found by. */
    static ValueCodec codec(WorkerPoolConfig config) {
        return new ValueCodec(new AllowedTypes(config.allowed()), callersLoader())
                .upTo(config.maxPayload())
                .with(config.payloadCodecs());
    }

    static ClassLoader callersLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : WorkerPool.class.getClassLoader();
    }

    /**
     * A pool with defaults.
     *
     * @param workers most workers at once, at least 1
     */
    public static WorkerPool create(int workers) {
        return builder().workers(workers).build();
    }

    /** Begins a pool with settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings in force. */
    public WorkerPoolConfig config() {
        return config;
    }

    /** What the pool has done, and holds now. */
    public PoolMetrics metrics() {
        return dispatcher.metrics();
    }

    /** The workers that there are now. */
    public List<WorkerInfo> workers() {
        return dispatcher.workers();
    }

    /**
     * Starts all workers now rather than at the first calls.
     *
     * @return completes when all are ready; signals {@link dev.trenza.core.WorkerStartException} if they cannot start,
     *     {@link dev.trenza.core.PoolClosedException} if the pool is closed before
     */
    public Mono<Void> warmup() {
        // The pool is a resource of its own start, so that it is not garbage meanwhile.
        return Mono.using(
                () -> this,
                pool -> {
                    dispatcher.warmUp();
                    return control.allReady();
                },
                pool -> {});
    }

    @Override
    public <I, O> Mono<O> submit(Task<? super I, ? extends O> task, I input) {
        return outcomes(Flux.just(input), TaskRun.<I, O>of(task)).single().handle((outcome, sink) -> {
            if (outcome instanceof Outcome.Failure<I, O> failure) {
                sink.error(failure.failure());
            } else if (outcome instanceof Outcome.Success<I, O> success && success.value() != null) {
                sink.next(success.value());
            } else if (outcome instanceof Outcome.Skipped<I, O> skipped) {
                sink.error(new TaskCancelledException(
                        "task '" + TaskName.of(task) + "' on '" + input + "' was not run: " + skipped.reason()));
            } else {
                sink.complete();
            }
        });
    }

    @Override
    public <T, O> Flux<O> values(Flux<T> items, TaskRun<T, O> run) {
        return new LaneFlux<>(items, run, Lane.ValueEmission::new);
    }

    @Override
    public <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run) {
        return new LaneFlux<>(items, run, Lane.OutcomeEmission::new);
    }

    /** Runs a task that is encoded already. */
    <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run, TaskDefinition definition) {
        return new LaneFlux<T, O, Outcome<T, O>>(items, run, Lane.OutcomeEmission::new) {
            @Override
            TaskDefinition definition() {
                return definition;
            }
        };
    }

    /** Why the pool was given up, if it was: its workers cannot start, or die of everything. */
    public Optional<PoolUnusableException> failure() {
        return dispatcher.failure();
    }

    @Override
    public int concurrency() {
        return config.workers();
    }

    @Override
    public boolean isClosed() {
        return dispatcher.isClosed();
    }

    @Override
    public Mono<Void> disposeLater() {
        return Mono.defer(() -> {
            dispatcher.close();
            return control.end();
        });
    }

    @Override
    public void close() {
        dispatcher.close();
        awaitEnd();
    }

    @Override
    public void skipPending() {
        dispatcher.skipPending();
    }

    @Override
    public void closeNow() {
        dispatcher.closeNow();
        awaitEnd();
    }

    private void awaitEnd() {
        if (!Schedulers.isInNonBlockingThread() && !control.isOwnThread(Thread.currentThread())) {
            control.end().block();
        }
    }

    @Override
    public String toString() {
        return "WorkerPool " + config.name() + " " + metrics();
    }

    /** How an emission is made for one subscriber. */
    private interface EmissionFactory<T, O, R> {
        Lane.Emission<T, O, R> make(CoreSubscriber<? super R> subscriber, Outcomes<T, O> outcomes);
    }

    /** A source seen through the pool; each subscription is a {@link Lane}. */
    private class LaneFlux<T, O, R> extends Flux<R> {

        private final Flux<T> items;
        private final TaskRun<T, O> run;
        private final EmissionFactory<T, O, R> factory;

        LaneFlux(Flux<T> items, TaskRun<T, O> run, EmissionFactory<T, O, R> factory) {
            this.items = items;
            this.run = run;
            this.factory = factory;
        }

        TaskDefinition definition() throws IOException {
            return TaskDefinition.of(run.task());
        }

        @Override
        public void subscribe(CoreSubscriber<? super R> subscriber) {
            TimeLimits limits = run.limits().orElse(config.limits());
            TaskDefinition definition;
            try {
                definition = definition().within(limits.nanos(TimeLimits.Kind.TASK));
            } catch (IOException e) {
                Operators.error(subscriber, new TaskFailedException(String.valueOf(e.getMessage()), e));
                return;
            }
            ValueCodec codec = WorkerPool.this.codec.forTask(run.task());
            Outcomes<T, O> outcomes = new Outcomes<>(run, definition, codec, limits, quarantine);
            Lane.Emission<T, O, R> emission = factory.make(subscriber, outcomes);
            Lane<T, O> lane = new Lane<>(
                    WorkerPool.this,
                    dispatcher,
                    run,
                    definition,
                    callerContext.capture(run, subscriber.currentContext()),
                    codec,
                    emission,
                    control.laneThread());
            lane.isItemAtHand = items instanceof Fuseable.ScalarCallable;
            items.subscribe(lane);
        }
    }

    /** Settings of a pool; every one has a default. Confined to one thread. */
    public static final class Builder {

        // Mutable state
        private String name = "cpu";
        private int workers = Runtime.getRuntime().availableProcessors();
        private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        private boolean inheritClassPath = true;
        private final List<Path> classPath = new ArrayList<>();
        private final List<String> jvmArguments = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> allowed = new ArrayList<>();
        private final List<PayloadCodec> payloadCodecs = new ArrayList<>();
        private long heapBytes;
        private long oomHeapBytes;
        private int processors;
        private int workersOfAllPools;
        private Optional<MemoryBudget> memory = MemoryBudget.ofThisProcess();
        private @Nullable Path quarantine;
        private TimeLimits limits = TimeLimits.NONE;
        private int attempts = 2;
        private Duration startupTimeout = Duration.ofSeconds(30);
        private Duration gracePeriod = Duration.ofMillis(200);
        private Duration heartbeatTimeout = Duration.ofSeconds(10);
        private int maxPayload = 64 << 20;
        private long payloadFileBytes = 64 << 20;
        private int maxStartFailures = 3;
        private int maxTasksPerWorker;
        private @Nullable Duration maxWorkerAge;
        private long maxWorkerMemory;
        private @Nullable Duration idleTimeout;
        private int minIdle;
        private int maxDeaths = 20;
        private Sandbox sandbox = Sandbox.none();
        private @Nullable Task<?, ?> initializer;
        private @Nullable Object initializerInput;
        private @Nullable Level logLevel;
        private Consumer<? super WorkerOutput> output = line -> System.err.println(line);
        private final List<PoolListener> listeners = new ArrayList<>();
        private @Nullable Function<WorkerPoolConfig, WorkerLauncher> launcher;

        private Builder() {}

        /**
         * Sets what a map has, by the names and in the units of {@link Setting}: {@code workers=50%},
         * {@code task-timeout=30s}, {@code heap=256m}. What it does not have stays as it is.
         *
         * @throws IllegalArgumentException tells all keys that are unknown and all values that are none, at once
         */
        public Builder settings(Map<String, String> settings) {
            Setting.apply(settings, this);
            return this;
        }

        /** {@link #settings(Map)} for properties. */
        public Builder settings(Properties properties) {
            Map<String, String> settings = new TreeMap<>();
            properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
            return settings(settings);
        }

        Sandbox currentSandbox() {
            return sandbox;
        }

        /** In thread names and messages; default {@code cpu}. */
        public Builder name(String newName) {
            name = newName;
            return this;
        }

        /** Most workers at once, at least 1; default the available processors. */
        public Builder workers(int most) {
            workers = most;
            return this;
        }

        /** The {@code java} program; default that of this JVM. */
        public Builder java(Path program) {
            java = program;
            return this;
        }

        /**
         * Whether workers see the classes that this JVM sees, as lambdas need; default true. That is its class path and its
         * module path with the modules that it has resolved; the jars and directories of class loaders over files, as servers
         * and build tools have them; and the archive of Spring Boot that it runs from. JVM options, as {@code --add-opens} or an
         * agent, are not inherited: see {@link #jvmArguments}.
         */
        public Builder inheritClassPath(boolean isInherited) {
            inheritClassPath = isInherited;
            return this;
        }

        /**
         * More jars and directories with tasks, for the workers' class path, before what is inherited. Named tasks are found
         * there ({@link dev.trenza.task.NamedTask#reference}); the caller need not have them.
         *
         * @throws IllegalArgumentException if one of them does not exist
         */
        public Builder taskPath(List<Path> entries) {
            for (Path entry : entries) {
                if (!Files.exists(entry)) {
                    throw new IllegalArgumentException("taskPath entry '" + entry + "' does not exist, looked for at "
                            + entry.toAbsolutePath() + "; build the jar first, or correct the path");
                }
            }
            classPath.addAll(entries);
            return this;
        }

        /** More arguments for the workers' JVMs, such as {@code -Xss2m}. */
        public Builder jvmArguments(String... arguments) {
            jvmArguments.addAll(List.of(arguments));
            return this;
        }

        /**
         * One more variable for the workers' environment; of this JVM's they inherit only PATH, HOME, locale and zone. PWD
         * is the directory in which they begin, and which relative paths of tasks start from; default this JVM's.
         */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /**
         * Lets records, enums and serialisable objects of these classes cross the process line, both ways, beyond what does
         * anyway: inputs of all packages but those that are known for attacks, and results of the packages of the task, of
         * the types in its signature, and of the inputs.
         *
         * <pre>{@code
         * WorkerPool.builder().allow("com.acme.model.**", "org.springframework.data.domain.PageImpl");
         * }</pre>
         *
         * @param patterns {@code com.acme.Invoice}, {@code com.acme.*} or {@code com.acme.**}; the last form allows nothing
         *     in packages that are known for attacks unless it begins in one
         */
        public Builder allow(String... patterns) {
            allowed.addAll(List.of(patterns));
            return this;
        }

        /**
         * Another way for values of some classes to cross the process line, in both directions. It comes before those that
         * are listed in {@code META-INF/services/dev.trenza.task.PayloadCodec} on the caller's class path, which are used
         * without a call as long as the workers inherit that class path.
         *
         * @param codec whose class the workers must have
         */
        public Builder payloadCodec(PayloadCodec codec) {
            payloadCodecs.add(codec);
            return this;
        }

        /**
         * Most heap of one worker in bytes, at least 8 MiB; 0, the default, is its share of what this machine has or a
         * control group grants, as {@link MemoryBudget#heapOfEach} says. An {@code -Xmx} among {@link #jvmArguments} comes
         * before both. That all heaps together may be more than there is, is told to the log in one line.
         */
        public Builder heap(long bytes) {
            heapBytes = bytes;
            return this;
        }

        /**
         * How many processors each worker's JVM counts on, for its compilers and for tasks that compute in parallel; 0, the
         * default, shares those of this JVM, so that the workers together start no more threads than one JVM would.
         */
        public Builder processors(int count) {
            processors = count;
            return this;
        }

        /**
         * So many workers share memory and processors, those of this pool among them; default, and least, is
         * {@link #workers}. For pools that work at the same time.
         */
        public Builder workersOfAllPools(int most) {
            workersOfAllPools = most;
            return this;
        }

        /** For tests: another machine. */
        Builder memory(Optional<MemoryBudget> budget) {
            memory = budget;
            return this;
        }

        /**
         * Runs an item that has exhausted its worker's heap once more, beyond its {@code attempts}: alone, in a worker with
         * this heap, which takes the place of another and ends after it. One at a time.
         *
         * @param bytes more than {@link #heap}, at least 8 MiB; 0, the default, ends the item at once
         */
        public Builder oomHeap(long bytes) {
            oomHeapBytes = bytes;
            return this;
        }

        /**
         * Keeps every item whose worker's death ended it, in a private sub-directory: its input, the task, the worker's
         * settings, what the worker printed and wrote about its crash. {@link QuarantinedItem} runs one again.
         *
         * @param directory is made when it is needed; {@code null}, the default, keeps nothing
         */
        public Builder quarantine(@Nullable Path directory) {
            quarantine = directory;
            return this;
        }

        /** Limit of one attempt, from the moment it runs; {@code null}, the default, is none. */
        public Builder taskTimeout(@Nullable Duration limit) {
            limits = limits.withTask(limit);
            return this;
        }

        /** Limit of the time that an attempt runs without telling progress; {@code null}, the default, is none. */
        public Builder stallTimeout(@Nullable Duration limit) {
            limits = limits.withStall(limit);
            return this;
        }

        /** All time limits at once; default none. */
        public Builder limits(TimeLimits newLimits) {
            limits = newLimits;
            return this;
        }

        /** Limit of an item's wait until its first attempt begins; {@code null}, the default, is none. */
        public Builder queueTimeout(@Nullable Duration limit) {
            limits = limits.withQueue(limit);
            return this;
        }

        /** How often an item is started at most when workers die of it, at least 1; default 2. */
        public Builder attempts(int most) {
            attempts = most;
            return this;
        }

        /** Limit from launch until a worker takes calls; default 30 s. */
        public Builder startupTimeout(Duration limit) {
            startupTimeout = limit;
            return this;
        }

        /** From asking a task to stop until its worker is killed; default 200 ms, zero kills at once. */
        public Builder gracePeriod(Duration period) {
            gracePeriod = period;
            return this;
        }

        /** A busy worker that has not beaten for so long is frozen, and is killed; default 10 s. */
        public Builder heartbeatTimeout(Duration limit) {
            heartbeatTimeout = limit;
            return this;
        }

        /** Largest input or result in bytes; default 64 MiB, at most 1 GiB. A larger one fails its item alone. */
        public Builder maxPayload(int bytes) {
            maxPayload = bytes;
            return this;
        }

        /**
         * Sends large values, of 256 KiB and more, to and from each worker through a file in memory that may become so many
         * bytes large, half for each direction; default 64 MiB, at least 1 MiB and at most 2 GiB; 0 sends all through the
         * pipe.
         *
         * <p>It exists from the first large value to the worker's end, under {@code /dev/shm}, without a name there. Where
         * that is not to be had, as on other systems than Linux, in a sandbox that isolates, or where less than four times
         * as much memory is left, and for what has no room in it, the pipe serves.
         */
        public Builder payloadFile(long bytes) {
            payloadFileBytes = bytes;
            return this;
        }

        /** So many workers in a row that end before they are ready make the pool unusable; default 3. */
        public Builder maxStartFailures(int most) {
            maxStartFailures = most;
            return this;
        }

        /**
         * Keeps tasks from the network and from files; default {@link Sandbox#none()}. A pool whose system does not have
         * the sandbox refuses to start workers, with a {@link dev.trenza.core.WorkerStartException} that says why.
         */
        public Builder sandbox(Sandbox newSandbox) {
            sandbox = newSandbox;
            return this;
        }

        /**
         * So many workers in a row that die, of whatever they run, before any worker gives an answer make the pool
         * unusable: then something is wrong with the machine rather than with the items. Default 20. Those that the pool
         * has killed, for a time-out for instance, do not count, nor do those that die of an item which had killed one
         * before.
         */
        public Builder maxDeaths(int most) {
            maxDeaths = most;
            return this;
        }

        /**
         * Runs a task once in every worker, before it takes calls: to load a model, to open a dictionary; what it keeps in
         * static fields is there for the tasks. If it throws, the pool is given up at once, with its stack as the cause of
         * the {@link dev.trenza.core.WorkerStartException}; only a worker that is to replace one in service is tried again.
         * {@link #startupTimeout} covers it.
         *
         * @param input crosses the process line as inputs of other tasks do
         */
        public <I> Builder initializer(Task<? super I, ?> task, I input) {
            initializer = task;
            initializerInput = input;
            return this;
        }

        /**
         * A worker that has taken so many calls, give or take 10 %, is replaced: against what tasks leave behind. It serves
         * on until its successor is ready, so a few more may run there. 0, the default, is no limit.
         */
        public Builder maxTasksPerWorker(int most) {
            maxTasksPerWorker = most;
            return this;
        }

        /** A worker that has been ready for so long, give or take 10 %, is replaced; {@code null}, the default, never. */
        public Builder maxWorkerAge(@Nullable Duration limit) {
            maxWorkerAge = limit;
            return this;
        }

        /**
         * A worker is replaced on whose heap a collection leaves so many bytes between two calls, give or take 10 %. The
         * collection is made when that much is in use, at most once a second. 0, the default, is no limit.
         */
        public Builder maxWorkerMemory(long bytes) {
            maxWorkerMemory = bytes;
            return this;
        }

        /** A worker without calls for so long ends, down to {@link #minIdle}; {@code null}, the default, keeps all warm. */
        public Builder idleTimeout(@Nullable Duration limit) {
            idleTimeout = limit;
            return this;
        }

        /** So many workers stay warm whatever {@link #idleTimeout} says; default 0. */
        public Builder minIdle(int least) {
            minIdle = least;
            return this;
        }

        /**
         * Gets every line that something in a worker prints; default {@code System.err}; {@link TaskLineLogger} for a
         * logger. Called on a thread of that worker. Tasks never wait for it: where it is slower than they print, some million characters are kept for it,
         * and a line tells how much is missing.
         */
        public Builder output(Consumer<? super WorkerOutput> consumer) {
            output = consumer;
            return this;
        }

        /**
         * From which level on tasks' lines ({@code TaskContext.log}) are written; what is below never leaves a worker.
         * {@code System.Logger} and {@code java.util.logging} have this level in workers, too, and
         * {@code trenza.log.level} is the property for other configurations: {@code <root level="${trenza.log.level}">}.
         *
         * @param level default {@link Level#INFO}, or what the logger behind {@link #output} has when the pool is built
         */
        public Builder logLevel(Level level) {
            logLevel = level;
            return this;
        }

        /** Hears what happens to the pool; each call adds one. */
        public Builder listener(PoolListener listener) {
            listeners.add(listener);
            return this;
        }

        /** For tests: workers without processes. */
        Builder launcher(Function<WorkerPoolConfig, WorkerLauncher> newLauncher) {
            launcher = newLauncher;
            return this;
        }

        /**
         * Makes the pool. No worker is started yet.
         *
         * @throws IllegalArgumentException names the setting that is out of range, or the quarantine that cannot be used
         * @throws dev.trenza.core.WorkerStartException if the pool's directory cannot be made
         */
        public WorkerPool build() {
            WorkerPoolConfig config = settings();
            if (config.quarantine() != null) {
                try {
                    QuarantinedItem.prepare(config.quarantine());
                } catch (IOException e) {
                    throw new IllegalArgumentException("quarantine " + e.getMessage(), e);
                }
            }
            WorkerLauncher made = launcher == null ? new LazyJvmLauncher(config) : launcher.apply(config);
            WorkerPool pool = new WorkerPool(config, made, output, listeners);
            memory.flatMap(budget -> budget.overCommitment(List.of(config))).ifPresent(pool.control::warn);
            return pool;
        }

        /**
         * The settings alone, for a {@link TaskProcess}.
         *
         * @throws IllegalArgumentException names the setting that is out of range
         */
        public WorkerPoolConfig settings() {
            int sharing = Math.max(1, Math.max(workers, workersOfAllPools));
            JvmSize size = new JvmSize(memory, Runtime.getRuntime().availableProcessors(), sharing, jvmArguments);
            PayloadCodecs codecs = allPayloadCodecs();
            return new WorkerPoolConfig(
                    name,
                    workers,
                    java,
                    wholeClassPath(),
                    inheritClassPath ? CallersClassPath.modulePath() : List.of(),
                    jvmArguments,
                    environment,
                    allowed,
                    codecs,
                    size.heap(heapBytes, oomHeapBytes),
                    oomHeapBytes,
                    size.processors(processors),
                    quarantine,
                    limits,
                    attempts,
                    startupTimeout,
                    gracePeriod,
                    heartbeatTimeout,
                    maxPayload,
                    payloadFileBytes,
                    maxStartFailures,
                    new WorkerLifetime(maxTasksPerWorker, maxWorkerAge, maxWorkerMemory, idleTimeout, minIdle),
                    encodedInitializer(codecs),
                    maxDeaths,
                    sandbox,
                    logLevel == null ? TaskLineLogger.levelOf(output) : logLevel);
        }

        private PayloadCodecs allPayloadCodecs() {
            List<PayloadCodec> all = new ArrayList<>(payloadCodecs);
            if (inheritClassPath) {
                for (PayloadCodec listed : ServiceLoader.load(PayloadCodec.class, callersLoader())) {
                    if (all.stream().noneMatch(given -> given.getClass() == listed.getClass())) {
                        all.add(listed);
                    }
                }
            }
            return PayloadCodecs.of(all);
        }

        private @Nullable Initializer encodedInitializer(PayloadCodecs codecs) {
            if (initializer == null) {
                return null;
            }
            try {
                ValueCodec codec = new ValueCodec(new AllowedTypes(allowed), callersLoader())
                        .forTask(initializer)
                        .with(codecs);
                return Initializer.of(initializer, initializerInput, codec);
            } catch (IOException e) {
                throw new IllegalArgumentException("initializer: " + e.getMessage(), e);
            }
        }

        private List<Path> wholeClassPath() {
            List<Path> whole = new ArrayList<>(classPath);
            if (inheritClassPath) {
                whole.addAll(CallersClassPath.classPath());
            }
            return whole;
        }
    }
}
