package dev.trenza.worker;

import dev.trenza.task.ContextTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.PayloadFile;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.StatusPage;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;

/** Runs the calls, one after the other, and answers each exactly once. Confined to the task thread. */
final class CallRunner {

    /** Larger answers leave at once, while the next call runs. */
    private static final int MAX_HELD_BYTES = 4 << 10;

    private static final long MAX_HELD_NANOS = 50_000;

    private final CallQueue queue;
    private final FrameWriter writer;
    private final RunningCall running;
    private final StatusPage page;
    private final HeapGauge gauge;
    private final ValueCodec codec;
    private final int maxPayload;
    private final TaskOutput output;
    private final LoggerContext loggers;
    private final DefinedTasks tasks;
    private final HeldResults held;
    private final BurstRunner bursts;
    private final EmissionWindow emissions;

    // Mutable state
    private ArrayDeque<Frame> batch = new ArrayDeque<>();

    /** When the last call ended, for the next one to begin at: a look at the clock costs as much as a small task. */
    private long lastEnd;

    /** When the first of the calls began whose answers are held; 0 if none is. */
    private long heldSince;

    CallRunner(
            CallQueue queue,
            FrameWriter writer,
            RunningCall running,
            StatusPage page,
            HeapGauge gauge,
            ValueCodec codec,
            int maxPayload,
            TaskOutput output,
            ClassLoader loader,
            EmissionWindow emissions) {
        this.queue = queue;
        this.writer = writer;
        this.running = running;
        this.page = page;
        this.gauge = gauge;
        this.codec = codec;
        this.maxPayload = maxPayload;
        this.output = output;
        this.emissions = emissions;
        this.loggers = new LoggerContext(loader);
        this.tasks = new DefinedTasks(loader);
        this.held = new HeldResults(writer, running, maxPayload);
        this.bursts = new BurstRunner(this, tasks, held, writer, running, page, gauge, codec, output);
        writer.gatherer(held);
    }

    /**
     * Runs the pool's initialiser, the first call that comes.
     *
     * @throws Throwable what it throws
     */
    void initialise() throws Throwable {
        while (true) {
            batch = queue.takeAll(batch);
            for (Frame frame = batch.poll(); frame != null; frame = batch.poll()) {
                if (frame instanceof Frame.Define define) {
                    tasks.define(define.task(), define.definition());
                } else if (frame instanceof Frame.Call call) {
                    if (!running.begin(call)) {
                        throw new IllegalStateException("the initialiser was cancelled");
                    }
                    Object input = codec.decode(call.payload(), call.isBare());
                    Object unused = run(tasks.get(call.task()), input, 0, call.index(), 1, call.context());
                    output.endCall();
                    running.end(call.id());
                    tasks.forget(call.task());
                    return;
                }
            }
        }
    }

    /**
     * Runs until a BYE, and returns then.
     *
     * @throws IOException if answers cannot be written
     */
    void run() throws IOException {
        while (true) {
            lastEnd = 0;
            batch = queue.takeAll(batch);
            for (Frame frame = batch.poll(); frame != null; frame = batch.poll()) {
                if (frame instanceof Frame.Call call) {
                    answer(call);
                } else if (frame instanceof Frame.Calls calls) {
                    lastEnd = 0;
                    bursts.run(calls, !batch.isEmpty());
                } else if (frame instanceof Frame.Define define) {
                    tasks.define(define.task(), define.definition());
                } else if (frame instanceof Frame.Forget forget) {
                    tasks.forget(forget.task());
                } else if (frame instanceof Frame.Bye) {
                    held.flush();
                    return;
                }
            }
            writeHeld();
        }
    }

    /** Id, index, task and context of the running call, as {@link TaskOutput} marks it. */
    static String origin(RunningCall running, Map<Integer, String> names) {
        RunningCall.Current call = running.current();
        if (call == null) {
            return "";
        }
        String origin = call.id() + " " + call.index() + " " + names.getOrDefault(call.task(), "task");
        return call.context().isEmpty()
                ? origin
                : origin + TaskOutput.CONTEXT + call.context().text();
    }

