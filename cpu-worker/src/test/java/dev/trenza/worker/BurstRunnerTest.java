package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.task.ContextTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.worker.protocol.AllowedTypes;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.PackedValues;
import dev.trenza.worker.protocol.StatusPage;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import dev.trenza.worker.protocol.ValuePacker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BurstRunnerTest {

    private static final int MAX_PAYLOAD = 10_000;
    private static final AtomicBoolean GATE = new AtomicBoolean();

    private static PrintStream out = System.out;

    private final List<Frame> frames = new ArrayList<>();
    private final CallQueue queue = new CallQueue();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final FrameWriter writer = new FrameWriter(sent);
    private final RunningCall running = new RunningCall(Thread.currentThread());
    private final StatusPage page = StatusPage.inMemory();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private TaskOutput output = new TaskOutput(() -> CallRunner.origin(running, Map.of(1, "task")), printed);

    @AfterEach
    void noInterruptIsLeftBehind() {
        GATE.set(false);
        assertThat(Thread.interrupted()).isFalse();
    }

    private void define(Task<?, ?> task) throws IOException {
        frames.add(new Frame.Define(1, TaskDefinition.of(task)));
    }

    /** Many calls of task 1, with ids and indexes from here on. */
    private void calls(long id, long index, Object... inputs) throws IOException {
        ValuePacker packer = new ValuePacker(PackedValues.MAX_VALUE_BYTES, 64);
        for (Object input : inputs) {
            assertThat(packer.add(ValueCodec.PLAIN, input)).isNull();
        }
        frames.add(new Frame.Calls(id, inputs.length, 1, index, DiagnosticContext.EMPTY, packer.takeAll()));
    }

    private static Object[] numbers(int from, int to) {
        List<Object> numbers = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            numbers.add(i);
        }
        return numbers.toArray();
    }

    private void run() throws IOException {
        ClassLoader loader = getClass().getClassLoader();
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
    }

    private List<Frame> answers() throws IOException {
        run();
        writer.end();
        writer.run();
        return received();
    }

    private List<Frame> received() throws IOException {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(sent.toByteArray()));
        List<Frame> answers = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            answers.add(frame);
        }
        return answers;
    }

    /** Each answer as "id value", whatever frame it was in. */
    private static List<String> told(List<Frame> answers) throws IOException {
        List<String> told = new ArrayList<>();
        for (Frame frame : answers) {
            if (frame instanceof Frame.Results results) {
                PackedValues values = new PackedValues(results.values(), 0);
                for (int i = 0; i < results.count(); i++) {
                    values.next();
                    told.add(results.id() + i + " " + values.decode(ValueCodec.PLAIN));
                }
            } else if (frame instanceof Frame.Result result) {
                Object value = ValueCodec.PLAIN.decode(result.payload());
                told.add(result.id() + " " + (value instanceof byte[] bytes ? bytes.length + " bytes" : value));
            } else if (frame instanceof Frame.Failure failure) {
                told.add(failure.id() + " " + failure.failure().message());
            }
        }
        return told;
    }

    private static int square(int x) {
        return x * x;
    }

    private static int throwAtThree(int x) throws IOException {
        if (x == 3) {
            throw new IOException("three");
        }
        return x;
    }

    private static byte[] bytes(int count) {
        return new byte[count];
    }

    private static String tell(Object input, TaskContext context) {
        context.log(System.Logger.Level.WARNING, "x");
        return context.index() + "/" + context.attempt() + "/" + context.isCancelled();
    }

    private static int waitAtThree(int x) {
        while (x == 3 && !GATE.get()) {
            Thread.onSpinWait();
        }
        return x;
    }

    private static int printAtTwo(int x) {
        if (x == 2) {
            out.print("no end of line");
        }
        return x;
    }

    private static int interruptItself(int x) {
        boolean was = Thread.currentThread().isInterrupted();
        Thread.currentThread().interrupt();
        return was ? -x : x;
    }

    @Test
    void manyCallsAreAnsweredInOrderAndInFewFrames() throws IOException {
        Task<Integer, Integer> square = BurstRunnerTest::square;
        define(square);
        calls(1, 0, numbers(1, 1_000));
        calls(1_001, 1_000, numbers(1_001, 2_000));

        List<Frame> answers = answers();

        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            expected.add(i + " " + i * i);
        }
        assertThat(told(answers)).isEqualTo(expected);
        assertThat(answers)
                .hasSizeLessThan(200)
                .allSatisfy(frame -> assertThat(frame).isInstanceOf(Frame.Results.class));
        assertThat(page.running()).isZero();
        assertThat(running.current()).isNull();
    }

    @Test
    void aCallThatThrowsIsAnsweredInItsTurn() throws IOException {
        Task<Integer, Integer> task = BurstRunnerTest::throwAtThree;
        define(task);
        calls(1, 0, numbers(1, 5));

        assertThat(told(answers())).containsExactly("1 1", "2 2", "3 three", "4 4", "5 5");
    }

    @Test
    void aLargeResultLeavesAloneAndOneOverTheLimitFails() throws IOException {
        Task<Integer, byte[]> task = BurstRunnerTest::bytes;
        define(task);
        calls(1, 0, 10, 9_999, 20_000);

        List<String> told = told(answers());

        assertThat(told.get(1)).isEqualTo("2 9999 bytes");
        assertThat(told.get(2))
                .isEqualTo("3 the result of 20001 bytes is larger than the limit of 10000; return a path, or raise"
                        + " maxPayload");
    }

    @Test
    void anInputThatIsNoValueFailsOnlyItsCall() throws IOException {
        Task<Integer, Integer> square = BurstRunnerTest::square;
        define(square);
        byte[] values = {0, 5, 3, 0, 0, 0, 2, 0, 1, 99, 0, 5, 3, 0, 0, 0, 4};
        frames.add(new Frame.Calls(1, 3, 1, 0, DiagnosticContext.EMPTY, values));

        List<Frame> answers = answers();

        assertThat(answers).hasSize(3);
        assertThat(((Frame.Failure) answers.get(1)).failure().message()).contains("unknown tag 99");
    }

    @Test
    void aCallKnowsItsItemAndSoDoItsLines() throws IOException {
        ContextTask<Object, String> tell = BurstRunnerTest::tell;
        define(tell);
        calls(7, 40, "a", "b");

        assertThat(told(answers())).containsExactly("7 40/1/false", "8 41/1/false");
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo("\u001ElW 7 40 task\u001Fx\n\u001ElW 8 41 task\u001Fx\n");
    }

    @Test
    void whatWasTakenBackIsNotRun() throws IOException {
        Task<Integer, Integer> square = BurstRunnerTest::square;
        define(square);
        calls(1, 0, numbers(1, 10));
        calls(11, 10, numbers(11, 12));

        assertThat(running.recall(4, 5)).isEqualTo(5);
        assertThat(running.recall(10)).isTrue();
        assertThat(running.recall(6)).as("it was answered with the others").isFalse();

        assertThat(told(answers())).containsExactly("1 1", "2 4", "3 9", "9 81", "11 121", "12 144");
    }

    @Test
    void onlyWhatHasNotBegunIsTakenBack() {
        Frame.Call fifth = new Frame.Call(5, 1, 1, 0, DiagnosticContext.EMPTY, new byte[0]);
        running.begin(fifth);

        assertThat(running.recall(3, 5)).as("6 and 7").isEqualTo(2);

        running.end(5);
        assertThat(running.begin(fifth, 6)).isFalse();
        assertThat(running.begin(fifth, 7)).isFalse();
        assertThat(running.begin(fifth, 8)).isTrue();
        running.end(8);
    }

    /** The heap is full, for once, when what a task has printed is written out. */
    @Test
    void aCallIsAnsweredOnceThoughItsOutputCannotBeWritten() throws IOException {
        boolean[] hasFailed = {false};
        output = new TaskOutput(
                () -> {
                    if (!hasFailed[0]) {
                        hasFailed[0] = true;
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return "";
                },
                printed);
        out = output.out();
        Task<Integer, Integer> task = BurstRunnerTest::printAtTwo;
        define(task);
        calls(1, 0, numbers(1, 4));

        assertThat(told(answers())).containsExactly("1 1", "2 Java heap space", "3 3", "4 4");
    }

    @Test
    void anInterruptThatACallLeavesBehindDoesNotReachTheNext() throws IOException {
        Task<Integer, Integer> task = BurstRunnerTest::interruptItself;
        define(task);
        calls(1, 0, numbers(1, 3));

        assertThat(told(answers())).containsExactly("1 1", "2 2", "3 3");
    }

    /** The third call runs until the answers to those before it have been written. */
    @Test
    void noResultWaitsForTheCallBehindIt() throws Exception {
        Thread writing = new Thread(() -> {
            try {
                writer.run();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writing.start();
        Thread opener = new Thread(() -> {
            while (sent.size() == 0) {
                Thread.onSpinWait();
            }
            GATE.set(true);
        });
        opener.start();
        Task<Integer, Integer> task = BurstRunnerTest::waitAtThree;
        define(task);
        calls(1, 0, numbers(1, 5));

        run();

        writer.end();
        writing.join();
        opener.join();
        assertThat(told(received())).containsExactly("1 1", "2 2", "3 3", "4 4", "5 5");
    }

    /** Others collect results as fast as they can while the calls run: each result leaves once, in its turn. */
    @Test
    void whoeverCollectsResultsEachLeavesOnce() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!isOver.get()) {
                writer.releaseGathered();
            }
        });
        Task<Integer, Integer> square = BurstRunnerTest::square;
        define(square);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            calls(i * 1_000L + 1, i * 1_000L, numbers(i * 1_000 + 1, i * 1_000 + 1_000));
        }
        for (int i = 1; i <= 300_000; i++) {
            expected.add(i + " " + i * i);
        }
        collector.start();

        run();

        isOver.set(true);
        collector.join();
        writer.end();
        writer.run();
        assertThat(told(received())).isEqualTo(expected);
    }
}
