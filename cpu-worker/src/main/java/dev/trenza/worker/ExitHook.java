package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens when something here calls {@code System.exit}: the parent is told who did, and a process whose shutdown
 * hooks do not return is halted. Without that it would wait for them for ever, and beat as if it were well.
 *
 * <p>A shutdown hook itself, so it begins at the same time as those of a task. A hook that halts the JVM may be quicker;
 * then there is only the exit status.
 */
final class ExitHook implements Runnable {

    private static final long HOOKS_MILLIS = 2_000;
    private static final long TELL_MILLIS = 500;

    /** Of {@code System.exit}, from 17 to 25. */
    private static final List<String> EXITS = List.of("java.lang.System", "java.lang.Runtime", "java.lang.Shutdown");

    private final Thread taskThread;
    private final FrameWriter writer;
    private final CountDownLatch written;

    private ExitHook(Thread taskThread, FrameWriter writer, CountDownLatch written) {
        this.taskThread = taskThread;
        this.writer = writer;
        this.written = written;
    }

    /**
     * Registers it.
     *
     * @param written falls when the writer has written all it ever will
     */
    static void register(Thread taskThread, FrameWriter writer, CountDownLatch written) {
        Runtime.getRuntime().addShutdownHook(new Thread(new ExitHook(taskThread, writer, written), "trenza-exit"));
    }

    @Override
    public void run() {
        WorkerMain.startDaemon("trenza-exit-limit", ExitHook::haltInTime);
        Frame.Exiting exiting = exiting(Thread.getAllStackTraces());
        if (exiting == null) {
            return; // a signal: the exit status tells all there is
        }
        writer.releaseGathered();
        writer.send(exiting);
        writer.end();
        await(written, TELL_MILLIS);
    }

    private static void haltInTime() {
        await(new CountDownLatch(1), HOOKS_MILLIS);
        ExitStatus.EXIT_HUNG.halt();
    }

    private static void await(CountDownLatch latch, long millis) {
        try {
            boolean unused = latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The thread that is in an exit, unless that is the one that handles signals. */
    private Frame.@Nullable Exiting exiting(Map<Thread, StackTraceElement[]> stacks) {
        for (Map.Entry<Thread, StackTraceElement[]> entry : stacks.entrySet()) {
            StackTraceElement[] stack = entry.getValue();
            if (Arrays.stream(stack).anyMatch(ExitHook::isExit)
                    && Arrays.stream(stack).noneMatch(ExitHook::isSignal)) {
                Thread thread = entry.getKey();
                String name = thread == taskThread ? "" : thread.getName();
                String message = "where System.exit was called";
                return new Frame.Exiting(name, RemoteFailure.ofStack("dev.trenza.task.Stack", message, caller(stack)));
            }
        }
        return null;
    }

    private static boolean isExit(StackTraceElement element) {
        return element.getMethodName().equals("exit") && EXITS.contains(element.getClassName());
    }

    private static boolean isSignal(StackTraceElement element) {
        return element.getClassName().startsWith("java.lang.Terminator");
    }

    /** Without the JDK's own part: the first element is who called. */
    private static StackTraceElement[] caller(StackTraceElement[] stack) {
        int last = 0;
        for (int i = 0; i < stack.length; i++) {
            last = isExit(stack[i]) ? i : last;
        }
        return Arrays.copyOfRange(stack, Math.min(last + 1, stack.length - 1), stack.length);
    }
}
