package dev.trenza.core.process;

import dev.trenza.task.TaskContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What tasks do in the tests of worker processes, most of it bad. */
final class Deeds {

    private Deeds() {}

    static int square(int x) {
        return x * x;
    }

    /** Of a package that this method's signature does not name. */
    static Object foreignRecord(int ignored) {
        return List.of(dev.trenza.core.Execution.NONE);
    }

    static long pid(int ignored) {
        return ProcessHandle.current().pid();
    }

    static int exitAt3(int x) {
        if (x == 3) {
            System.exit(7);
        }
        return x;
    }

    static int sayAndExitAt3(int x) {
        System.err.println("item " + x + " says goodbye");
        return exitAt3(x);
    }

    static int exitElsewhereAt3(int x) throws InterruptedException {
        if (x == 3) {
            Thread elsewhere = new Thread(() -> System.exit(5), "elsewhere");
            elsewhere.start();
            elsewhere.join();
        }
        return x;
    }

    static int exitWithAHangingHookAt3(int x) {
        if (x == 3) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            System.exit(0);
        }
        return x;
    }

    /** What a defect in native code does. */
    static int writeToNullAt3(int x) throws ReflectiveOperationException {
        if (x == 3) {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        }
        return x;
    }

    static int terminateOneselfAt3(int x) throws IOException, InterruptedException {
        if (x == 3) {
            String pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("sh", "-c", "kill -TERM \"$1\"", "sh", pid).start();
            new CountDownLatch(1).await();
        }
        return x;
    }

    static int haltAt3(int x) {
        if (x == 3) {
            Runtime.getRuntime().halt(0);
        }
        return x;
    }

    static int throwAt3(int x) {
        if (x == 3) {
            throw new IllegalStateException("three", new IOException("because"));
        }
        return x;
    }

    static int fillTheHeapAt3(int x) {
        List<long[]> kept = new ArrayList<>();
        while (x == 3) {
            kept.add(new long[1 << 16]);
        }
        return x + kept.size();
    }

    static int take64MegabytesAt3(int x) {
        return x == 3 ? new long[8 << 20].length : x;
    }

    static int takeMemoryBesideTheHeapAt3(int x) {
        List<ByteBuffer> kept = new ArrayList<>();
        while (x == 3 && kept.size() < 500) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            for (int i = 0; i < buffer.capacity(); i += 1024) {
                buffer.put(i, (byte) 1);
            }
            kept.add(buffer);
        }
        return x + kept.size();
    }

    static long maxHeap(int ignored) {
        return Runtime.getRuntime().maxMemory();
    }

    static int spinAt3(int x) {
        long count = 0;
        while (x == 3) {
            count++;
        }
        return (int) (x + count);
    }

    /** A counted loop without a safepoint in it, unless the JVM is told to put one there. */
    static long countAt3(int x) {
        long sum = 0;
        if (x == 3) {
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                for (int j = 0; j < Integer.MAX_VALUE; j++) {
                    sum = (sum ^ j) / (x + 4L) + (sum ^ i) / (x + 5L); // slow: the inner loop takes long
                }
            }
        }
        return x + sum;
    }

    static int waitUntilInterruptedAt3(int x) throws InterruptedException {
        if (x == 3) {
            new CountDownLatch(1).await();
        }
        return x;
    }

    /** Waits for a second, on the clock of the worker: a stop of the worker does not count twice. */
    static int waitASecond(int x) throws InterruptedException {
        new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        return x;
    }

    static int swallowInterruptsAt3(int x) {
        while (x == 3) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
        return x;
    }

    /** Waits in a native sleep of another process, whose pid it leaves in a file. */
    static int waitForAChildAt3(int x, String pidFile) throws IOException {
        if (x == 3) {
            Process child = new ProcessBuilder("sleep", "1000").start();
            Files.writeString(Path.of(pidFile), Long.toString(child.pid()));
            while (child.isAlive()) {
                try {
                    child.waitFor();
                } catch (InterruptedException e) {
                    Thread.interrupted();
                }
            }
        }
        return x;
    }

    static int chatForEverAt3(int x, TaskContext context) {
        while (x == 3) {
            context.progress();
        }
        return x;
    }

    static int overflowTheStackAt3(int x) {
        return x == 3 ? overflowTheStackAt3(x) + 1 : x;
    }

    static int printInEveryWayAt3(int x) throws IOException, InterruptedException {
        if (x == 3) {
            System.out.println("from System.out");
            System.err.println("from System.err");
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
                    .println("from the descriptor");
            new ProcessBuilder("sh", "-c", "echo from a child; echo and its stderr >&2")
                    .inheritIO()
                    .start()
                    .waitFor();
        }
        return x;
    }

    static int logAt3(int x, TaskContext context) {
        if (x == 3) {
            context.log("from the log");
        }
        return x;
    }

    static int closeTheStreamsAt3(int x) {
        if (x == 3) {
            System.out.close();
            System.err.close();
        }
        return x;
    }

    static int readStandardInput(int ignored) throws IOException {
        return System.in.read();
    }

    static int writeIntoTheChannelAt3(int x) throws IOException {
        if (x == 3) {
            try (FileOutputStream channel = new FileOutputStream("/dev/fd/4")) {
                channel.write("this is no frame, it is a line of text\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        return x;
    }

    /** Starts a process that outlives the call, and tells its pid. */
    static long leaveAChild(int ignored) throws IOException {
        return new ProcessBuilder("sleep", "1000")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .pid();
    }

    static long leaveAChildAndDie(String pidFile) throws IOException {
        Files.writeString(Path.of(pidFile), Long.toString(leaveAChild(0)));
        Runtime.getRuntime().halt(9);
        return 0;
    }

    private static final List<byte[]> LEAKED = new ArrayList<>();

    /** Leaves 100 kB on the heap, at ten times as much a second at most. */
    static int leak(int x) throws InterruptedException {
        LEAKED.add(new byte[100_000]);
        TimeUnit.MILLISECONDS.sleep(10);
        return x;
    }

    /** Makes garbage, and leaves nothing. */
    static int waste(int x) {
        int sum = 0;
        for (int i = 0; i < 1_000; i++) {
            sum += new byte[100_000].length;
        }
        return x + sum % 1;
    }

    static byte[] echo(byte[] bytes) {
        return bytes;
    }

    static int lengthOf(byte[] bytes) {
        return bytes.length;
    }

    static byte[] zeros(int count) {
        return new byte[count];
    }

    static Object thread(int ignored) {
        return Thread.currentThread();
    }

    static int floodStderr(int megabytes) {
        byte[] noise = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
        try {
            for (int i = 0; i < megabytes; i++) {
                stderr.write(noise);
            }
        } catch (IOException e) {
            return -1;
        }
        return megabytes;
    }

    /** Makes a file with its pid to say that it runs, then waits until that file is gone. */
    static String holdWhile(String file) throws IOException, InterruptedException {
        Path path = Path.of(file);
        Path made = Files.writeString(
                Path.of(file + ".tmp"), Long.toString(ProcessHandle.current().pid()));
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
        while (Files.exists(path)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return path.getFileName().toString();
    }
}
