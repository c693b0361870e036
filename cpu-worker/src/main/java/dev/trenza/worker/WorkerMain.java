package dev.trenza.worker;

import dev.trenza.worker.protocol.AllowedTypes;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.PayloadCodecs;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.StatusPage;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The {@code main} of a worker JVM. Not for people: a pool starts it, and it ends with its pool.
 */
public final class WorkerMain {

    private WorkerMain() {}

    /**
     * Runs a worker.
     *
     * @param args the kind of channel, {@code fds} or {@code stdio}
     */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("trenza worker: this is started by a pool, with 'fds' or 'stdio'; for people there is"
                    + " the command 'trenza'");
            ExitStatus.CANNOT_START.halt();
        }
        try {
            serve(WorkerChannel.claim(args[0]));
        } catch (IOException e) {
            System.err.println("trenza worker: cannot start: " + e);
            ExitStatus.CANNOT_START.halt();
        } catch (RuntimeException | Error e) {
            e.printStackTrace(); // and end: a worker without its task thread would beat on for ever
            ExitStatus.BROKEN.halt();
        }
    }

    private static void serve(WorkerChannel channel) throws IOException {
        RunningCall running = new RunningCall(Thread.currentThread());
        Map<Integer, String> taskNames = new ConcurrentHashMap<>();
        TaskOutput output = new TaskOutput(() -> CallRunner.origin(running, taskNames));
        output.claim();

        FrameWriter writer = new FrameWriter(channel.out());
        CountDownLatch written = startWriter(writer);
        ExitHook.register(Thread.currentThread(), writer, written);
        writer.send(new Frame.Hello(pid(), System.getProperty("java.runtime.version", "")));
        FrameReader reader = new FrameReader(channel.in());
        Frame.Welcome welcome = awaitWelcome(reader);
        output.logFrom(welcome.logLevel());
        StatusPage page = StatusPage.open(Path.of(welcome.statusPage()));
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ValueCodec codec = codec(welcome, loader, writer, written);

        HeapGauge gauge = new HeapGauge(page, welcome.highHeap());
        CallQueue queue = new CallQueue();
        EmissionWindow emissions = new EmissionWindow(writer, running, page);
        CountDownLatch allAnswered = new CountDownLatch(1);
        startDaemon("trenza-watch", new Watch(gauge, welcome.parentPid()));
        Receiver receiver = new Receiver(reader, queue, running, writer, taskNames, allAnswered, emissions);
        queue.receiveBy(receiver::receive);
        startDaemon("trenza-receiver", receiver);
        CallRunner runner = new CallRunner(
                queue, writer, running, page, gauge, codec, welcome.maxPayload(), output, loader, emissions);
        if (welcome.hasInitializer()) {
            initialise(runner, writer, written);
        }
        writer.send(new Frame.Ready());
        try {
            runner.run();
        } catch (IOException e) {
            ExitStatus.CANNOT_WRITE.halt();
        }

        writer.send(new Frame.ByeAck());
        writer.end();
        awaitUninterruptibly(written);
        allAnswered.countDown();
        awaitUninterruptibly(new CountDownLatch(1)); // the receiver ends the process
    }

    /** Both sides must have the same payload codecs; a worker that has not says which, and ends. */
    private static ValueCodec codec(
            Frame.Welcome welcome, ClassLoader loader, FrameWriter writer, CountDownLatch written) {
        PayloadCodecs codecs = PayloadCodecs.NONE;
        try {
            codecs = PayloadCodecs.fromWire(welcome.codecs(), loader);
        } catch (IOException e) {
            failStart(e, writer, written);
        }
        return ValueCodec.inWorker(new AllowedTypes(welcome.allowed()), loader)
                .upTo(welcome.maxPayload())
                .with(codecs);
    }

    /** From /proc where there is one: {@code ProcessHandle} comes with a thread pool, and each start would pay for it. */
    private static long pid() {
        try {
            return Long.parseLong(new File("/proc/self").getCanonicalFile().getName());
        } catch (IOException | NumberFormatException e) {
            return ProcessHandle.current().pid();
        }
    }

    /** A worker that cannot get ready says why, and ends. */
    private static void initialise(CallRunner runner, FrameWriter writer, CountDownLatch written) {
        try {
            runner.initialise();
        } catch (Throwable e) { // whatever the initialiser throws is the parent's to judge
            failStart(e, writer, written);
        }
    }

    private static void failStart(Throwable why, FrameWriter writer, CountDownLatch written) {
        writer.send(new Frame.StartFailed(RemoteFailure.of(why)));
        writer.end();
        awaitUninterruptibly(written);
        ExitStatus.CANNOT_START.halt();
    }

    private static Frame.Welcome awaitWelcome(FrameReader reader) throws IOException {
        Frame frame = reader.next();
        if (frame == null) {
            ExitStatus.PARENT_GONE.halt();
            throw new IOException("the parent is gone");
        }
        if (!(frame instanceof Frame.Welcome welcome)) {
            throw new IOException(
                    "the parent's first frame was a " + frame.getClass().getSimpleName());
        }
        reader.maxPayload(Frame.sizeLimit(welcome.maxPayload()));
        return welcome;
    }

    private static CountDownLatch startWriter(FrameWriter writer) {
        CountDownLatch written = new CountDownLatch(1);
        startDaemon("trenza-writer", () -> {
            try {
                writer.run();
                written.countDown();
            } catch (IOException e) {
                ExitStatus.CANNOT_WRITE.halt();
            } catch (RuntimeException | Error e) {
                ExitStatus.BROKEN.halt(); // nobody would write any more
            }
        });
        return written;
    }

    static void startDaemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean isInterrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
