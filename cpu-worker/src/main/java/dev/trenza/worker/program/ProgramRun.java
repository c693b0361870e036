package dev.trenza.worker.program;

import dev.trenza.task.Nullable;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One item of a program: its threads and how it ends. Used once; {@link #execute} is confined to the task thread, all else is
 * thread-safe.
 *
 * <pre>
 *   RUNNING -&gt; EXITED : by any of its threads, on System.exit or halt
 *   RUNNING -&gt; EXITED : by its main thread, when that and all other non-daemon threads have ended
 *   EXITED  -&gt; OVER   : by the task thread, after the shutdown hooks
 * </pre>
 */
final class ProgramRun {

    /** Whose item runs: for threads that no item has begun, such as those of the common pool. */
    private static final AtomicReference<@Nullable ProgramRun> CURRENT = new AtomicReference<>();

    private static final int UNCAUGHT = 1;
    private static final int MOST_CAUSES = 64;
    private static final long HOOKS_MILLIS = 2_000;
    private static final long IDLE_MILLIS = 5;
    private static final long BUSY_MILLIS = 500;

    private enum Phase {
        RUNNING,
        EXITED,
        OVER
    }

    private final Group threads = new Group(this);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Set<Thread> hooks = ConcurrentHashMap.newKeySet();
    private final ProgramOutput out;
    private final ProgramOutput err;
    private final InputStream in;

    // Mutable state
    private volatile Phase phase = Phase.RUNNING;
    private volatile int status;
    private volatile boolean runsHooks = true;
    private volatile boolean hasBrokenClasses;

    /** Makes a run with these streams, which it does not close. */
    ProgramRun(InputStream in, ProgramOutput out, ProgramOutput err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Whether a program has begun this thread. */
    static boolean isOfProgram(Thread thread) {
        for (ThreadGroup group = thread.getThreadGroup(); group != null; group = group.getParent()) {
            if (group instanceof Group) {
                return true;
            }
        }
        return false;
    }

    /** The run that this thread works for; {@code null} if there is none, or it is over. */
    static @Nullable ProgramRun ofThisThread() {
        for (ThreadGroup group = Thread.currentThread().getThreadGroup(); group != null; group = group.getParent()) {
            if (group instanceof Group own) {
                return own.run.phase == Phase.OVER ? null : own.run;
            }
        }
        return CURRENT.get();
    }

    /**
     * Runs the program to its end.
     *
     * @param left gets the threads that have outlived it
     * @return its exit status
     * @throws InterruptedException if the call was cancelled and every thread has ended
     */
    int execute(ProgramLoader loader, String mainClass, List<String> arguments, List<Thread> left)
            throws InterruptedException {
        CURRENT.set(this);
        JvmState before = JvmState.now();
        try {
            System.setIn(ProgramStreams.IN);
            System.setOut(ProgramStreams.OUT);
            System.setErr(ProgramStreams.ERR);
            System.setProperty("java.class.path", loader.classPath());
            Thread main = new Thread(threads, () -> main(loader, mainClass, arguments), "main");
            main.setContextClassLoader(loader);
            main.setDaemon(false);
            main.start();
            awaitEnd();
            runHooks();
            left.addAll(endThreads());
            return status;
        } finally {
            phase = Phase.OVER;
            CURRENT.set(null);
            before.restore();
            if (!left.isEmpty()) {
                ProgramStreams.muteThreadsOfPrograms();
            }
        }
    }

    private void main(ClassLoader loader, String mainClass, List<String> arguments) {
        try {
            invoke(loader, mainClass, arguments);
            joinOthers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The item was cancelled, or has exited.
        } finally {
            end(status);
        }
    }

    private void invoke(ClassLoader loader, String mainClass, List<String> arguments) {
        try {
            Class<?> type = Class.forName(mainClass, true, loader);
            MainMethod.of(type, Runtime.version().feature()).invoke(arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            uncaught(Objects.requireNonNull(e.getCause()));
        } catch (ReflectiveOperationException | LinkageError e) {
            uncaught(e);
        }
    }

    private void uncaught(Throwable thrown) {
        if (!(thrown instanceof ProgramExit) && phase == Phase.RUNNING) {
            status = UNCAUGHT;
            MainMethod.forgetCallers(thrown);
            hasBrokenClasses |= isOfClasses(thrown);
            Thread main = Thread.currentThread();
            main.getUncaughtExceptionHandler().uncaughtException(main, thrown);
        }
    }

    private static boolean isOfClasses(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            if (cause instanceof LinkageError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Whether a class could not be initialised, or linked: it will not be in the next item either, but in a new JVM it may. */
    boolean hasBrokenClasses() {
        return hasBrokenClasses;
    }

    /** As a JVM does before it ends. */
    private void joinOthers() throws InterruptedException {
        for (Thread other = otherThread(); other != null; other = otherThread()) {
            other.join();
        }
    }

    private @Nullable Thread otherThread() {
        for (Thread thread : threads.all()) {
            if (thread != Thread.currentThread() && !thread.isDaemon()) {
                return thread;
            }
        }
        return null;
    }

    /** A cancelled item is not over before its threads are: if they do not end, the pool loses its patience and the worker. */
    private void awaitEnd() throws InterruptedException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            end(status);
            threads.interrupt();
            for (Thread thread : threads.all()) {
                thread.join();
            }
            throw e;
        }
    }

    private void runHooks() throws InterruptedException {
        if (!runsHooks) {
            return;
        }
        List<Thread> begun = new ArrayList<>(hooks);
        begun.forEach(Thread::start);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HOOKS_MILLIS);
        for (Thread hook : begun) {
            hook.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
    }

    /** Asks the threads that are left to end, and returns those that did not: daemons, or all after an exit. */
    private List<Thread> endThreads() throws InterruptedException {
        threads.interrupt();
        for (Thread thread : threads.all()) {
            thread.join(IDLE_MILLIS);
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS);
        List<Thread> left = threads.all();
        while (left.stream().anyMatch(ProgramRun::isBusy) && System.nanoTime() < deadline) {
            for (Thread thread : left) {
                thread.join(IDLE_MILLIS);
            }
            left = threads.all();
        }
        return left;
    }

    /** Whether it takes a processor, rather than waits for something that will never come. */
    static boolean isBusy(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.RUNNABLE || state == Thread.State.BLOCKED;
    }

    // From the traps and the streams

    /** The first exit counts. */
    ProgramExit exit(int newStatus, boolean withHooks) {
        synchronized (this) {
            if (phase == Phase.RUNNING) {
                runsHooks = withHooks;
                hasBrokenClasses |= isInitialisingAClass();
                end(newStatus & 0xFF);
            }
        }
        return new ProgramExit(newStatus);
    }

    /** It will not get to its end, and would be missing in the next item. */
    private static boolean isInitialisingAClass() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("<clinit>")));
    }

    private synchronized void end(int newStatus) {
        if (phase == Phase.RUNNING) {
            status = newStatus;
            phase = Phase.EXITED;
        }
        ended.countDown();
    }

    void addHook(Thread hook) {
        hooks.add(hook);
    }

    boolean removeHook(Thread hook) {
        return hooks.remove(hook);
    }

    /** Whether this thread's output is still wanted: after an exit a JVM would run nothing but its hooks. */
    boolean hears() {
        return phase == Phase.RUNNING || (phase == Phase.EXITED && hooks.contains(Thread.currentThread()));
    }

    ProgramOutput out() {
        return out;
    }

    ProgramOutput err() {
        return err;
    }

    InputStream in() {
        return in;
    }

    /** The item has closed one of its streams. */
    void closed(boolean isErr) {
        (isErr ? err : out).mute();
    }

    /** The threads of one run. */
    private static final class Group extends ThreadGroup {

        final ProgramRun run;

        Group(ProgramRun run) {
            super("program");
            this.run = run;
        }

        List<Thread> all() {
            Thread[] all = new Thread[activeCount() + 16];
            int count = enumerate(all, true);
            return Arrays.asList(all).subList(0, count);
        }

        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            if (!(thrown instanceof ProgramExit)) {
                super.uncaughtException(thread, thrown);
            }
        }
    }
}
