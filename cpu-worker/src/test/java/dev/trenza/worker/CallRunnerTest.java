package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.worker.protocol.AllowedTypes;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.StatusPage;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CallRunnerTest {

    private static final int MAX_PAYLOAD = 1_000;

    /** For a task that looks at what has been sent: it is shipped, and brings nothing along. */
    private static final AtomicReference<ByteArrayOutputStream> SENT = new AtomicReference<>();

    private final List<Frame> frames = new ArrayList<>();
    private final CallQueue queue = new CallQueue();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final FrameWriter writer = new FrameWriter(sent);
    private final RunningCall running = new RunningCall(Thread.currentThread());
    private final StatusPage page = StatusPage.inMemory();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private DiagnosticContext context = DiagnosticContext.EMPTY;

    private static int square(int x) {
        return x * x;
    }

    private static String tell(Object input, TaskContext context) {
        return context.index() + "/" + context.attempt() + "/" + context.isCancelled();
    }

    private static Object fail(Object input) throws Exception {
        throw new IOException("disk full");
    }

    private static Object failFatally(Object input) {
        throw new InternalError("broken");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int overflow(int x) {
        return overflow(x + 1) + 1;
    }

    private static Object grow(Object input) {
        return new byte[MAX_PAYLOAD];
    }

    private static Object thread(Object input) {
        return Thread.currentThread();
    }

    /** Takes longer than a result may be held, and tells how many bytes had been sent when it began. */
    private static int sizeBefore(Object input) {
        int size = SENT.get().size();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return size;
    }

    private void define(int number, Task<?, ?> task) throws IOException {
        frames.add(new Frame.Define(number, TaskDefinition.of(task)));
    }

    private void call(long id, int attempt, int task, long index, Object input) throws IOException {
        frames.add(new Frame.Call(id, attempt, task, index, context, ValueCodec.PLAIN.encode(input)));
    }

    private List<Frame> answers() throws IOException {
        ClassLoader loader = getClass().getClassLoader();
        TaskOutput output = new TaskOutput(() -> CallRunner.origin(running, Map.of(1, "task")), printed);
        CallRunner runner = new CallRunner(
                queue,
                writer,
                running,
                page,
                new HeapGauge(page, 0),
                new ValueCodec(AllowedTypes.NONE, loader),
                MAX_PAYLOAD,
                output,
                loader,
                new EmissionWindow(writer, running, page));
        frames.add(new Frame.Bye());
        queue.addAll(frames);
        runner.run();
        writer.end();
        writer.run();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(sent.toByteArray()));
        List<Frame> answers = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            answers.add(frame);
        }
        return answers;
    }

    private Frame.Failure failure() throws IOException {
        return (Frame.Failure) answers().get(0);
    }

    private static String tellContext(Object input, TaskContext task) {
        System.Logger.Level level = System.Logger.Level.WARNING;
        task.log(level, "x");
        return String.valueOf(task.diagnosticContext());
    }

    @Test
    void aCallSeesItsContextAndSoDoItsLines() throws IOException {
        ContextTask<Object, String> task = CallRunnerTest::tellContext;
        define(1, task);
        call(1, 1, 1, 0, 0);
        context = DiagnosticContext.of(Map.of("requestId", "r-1"), (key, size) -> {});
        call(2, 1, 1, 1, 0);

        List<Frame> answers = answers();

        assertThat(ValueCodec.PLAIN.decode(((Frame.Result) answers.get(0)).payload()))
                .isEqualTo("{}");
        assertThat(ValueCodec.PLAIN.decode(((Frame.Result) answers.get(1)).payload()))
                .isEqualTo("{requestId=r-1}");
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo("\u001ElW 1 0 task\u001Fx\n\u001ElW 2 1 task\u001D" + context.text() + "\u001Fx\n");
    }

    @Test
    void theResultOfACallThatTookLongLeavesBeforeTheNextBeginsThoughNobodyLooksAfterIt() throws IOException {
        SENT.set(sent);
        Task<Object, Integer> sizeBefore = CallRunnerTest::sizeBefore;
        define(1, sizeBefore);
        call(1, 1, 1, 0, 0);
        call(2, 1, 1, 1, 0);

        List<Frame> answers = answers();

        assertThat(ValueCodec.PLAIN.decode(((Frame.Result) answers.get(1)).payload()))
                .isEqualTo(sizeOf((Frame.Result) answers.get(0)));
    }

    private static int sizeOf(Frame.Result result) throws IOException {
        ByteArrayOutputStream alone = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(alone);
        writer.send(result);
        writer.writeHere();
        return alone.size();
    }

    @Test
    void everyCallIsAnsweredInOrder() throws IOException {
        Task<Integer, Integer> square = CallRunnerTest::square;
        define(1, square);
        for (int i = 1; i <= 100; i++) {
            call(i, 1, 1, i, i);
        }

        List<Frame> answers = answers();

        assertThat(answers).hasSize(100);
        for (int i = 1; i <= 100; i++) {
            Frame.Result result = (Frame.Result) answers.get(i - 1);
            assertThat(result.id()).isEqualTo(i);
            assertThat(result.attempt()).isEqualTo(1);
            assertThat(result.runNanos()).isNotNegative();
            assertThat(ValueCodec.PLAIN.decode(result.payload())).isEqualTo(i * i);
        }
        assertThat(page.running()).isZero();
    }

    @Test
    void aTaskKnowsItsCall() throws IOException {
        ContextTask<Object, String> tell = CallRunnerTest::tell;
        define(1, tell);
        call(1, 3, 1, 42, null);

        Frame.Result result = (Frame.Result) answers().get(0);

        assertThat(ValueCodec.PLAIN.decode(result.payload())).isEqualTo("42/3/false");
        assertThat(result.attempt()).isEqualTo(3);
    }

    @Test
    void whatATaskThrowsIsItsAnswerAndTheNextCallRuns() throws IOException {
        Task<Object, Object> fail = CallRunnerTest::fail;
        Task<Integer, Integer> square = CallRunnerTest::square;
        define(1, fail);
        define(2, square);
        call(1, 1, 1, 0, "a");
        call(2, 1, 2, 1, 3);

        List<Frame> answers = answers();

        Frame.Failure failure = (Frame.Failure) answers.get(0);
        assertThat(failure.failure().type()).isEqualTo("java.io.IOException");
        assertThat(failure.failure().message()).isEqualTo("disk full");
        assertThat(failure.isFatal()).isFalse();
        assertThat(answers.get(1)).isInstanceOf(Frame.Result.class);
    }

    @Test
    void anErrorOfTheVirtualMachineIsFatalButAnOverflownStackIsNot() throws IOException {
        Task<Object, Object> broken = CallRunnerTest::failFatally;
        Task<Integer, Integer> overflow = CallRunnerTest::overflow;
        define(1, broken);
        define(2, overflow);
        call(1, 1, 1, 0, null);
        call(2, 1, 2, 1, 0);

        List<Frame> answers = answers();

        assertThat(((Frame.Failure) answers.get(0)).isFatal()).isTrue();
        assertThat(((Frame.Failure) answers.get(1)).isFatal()).isFalse();
        assertThat(((Frame.Failure) answers.get(1)).failure().type()).isEqualTo("java.lang.StackOverflowError");
    }

    @Test
    void aResultOverTheLimitFailsItsCallWithTheRemedy() throws IOException {
        Task<Object, Object> grow = CallRunnerTest::grow;
        define(1, grow);
        call(1, 1, 1, 0, null);

        assertThat(failure().failure().message())
                .isEqualTo(
                        "the result of 1001 bytes is larger than the limit of 1000; return a path, or raise maxPayload");
    }

    @Test
    void aResultThatCannotBeEncodedFailsItsCall() throws IOException {
        Task<Object, Object> thread = CallRunnerTest::thread;
        define(1, thread);
        call(1, 1, 1, 0, null);

        assertThat(failure().failure().message())
                .startsWith("the result cannot be sent: a java.lang.Thread may not cross the process line");
    }

    @Test
    void anInputThatIsNoValueFailsItsCall() throws IOException {
        Task<Integer, Integer> square = CallRunnerTest::square;
        define(1, square);
        frames.add(new Frame.Call(1, 1, 1, 0, context, new byte[] {99}));

        assertThat(failure().failure().message()).contains("unknown tag 99");
    }

    @Test
    void aTaskThatWasNotDefinedOrWasForgottenFailsItsCall() throws IOException {
        Task<Integer, Integer> square = CallRunnerTest::square;
        define(1, square);
        frames.add(new Frame.Forget(1));
        call(1, 1, 1, 0, 3);

        assertThat(failure().failure().message()).isEqualTo("call of task 1, which was not defined");
    }

    @Test
    void aTaskThatCannotBeMadeFailsEachOfItsCalls() throws IOException {
        define(1, NamedTask.reference("no-such-task", Map.of()));
        call(1, 1, 1, 0, 3);
        call(2, 1, 1, 1, 3);

        assertThat(answers())
                .hasSize(2)
                .allSatisfy(
                        answer -> assertThat(((Frame.Failure) answer).failure().message())
                                .startsWith("no task is named 'no-such-task'"));
    }

    @Test
    void aCallThatWasCancelledBeforeIsNotAnsweredHere() throws IOException {
        Task<Integer, Integer> square = CallRunnerTest::square;
        define(1, square);
        call(1, 1, 1, 0, 1);
        call(2, 1, 1, 1, 2);
        call(3, 1, 1, 2, 3);
        running.cancel(2, where -> {});

        assertThat(answers()).extracting(answer -> ((Frame.Result) answer).id()).containsExactly(1L, 3L);
    }

    @Test
    void whatComesBehindTheByeIsNotRun() throws IOException {
        Task<Integer, Integer> square = CallRunnerTest::square;
        define(1, square);
        frames.add(new Frame.Bye());
        call(1, 1, 1, 0, 1);

        assertThat(answers()).isEmpty();
    }
}
