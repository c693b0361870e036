package dev.trenza.core.process;

import dev.trenza.core.CallerContext;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskPoolException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.WorkerStartException;
import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One task in one JVM of its own: Python's {@code multiprocessing.Process}, with a return value. Thread-safe.
 *
 * <pre>{@code
 * TaskProcess<Integer> process = new TaskProcess<>("square", x -> x * x, 7);
 * process.start();
 * process.join();
 * process.result(); // 49
 * }</pre>
 *
 * <p>It may be started once and joined often. Unlike Python's it never outlives its parent. For more than a few tasks use
 * a {@link WorkerPool}, which keeps its processes warm.
 *
 * @param <O> what the task returns
 */
public final class TaskProcess<O extends @Nullable Object> {

    private final String name;
    private final WorkerPoolConfig config;
    private final TaskDefinition definition;
    private final byte[] input;
    private final ValueCodec codec;
    private final Consumer<? super WorkerOutput> output;
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final CompletableFuture<WorkerProcess> launched = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    // Mutable state, written by the process's thread before it has ended
    private volatile int exitCode;
    private @Nullable Frame answer;
    private @Nullable Exception problem;

    /**
     * Makes a process that prints to {@code System.err}; it is not started yet.
     *
     * @param name in messages and thread names
     * @throws IllegalArgumentException if the task or its input cannot be sent
     */
    public <I> TaskProcess(String name, Task<? super I, ? extends O> task, I input) {
        this(name, task, input, WorkerPool.builder().name(name).settings(), line -> System.err.println(line));
    }

    /**
     * Makes a process with the settings of a pool.
     *
     * @param config of which heap, class path, environment and limits are used
     * @param output gets every line that it prints, on a thread of its own
     * @throws IllegalArgumentException if the task or its input cannot be sent
     */
    public <I> TaskProcess(
            String name,
            Task<? super I, ? extends O> task,
            I input,
            WorkerPoolConfig config,
            Consumer<? super WorkerOutput> output) {
        if (task instanceof StreamTask) {
            throw new IllegalArgumentException(
                    "process '" + name + "': a StreamTask has no single result; run it with a pool's stream");
        }
        this.name = name;
        this.config = config;
        this.output = output;
        this.codec = WorkerPool.codec(config).forTask(task);
        try {
            this.definition = TaskDefinition.of(task);
            this.input = codec.encode(input);
        } catch (IOException e) {
            throw new IllegalArgumentException("process '" + name + "': " + e.getMessage(), e);
        }
    }

    /**
     * Launches the JVM and returns when it has a pid.
     *
     * @throws IllegalStateException if it was started before
     * @throws WorkerStartException if the JVM cannot be launched
     */
    public void start() {
        if (!isStarted.compareAndSet(false, true)) {
            throw new IllegalStateException("process '" + name + "' was started before; make another one");
        }
        DiagnosticContext context = new CallerContext("process '" + name + "'").capture();
        daemon("trenza-process-" + name, () -> run(context)).start();
        process();
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private void run(DiagnosticContext context) {
        JvmLauncher launcher = null;
        try {
            launcher = new JvmLauncher(config);
            WorkerProcess process = launcher.launch(1, 0);
            launched.complete(process);
            converse(process, context);
        } catch (IOException | InterruptedException | RuntimeException e) {
            problem = e;
            launched.completeExceptionally(e);
        } finally {
            if (launcher != null) {
                launcher.close();
            }
            ended.countDown();
        }
    }

    /** Everything is said at once: the worker reads it in its own time, and ends after the call. */
    private void converse(WorkerProcess process, DiagnosticContext context) throws InterruptedException {
        OutputLines lines = new OutputLines(1, process.pid(), output);
        Thread printer = daemon("trenza-process-" + name + "-stderr", () -> print(lines, process));
        printer.start();
        try {
            FrameWriter writer = new FrameWriter(process.calls());
            writer.send(new Frame.Welcome(
                    config.sandbox().isIsolated() ? 0 : ProcessHandle.current().pid(),
                    process.pageFile(),
                    config.maxPayload(),
                    config.allowed(),
                    config.payloadCodecs().toWire(),
                    0,
                    config.logLevel(),
                    false));
            writer.send(new Frame.Define(1, definition));
            writer.send(new Frame.Call(1, 1, 1, 0, context, input));
            writer.send(new Frame.Bye());
            writer.end();
            writer.run();
            awaitAnswer(process);
        } catch (IOException e) {
            problem = e;
            process.kill();
        } finally {
            exitCode = process.waitFor();
            printer.join(TimeUnit.SECONDS.toMillis(1));
            process.cleanUp();
        }
    }

    private void awaitAnswer(WorkerProcess process) throws IOException {
        FrameReader reader = new FrameReader(process.results());
        reader.maxPayload(Frame.sizeLimit(config.maxPayload()));
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            if (frame instanceof Frame.Result || frame instanceof Frame.Failure) {
                answer = frame;
            }
        }
    }

