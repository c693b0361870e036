package dev.trenza.worker.drill;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Takes all there is of something, and gives nothing back. Confined to the task thread. */
final class Hoard {

    /** Of memory as of a stack: the address space holds few of that size. */
    private static final long HUGE_STACK = 1L << 40;

    private static final int PIECE = 1 << 20;

    private static final List<Object> KEPT = new ArrayList<>();

    private Hoard() {}

    /**
     * Starts threads.
     *
     * @throws OutOfMemoryError when no more can be started
     */
    static void threads() {
        while (true) {
            Thread thread = new Thread(null, Hoard::sleep, "hoarded", HUGE_STACK);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void sleep() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes memory beside the heap.
     *
     * @throws OutOfMemoryError when there is no more
     */
    static void directMemory() {
        while (true) {
            KEPT.add(ByteBuffer.allocateDirect(PIECE));
        }
    }

    /**
     * Loads one class as often as it can.
     *
     * @throws OutOfMemoryError when there is no room, unless the JVM has ended before
     */
    static void classes() throws IOException {
        byte[] ballast = ballast();
        while (true) {
            KEPT.add(new Loader().define(ballast));
        }
    }

    private static byte[] ballast() throws IOException {
        try (InputStream in = Hoard.class.getResourceAsStream("Hoard$Ballast.class")) {
            if (in == null) {
                throw new IOException("the class to load is not where this one is");
            }
            return in.readAllBytes();
        }
    }

    /**
     * Opens files.
     *
     * @throws IOException when no more can be opened
     */
    static void descriptors() throws IOException {
        while (true) {
            KEPT.add(new FileInputStream("/dev/null"));
        }
    }

    /** What is loaded: each loader has one of its own. */
    private static final class Ballast {}

    private static final class Loader extends ClassLoader {

        Class<?> define(byte[] type) {
            return defineClass(Ballast.class.getName(), type, 0, type.length);
        }
    }
}
