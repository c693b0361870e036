package dev.trenza.worker.drill;

import dev.trenza.task.Nullable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** The ways in which a task can misbehave. Each is committed in a worker, and at most once. */
enum Misdeed {

    /** Throws. */
    THROW {
        @Override
        Object commit() {
            throw new IllegalStateException("thrown by the drill");
        }
    },

    /** Throws what breaks whoever looks at it. */
    THROW_UNREADABLE {
        @Override
        Object commit() {
            throw new Unreadable();
        }
    },

    /** Calls itself without end. */
    OVERFLOW_STACK {
        @Override
        Object commit() {
            return depth(0);
        }

        @SuppressWarnings("InfiniteRecursion") // as it is meant
        private long depth(long depth) {
            return 1 + depth(depth + 1);
        }
    },

    /** Ends the JVM in the orderly way. */
    EXIT {
        @Override
        @Nullable
        Object commit() {
            System.exit(7);
            return null;
        }
    },

    /** Ends the JVM at once, and says that all is well. */
    HALT {
        @Override
        @Nullable
        Object commit() {
            Runtime.getRuntime().halt(0);
            return null;
        }
    },

    /** Is hit by a segmentation fault, as native code is. */
    CRASH {
        @Override
        @Nullable
        Object commit() throws IOException, InterruptedException {
            return signal("SEGV");
        }
    },

    /** Is killed from outside, as by the kernel when memory is short. */
    KILLED {
        @Override
        @Nullable
        Object commit() throws IOException, InterruptedException {
            return signal("KILL");
        }
    },

    /** Is stopped from outside, and never goes on. */
    FROZEN {
        @Override
        @Nullable
        Object commit() throws IOException, InterruptedException {
            return signal("STOP");
        }
    },

    /** Takes all the heap. */
    EXHAUST_HEAP {
        @Override
        Object commit() {
            Object[] hoard = {};
            while (true) {
                hoard = new Object[] {hoard, new byte[LARGEST_ARRAY]};
            }
        }
    },

    /** Takes all the memory beside the heap that the JVM gives. */
    EXHAUST_DIRECT_MEMORY {
        @Override
        @Nullable
        Object commit() {
            Hoard.directMemory();
            return null;
        }
    },

    /** Loads classes without end. */
    EXHAUST_METASPACE {
        @Override
        @Nullable
        Object commit() throws IOException {
            Hoard.classes();
            return null;
        }
    },

    /** Starts threads without end. */
    EXHAUST_THREADS {
        @Override
        @Nullable
        Object commit() {
            Hoard.threads();
            return null;
        }
    },

    /** Opens files without end. */
    EXHAUST_DESCRIPTORS {
        @Override
        @Nullable
        Object commit() throws IOException {
            Hoard.descriptors();
            return null;
        }
    },

    /** Computes for ever. */
    LOOP {
        @Override
        Object commit() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    },

    /** Computes for ever in loops of a kind that a JVM may compile without a place to stop it. */
    COUNTED_LOOP {
        @Override
        Object commit() {
            long sum = 0;
            for (long round = 0; round < Long.MAX_VALUE; round++) {
                for (int i = 0; i < Integer.MAX_VALUE; i++) {
                    sum += i ^ round;
                }
            }
            return sum;
        }
    },

    /** Waits for ever, and does not listen when it is told to stop. */
    IGNORE_INTERRUPT {
        @Override
        Object commit() {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.interrupted();
                }
            }
        }
    },

    /** Prints 50 MB without a line end. */
    FLOOD_STDERR {
        @Override
        Object commit() {
            byte[] noise = new byte[1 << 16];
            Arrays.fill(noise, (byte) '.');
            for (int i = 0; i < 800; i++) {
                System.err.write(noise, 0, noise.length);
            }
            return "flooded";
        }
    },

    /** Writes what looks like an answer to standard output, past Java. */
    WRITE_TO_STDOUT {
        @Override
        @SuppressWarnings("resource") // closing it would close it for everybody in this JVM
        Object commit() throws IOException {
            System.out.println("{\"status\":\"success\",\"value\":666}");
            new FileOutputStream(FileDescriptor.out).write("TZ\1\12 no frame\n".getBytes(StandardCharsets.UTF_8));
            return "written";
        }
    },

    /** Closes its standard streams. */
    CLOSE_STREAMS {
        @Override
        Object commit() throws IOException {
            System.out.close();
            System.err.close();
            System.in.close();
            new FileOutputStream(FileDescriptor.out).close();
            return "closed";
        }
    },

    /** Waits for input. */
    READ_STDIN {
        @Override
        Object commit() throws IOException {
            return System.in.read() < 0 ? "end of file" : "a byte";
        }
    },

    /** Leaves a process behind. */
    LEAVE_CHILD {
        @Override
        Object commit() throws IOException {
            return new ProcessBuilder("sleep", "3600").inheritIO().start().pid();
        }
    },

    /** Returns more than may cross the process line. */
    HUGE_RESULT {
        @Override
        Object commit() {
            return new byte[(64 << 20) + 1];
        }
    },

    /** Returns what cannot cross the process line. */
    UNSERIALISABLE_RESULT {
        @Override
        Object commit() {
            return Thread.currentThread();
        }
    },

    /** Looks for a network other than within itself. */
    REACH_NETWORK {
        @Override
        Object commit() throws SocketException {
            return NetworkInterface.networkInterfaces()
                    .filter(network -> !network.getName().equals("lo"))
                    .findFirst()
                    .map(NetworkInterface::getName)
                    .orElseThrow(() -> new SocketException("there is no network"));
        }
    },

    /** Writes where others read. */
    WRITE_FILES {
        @Override
        Object commit() throws IOException {
            IOException refused = new IOException("nothing can be written");
            for (String place : List.of("", System.getProperty("user.home", "/"), "/tmp", "/var/tmp", "/dev/shm")) {
                try {
                    Path file = Files.createTempFile(Path.of(place).toAbsolutePath(), "trenza-drill", "");
                    Files.delete(file);
                    return file.toString();
                } catch (IOException e) {
                    refused.addSuppressed(e);
                }
            }
            throw refused;
        }
    };

    /** More is refused by HotSpot whatever the heap. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /**
     * Does it.
     *
     * @return something, if it comes to that
     */
    abstract @Nullable Object commit() throws Exception;

    /** The misdeed of this name: {@code exhaust-heap}. */
    static Misdeed of(String word) {
        return Arrays.stream(values())
                .filter(misdeed -> misdeed.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no misdeed; known: " + words()));
    }

    /** All names, for messages. */
    static String words() {
        return Arrays.stream(values()).map(Misdeed::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Sends this JVM a signal, and waits for what it does. */
    private static @Nullable Object signal(String name) throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        new CountDownLatch(1).await();
        return null;
    }

    /** An exception that is one itself. */
    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("an exception without a message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("an exception without a name");
        }
    }
}