    private static void print(OutputLines lines, WorkerProcess process) {
        try {
            lines.readFrom(process.stderr());
        } catch (IOException e) {
            // The process is gone, and so is the pipe: there is nothing more to show.
        }
    }

    private WorkerProcess process() {
        if (!isStarted.get()) {
            throw new IllegalStateException("process '" + name + "' has not been started");
        }
        try {
            return launched.join();
        } catch (CompletionException e) {
            throw new WorkerStartException("process '" + name + "' cannot start: " + e.getCause(), e.getCause());
        }
    }

    /**
     * The operating system's number for it.
     *
     * @throws IllegalStateException if it has not been started
     */
    public long pid() {
        return process().pid();
    }

    /** Whether it was started and has not ended. */
    public boolean isAlive() {
        return isStarted.get() && ended.getCount() > 0;
    }

    /**
     * Waits for its end; a failure of the task does not come out here but of {@link #result}.
     *
     * @throws IllegalStateException if it has not been started
     * @throws InterruptedException if the waiting thread is interrupted; the process goes on
     */
    public void join() throws InterruptedException {
        process();
        ended.await();
    }

    /**
     * Waits for its end, for so long.
     *
     * @return whether it has ended
     * @throws IllegalStateException if it has not been started
     * @throws InterruptedException if the waiting thread is interrupted; the process goes on
     */
    public boolean join(Duration limit) throws InterruptedException {
        process();
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How it ended, as Java reads it: 0 to 255, 128 + n after signal n. Empty while it runs. */
    public OptionalInt exitCode() {
        return isStarted.get() && ended.getCount() == 0 ? OptionalInt.of(exitCode) : OptionalInt.empty();
    }

    /** The signal that ended it, 9 where {@link #exitCode} is 137 and Python says -9. */
    public OptionalInt signal() {
        OptionalInt code = exitCode();
        return code.isPresent() && code.getAsInt() > 128 ? OptionalInt.of(code.getAsInt() - 128) : OptionalInt.empty();
    }

    /** Asks it to end (SIGTERM), so that its shutdown hooks run. */
    public void terminate() {
        process().terminate();
    }

    /** Ends it and everything that it has started, at once. */
    public void kill() {
        process().kill();
    }

    /**
     * What the task returned; waits for the end.
     *
     * @throws TaskFailedException with what the task threw as its cause
     * @throws WorkerCrashedException if the process ended without an answer
     * @throws InterruptedException if the waiting thread is interrupted
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // whether null is an O is the task's own affair
    public O result() throws InterruptedException {
        join();
        Frame last = answer;
        if (last instanceof Frame.Failure failure) {
            throw new TaskFailedException(
                    "process '" + name + "' failed: " + Failures.text(failure.failure()),
                    Failures.exception(failure.failure()));
        }
        if (!(last instanceof Frame.Result result)) {
            throw withoutAnswer();
        }
        try {
            return (O) codec.decode(result.payload(), result.isBare());
        } catch (IOException e) {
            throw new TaskFailedException("process '" + name + "' has a result that cannot be decoded: " + e, e);
        }
    }

    private TaskPoolException withoutAnswer() {
        WorkerDeath death = WorkerDeath.of(1, pid(), exitCode);
        String message = "process '" + name + "' has no result: " + death.description();
        return new WorkerCrashedException(message, 1, pid(), exitCode, problem);
    }

    @Override
    public String toString() {
        return "TaskProcess " + name + (isAlive() ? " (running)" : "");
    }
}
