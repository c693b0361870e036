package dev.trenza.core.process;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.PackedValues;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.StatusPage;
import dev.trenza.worker.protocol.ValueCodec;
import dev.trenza.worker.protocol.ValuePacker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A worker that does what the test says. */
final class FakeWorker implements WorkerProcess {

    /** Sent by the harness itself to know that everything before it has arrived. */
    private static final Frame MARK = new Frame.Forget(-1);

    private final FakePool pool;
    private final Worker worker;
    private final StatusPage page = StatusPage.inMemory();
    private final PipedOutputStream pipe = new PipedOutputStream();
    private final FrameReader reader;
    private final WorkerLink link;
    private final List<Frame> inbox = new ArrayList<>();
    private final List<Frame.Call> calls = new ArrayList<>();

    // Mutable state
    private boolean isDead;

    FakeWorker(FakePool pool, Worker worker) {
        this.pool = pool;
        this.worker = worker;
        try {
            this.reader = new FrameReader(new PipedInputStream(pipe, 1 << 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.link = new WorkerLink(
                worker, this, pool.dispatcher, new OutputLines(worker.number, pid(), line -> {}), "fake");
        Thread writer = new Thread(this::write, "fake-writer-" + worker.number);
        writer.setDaemon(true);
        writer.start();
        pool.dispatcher.launched(worker, link);
    }

    private void write() {
        try {
            link.writer().run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int number() {
        return worker.number;
    }

    Worker record() {
        return worker;
    }

    boolean isDead() {
        return isDead;
    }

    WorkerState state() {
        return worker.state;
    }

    int window() {
        return worker.window;
    }

    // What it gets

    /** Every frame that was sent since the last time. */
    List<Frame> sent() {
        receiveAll();
        List<Frame> frames = List.copyOf(inbox);
        inbox.clear();
        return frames;
    }

    /** The calls that it has and has not answered, oldest first. */
    List<Frame.Call> pending() {
        receiveAll();
        return calls;
    }

    private void receiveAll() {
        link.writer().send(MARK);
        try {
            for (Frame frame = reader.next(); !MARK.equals(frame); frame = reader.next()) {
                if (frame instanceof Frame.Share share) {
                    Files.deleteIfExists(Path.of(share.file())); // a real one opens it before
                    continue;
                }
                inbox.add(frame);
                if (frame instanceof Frame.Call call) {
                    calls.add(call);
                } else if (frame instanceof Frame.Calls many) {
                    calls.addAll(oneByOne(many));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Frame.Call> oneByOne(Frame.Calls many) {
        List<Frame.Call> calls = new ArrayList<>();
        PackedValues inputs = new PackedValues(many.values(), 0);
        for (int i = 0; i < many.count(); i++) {
            inputs.next();
            calls.add(new Frame.Call(many.id() + i, 1, many.task(), many.index() + i, many.context(), inputs.copy()));
        }
        return calls;
    }

    /** The inputs of {@link #pending}. */
    List<Object> inputs() {
        return pending().stream().map(FakeWorker::input).toList();
    }

    static Object input(Frame.Call call) {
        try {
            return ValueCodec.PLAIN.decode(call.payload());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What it does

    FakeWorker getReady() {
        receive(new Frame.Hello(pid(), "17"));
        receive(new Frame.Ready());
        return this;
    }

    void receive(Frame... frames) {
        pool.dispatcher.received(worker, List.of(frames));
    }

    /** Begins its oldest call. */
    Frame.Call begin() {
        Frame.Call call = pending().get(0);
        page.started(call.id());
        page.beat(1);
        return call;
    }

    /** Answers its oldest call with its input, after so many nanoseconds. */
    void answer(long runNanos) {
        Frame.Call call = pending().remove(0);
        page.finished();
        receive(new Frame.Result(call.id(), call.attempt(), runNanos, call.payload()));
    }

    /** Answers all its calls, each after so many nanoseconds, until none comes any more. */
    void answerAll(long runNanos) {
        while (!pending().isEmpty()) {
            answer(runNanos);
        }
    }

    /** Answers its oldest calls in one frame, each with its input; their ids must be consecutive. */
    void answerTogether(int count, long runNanos) {
        answerTogether(count, runNanos, call -> input(call));
    }

    void answerTogether(int count, long runNanos, Function<Frame.Call, Object> values) {
        List<Frame.Call> together = new ArrayList<>(pending().subList(0, count));
        calls.subList(0, count).clear();
        page.finished();
        ValuePacker packer = new ValuePacker(PackedValues.MAX_VALUE_BYTES, 64);
        try {
            for (Frame.Call call : together) {
                packer.add(ValueCodec.PLAIN, values.apply(call));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        receive(new Frame.Results(together.get(0).id(), count, runNanos * count, packer.takeAll()));
    }

    void answerWith(Object value, long runNanos) {
        Frame.Call call = pending().remove(0);
        page.finished();
        try {
            receive(new Frame.Result(call.id(), call.attempt(), runNanos, ValueCodec.PLAIN.encode(value)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void fail(Throwable problem, boolean isFatal) {
        Frame.Call call = pending().remove(0);
        page.finished();
        receive(new Frame.Failure(call.id(), call.attempt(), 1_000, isFatal, RemoteFailure.of(problem)));
    }

    /** Obeys the recalls and cancels among these frames, for calls that it has not begun. */
    void giveBack(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame instanceof Frame.Recall recall) {
                giveBack(recall.id(), recall.count());
            } else if (frame instanceof Frame.Cancel cancel) {
                giveBack(cancel.id(), 1);
            }
        }
    }

    private void giveBack(long id, int count) {
        long first = id;
        while (first < id + count && !isWaiting(first)) {
            first++;
        }
        long firstBack = first;
        if (firstBack < id + count) {
            calls.removeIf(call -> firstBack <= call.id() && call.id() < id + count);
            receive(new Frame.Cancelled(firstBack, (int) (id + count - firstBack)));
        }
    }

    private boolean isWaiting(long id) {
        return page.running() != id && calls.stream().anyMatch(call -> call.id() == id);
    }

    /** Gives back what it was asked for, and ends if it was told to and has nothing left. */
    FakeWorker obey() {
        List<Frame> frames = sent();
        giveBack(frames);
        if (frames.stream().anyMatch(Frame.Bye.class::isInstance)) {
            sayBye();
        }
        return this;
    }

    /** Its status page tells that it runs this one, whatever has become of those before. */
    void isRunning(Frame.Call call) {
        page.started(call.id());
    }

    void beat() {
        page.beat(1);
    }

    void tellProgress() {
        page.progress();
    }

    void die(int exitCode, String... lastLines) {
        isDead = true;
        LastWords words = LastWords.of(List.of(lastLines));
        pool.dispatcher.exited(
                worker, new WorkerExit(exitCode, words, CrashReport.NONE, WorkerExit.SystemMemory.UNKNOWN));
        close();
    }

    /** Ends as it was told to. */
    void sayBye() {
        receive(new Frame.ByeAck());
        die(0);
    }

    void close() {
        link.writer().end();
    }

    // What its link asks

    @Override
    public long pid() {
        return 1_000L + worker.number;
    }

    @Override
    public OutputStream calls() {
        return pipe;
    }

    @Override
    public InputStream results() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream stderr() {
        return InputStream.nullInputStream();
    }

    @Override
    public StatusPage page() {
        return page;
    }

    @Override
    public String pageFile() {
        return "/page";
    }

    @Override
    public int waitFor() {
        throw new AssertionError("the link was not started");
    }

    @Override
    public void terminate() {
        throw new AssertionError("a pool never asks");
    }

    @Override
    public void kill() {
        throw new AssertionError("the pool's control kills");
    }

    @Override
    public void greeted() {}

    @Override
    public WorkerExit.SystemMemory systemMemory() {
        return WorkerExit.SystemMemory.UNKNOWN;
    }

    @Override
    public CrashReport cleanUp() {
        return CrashReport.NONE;
    }
}