    private void answer(Frame.Call call) throws IOException {
        if (!held.isEmpty()) {
            held.flush(); // between two calls: while one runs, the writer's thread may be at it, and it would leave
            // twice
            writer.watch();
        }
        if (!running.begin(call)) {
            return; // the receiver has answered it
        }
        gauge.callBegins();
        page.started(call.id());
        // A stream's name alone is no reason to load a logger that the task may not use.
        Frame answer = call.context().isOfSubscriber()
                ? loggers.within(call.context().entries(), () -> attempt(call))
                : attempt(call);
        output.endCall();
        running.end(call.id());
        send(answer);
        page.finished();
        if (gauge.isHigh()) {
            writeHeld(); // no answer waits for a collection, and no call's time includes it
            gauge.measureIfHigh();
        }
    }

    /**
     * A small answer waits a little for those of the calls that are at hand, so that they leave in one write; after a call
     * that took longer than that the next one will as well, and nobody needs to look after it meanwhile.
     */
    private void send(Frame answer) throws IOException {
        held.flush();
        if (!(answer instanceof Frame.Result result) || result.payload().length > MAX_HELD_BYTES) {
            writer.send(answer);
            return;
        }
        heldSince = heldSince == 0 ? lastEnd - result.runNanos() : heldSince;
        if (batch.isEmpty()) {
            writer.enqueue(answer); // it leaves when this batch ends, which is now
        } else if (lastEnd - heldSince > MAX_HELD_NANOS) {
            writer.enqueue(answer);
            writeHeld();
        } else {
            writer.hold(answer);
        }
    }

    void writeHeld() throws IOException {
        held.flush();
        writer.writeHere();
        heldSince = 0;
        lastEnd = 0;
    }

    private Frame attempt(Frame.Call call) {
        long begun = lastEnd;
        try {
            DefinedTask task = tasks.get(call.task());
            Object input = codec.decode(call.payload(), call.isBare());
            if (begun == 0 || call.payload().length > MAX_HELD_BYTES) {
                begun = System.nanoTime();
            }
            Object result = run(task, input, call.id(), call.index(), call.attempt(), call.context());
            lastEnd = System.nanoTime();
            return result(call, lastEnd - begun, result);
        } catch (Throwable e) { // whatever a task throws is its answer
            long now = System.nanoTime();
            lastEnd = 0;
            long runNanos = begun == 0 ? 0 : now - begun;
            return new Frame.Failure(call.id(), call.attempt(), runNanos, isFatal(e), RemoteFailure.of(e));
        }
    }

    /** Whether this worker is no place for the next call: its JVM has failed, or the task has left no descriptor. */
    boolean isFatal(Throwable failure) {
        boolean isOfTheMachine = failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
        return isOfTheMachine || !page.canBeOpened();
    }

    @Nullable
    Object run(DefinedTask defined, @Nullable Object input, long id, long index, int attempt, DiagnosticContext context)
            throws Exception {
        Task<@Nullable Object, @Nullable Object> task = defined.task();
        if (!(task instanceof ContextTask<@Nullable Object, @Nullable Object> contextual)) {
            return task.run(input);
        }
        TaskContext own = new CallContext(running, page, output, id, index, attempt, context, defined.limitNanos());
        if (!(task instanceof StreamTask)) {
            return contextual.run(input, own);
        }
        emissions.open(id);
        try {
            return contextual.run(input, new StreamContext(own, emissions, codec, maxPayload, id));
        } finally {
            emissions.close();
        }
    }

    /** A large array is not encoded: it leaves, or is copied, before the next call begins. */
    private Frame.Result result(Frame.Call call, long runNanos, @Nullable Object result) throws IOException {
        if (result instanceof byte[] content && content.length >= PayloadFile.LARGE) {
            checkSize(content.length + 1);
            return new Frame.Result(call.id(), call.attempt(), runNanos, content, true);
        }
        byte[] payload = encode(result);
        checkSize(payload);
        return new Frame.Result(call.id(), call.attempt(), runNanos, payload);
    }

    private byte[] encode(@Nullable Object result) throws IOException {
        try {
            return codec.encode(result);
        } catch (IOException e) {
            throw unsendable(e);
        }
    }

    static IOException unsendable(IOException why) {
        return new IOException("the result cannot be sent: " + why.getMessage(), why);
    }

    void checkSize(byte[] payload) throws IOException {
        checkSize(payload.length);
    }

    private void checkSize(int length) throws IOException {
        if (length > maxPayload) {
            throw new IOException("the result of " + length + " bytes is larger than the limit of " + maxPayload
                    + "; return a path, or raise maxPayload");
        }
    }
}
