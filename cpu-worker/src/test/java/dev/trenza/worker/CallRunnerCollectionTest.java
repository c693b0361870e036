package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.task.Task;
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
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CallRunnerCollectionTest {

    private static final int MAX_PAYLOAD = 1_000;

    private final List<Frame> frames = new ArrayList<>();
    private final CallQueue queue = new CallQueue();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final FrameWriter writer = new FrameWriter(sent);
    private final RunningCall running = new RunningCall(Thread.currentThread());
    private final StatusPage page = StatusPage.inMemory();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private static int square(int x) {
        return x * x;
    }

    private final AtomicInteger sentAtGc = new AtomicInteger(-1);

    private List<Frame> answers(int calls, Runnable gc) throws Exception {
        ClassLoader loader = getClass().getClassLoader();
        TaskOutput output = new TaskOutput(() -> "", printed);
        HeapGauge gauge = new HeapGauge(page, 1, () -> 2, gc);
        page.started(99); // so that the beat itself does not collect
        gauge.beat();
        page.finished();
        CallRunner runner = new CallRunner(
                queue,
                writer,
                running,
                page,
                gauge,
                new ValueCodec(AllowedTypes.NONE, loader),
                MAX_PAYLOAD,
                output,
                loader,
                new EmissionWindow(writer, running, page));
        Task<Integer, Integer> square = CallRunnerCollectionTest::square;
        frames.add(new Frame.Define(1, TaskDefinition.of(square)));
        for (int i = 1; i <= calls; i++) {
            frames.add(new Frame.Call(i, 1, 1, i, DiagnosticContext.EMPTY, ValueCodec.PLAIN.encode(i)));
        }
        queue.addAll(frames);
        Thread writing = new Thread(() -> {
            try {
                writer.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writing.start();
        Thread bye = new Thread(() -> {
            while (page.running() != 0 || sentAtGc.get() < 0) {
                Thread.onSpinWait();
            }
            queue.addAll(List.of(new Frame.Bye()));
        });
        bye.start();
        runner.run();
        writer.end();
        writing.join();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(sent.toByteArray()));
        List<Frame> answers = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            answers.add(frame);
        }
        return answers;
    }

    /** A collection that lasts until an answer has left, as it must have before; a test's time-out ends it otherwise. */
    private void awaitAnAnswer() {
        while (sent.size() == 0) {
            Thread.onSpinWait();
        }
        sentAtGc.set(sent.size());
    }

    /** A collection that takes this long. */
    private void collectFor(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        sentAtGc.set(sent.size());
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theLastAnswerDoesNotWaitForTheCollection() throws Exception {
        List<Frame> answers = answers(1, this::awaitAnAnswer);

        assertThat(answers).hasSize(1);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theCollectionIsNotPartOfTheNextCall() throws Exception {
        long collection = 3_000_000_000L;

        List<Frame> answers = answers(2, () -> collectFor(collection));

        assertThat(((Frame.Result) answers.get(1)).runNanos()).isLessThan(collection);
    }
}
