package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.StatusPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/** The real pool, links and threads over workers that are pipes. */
@Timeout(30)
class WorkerLinkTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Pipes launcher = new Pipes();
    private final List<String> printed = new CopyOnWriteArrayList<>();
    private final WorkerPool pool = WorkerPool.builder()
            .name("link")
            .workers(1)
            .attempts(1)
            .output(line -> printed.add(line.line()))
            .launcher(config -> launcher)
            .build();

    @AfterEach
    void noThreadIsLeft() {
        pool.closeNow();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("trenza-link")));
        assertThat(launcher.isClosed).isTrue();
    }

    /** Worker processes made of pipes; each runs one script on a thread of its own. */
    private static final class Pipes implements WorkerLauncher {
        private final List<PipeProcess> launched = new CopyOnWriteArrayList<>();
        private volatile Script script = process -> {};
        private volatile boolean isClosed;

        @Override
        public WorkerProcess launch(int worker, long heapBytes) throws IOException {
            PipeProcess process = new PipeProcess();
            launched.add(process);
            Thread thread = new Thread(() -> process.play(script), "script");
            thread.setDaemon(true);
            thread.start();
            return process;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    private interface Script {
        void play(PipeProcess process) throws Exception;
    }

    private static final class PipeProcess implements WorkerProcess {
        private final PipedInputStream calls = new PipedInputStream(1 << 16);
        private final PipedOutputStream callsEnd = new PipedOutputStream(calls);
        private final PipedOutputStream results = new PipedOutputStream();
        private final PipedInputStream resultsEnd = new PipedInputStream(results, 1 << 16);
        private final PipedOutputStream stderr = new PipedOutputStream();
        private final PipedInputStream stderrEnd = new PipedInputStream(stderr, 1 << 16);
        private final StatusPage page = StatusPage.inMemory();
        private final CompletableFuture<Integer> exit = new CompletableFuture<>();
        private final FrameReader reader = new FrameReader(calls);

        PipeProcess() throws IOException {}

        void play(Script script) {
            try {
                send(new Frame.Hello(1, "17"));
                reader.next();
                send(new Frame.Ready());
                script.play(this);
            } catch (Exception e) {
                exit.complete(1);
            }
        }

        void send(Frame... frames) throws IOException {
            FrameWriter writer = new FrameWriter(results);
            for (Frame frame : frames) {
                writer.send(frame);
            }
            writer.end();
            writer.run();
        }

        Frame.Call nextCall() throws IOException {
            Frame frame = reader.next();
            while (!(frame instanceof Frame.Call)) {
                frame = reader.next();
            }
            Frame.Call call = (Frame.Call) frame;
            page.started(call.id());
            return call;
        }

        static Frame echo(Frame.Call call) {
            return new Frame.Result(call.id(), call.attempt(), 1_000, call.payload());
        }

        void die(int exitCode) throws IOException {
            results.close();
            stderr.close();
            exit.complete(exitCode);
        }

        @Override
        public long pid() {
            return 4711;
        }

        @Override
        public OutputStream calls() {
            return callsEnd;
        }

        @Override
        public InputStream results() {
            return resultsEnd;
        }

        @Override
        public InputStream stderr() {
            return stderrEnd;
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
        public int waitFor() throws InterruptedException {
            try {
                return exit.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void terminate() {
            throw new AssertionError("a pool never asks");
        }

        @Override
        public void kill() {
            try {
                die(137);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
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

    private static Object task(Object input) {
        throw new AssertionError("no worker runs it");
    }

    private List<Outcome<Integer, Object>> run(int items) {
        return new ArrayList<>(Flux.range(0, items)
                .transform(pool.outcomes(WorkerLinkTest::task))
                .collectList()
                .block(SOON));
    }

    private static String message(Outcome<Integer, Object> outcome) {
        return ((Outcome.Failure<Integer, Object>) outcome).failure().getMessage();
    }

    @Test
    void framesGoBothWays() {
        launcher.script = process -> {
            while (true) {
                process.send(PipeProcess.echo(process.nextCall()));
            }
        };

        assertThat(run(100))
                .hasSize(100)
                .allSatisfy(outcome -> assertThat(outcome.isSuccess()).isTrue());
        assertThat(launcher.launched).hasSize(1);
    }

    @Test
    void aResultThatWasInThePipeWhenItsWorkerDiedCounts() {
        launcher.script = process -> {
            process.send(PipeProcess.echo(process.nextCall()));
            process.die(137);
        };

        assertThat(run(3)).extracting(Outcome::status).containsExactly("success", "success", "success");
        assertThat(launcher.launched).hasSizeBetween(3, 4);
    }

    @Test
    void garbageOnTheChannelIsShownInTheFailureItCauses() {
        launcher.script = process -> {
            process.nextCall();
            process.results.write("Hello, I print to the wrong place".getBytes(StandardCharsets.UTF_8));
            process.results.flush();
        };

        assertThat(message(run(1).get(0)))
                .contains("was killed: something else than a frame on the channel")
                .contains("Hello, I print to the wrong place");
    }

    @Test
    void aFrameThatIsCutOffByTheEndOfItsWorkerIsNoAnswer() {
        launcher.script = process -> {
            process.nextCall();
            process.results.write(new byte[] {0x54, 0x5A, 1});
            process.die(134);
        };

        assertThat(run(1)).extracting(Outcome::status).containsExactly("crashed");
    }

    @Test
    void whatIsPrintedArrivesAndTheLastLinesAreInTheFailure() {
        launcher.script = process -> {
            process.nextCall();
            process.stderr.write("one\ntwo\nthree".getBytes(StandardCharsets.UTF_8));
            process.die(42);
        };

        assertThat(message(run(1).get(0))).endsWith("last output: one | two | three");
        assertThat(printed).containsExactly("one", "two", "three");
    }

    @Test
    void aWorkerWhosePipesNeverEndIsBuriedAllTheSame() {
        launcher.script = process -> {
            process.nextCall();
            process.exit.complete(137); // a child of it holds the pipes
        };

        assertThat(run(1)).extracting(Outcome::status).containsExactly("crashed");
    }

    @Test
    void aChannelThatEndsWithoutItsWorkerEndsTheWorker() {
        launcher.script = process -> {
            process.nextCall();
            process.results.close();
        };

        assertThat(message(run(1).get(0))).contains("its channel had ended and it had not");
    }

    @Test
    void anOrderlyEndIsNoLoss() {
        launcher.script = process -> {
            process.send(PipeProcess.echo(process.nextCall()));
            Frame bye = process.reader.next();
            assertThat(bye).isInstanceOf(Frame.Bye.class);
            process.send(new Frame.ByeAck());
            process.die(0);
        };
        assertThat(run(1)).hasSize(1);

        pool.close();

        assertThat(pool.metrics().restarts()).isZero();
        assertThat(pool.workers()).isEmpty();
    }
}
