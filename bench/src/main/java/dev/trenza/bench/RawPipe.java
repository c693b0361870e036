package dev.trenza.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The limit that dispatch is measured against: frames of 32 bytes to child JVMs and back over their stdin and stdout,
 * with no Reactor, no dispatch, no codec. The child squares the number in each frame.
 */
final class RawPipe {

    private static final int FRAME = 32;
    private static final int BUFFER = 1 << 16;
    private static final int NUMBER_AT = 24;

    private RawPipe() {}

    /** The child. */
    static final class Child {

        private Child() {}

        /** Answers frames, or echoes {@code args[0]} bytes at a time, until its input ends. */
        public static void main(String[] args) throws IOException {
            InputStream in = System.in;
            OutputStream out = System.out;
            if (args.length > 0) {
                echo(in, out, new byte[Integer.parseInt(args[0])]);
            } else {
                squares(in, out);
            }
        }

        private static void squares(InputStream in, OutputStream out) throws IOException {
            byte[] bytes = new byte[BUFFER];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int filled = 0;
            for (int n = in.read(bytes, 0, BUFFER); n > 0; n = in.read(bytes, filled, BUFFER - filled)) {
                filled += n;
                int whole = filled - filled % FRAME;
                for (int at = 0; at < whole; at += FRAME) {
                    int number = buffer.getInt(at + NUMBER_AT);
                    buffer.putInt(at + NUMBER_AT, number * number);
                }
                out.write(bytes, 0, whole);
                out.flush();
                System.arraycopy(bytes, whole, bytes, 0, filled - whole);
                filled -= whole;
            }
        }

        private static void echo(InputStream in, OutputStream out, byte[] message) throws IOException {
            while (in.readNBytes(message, 0, message.length) == message.length) {
                out.write(message);
                out.flush();
            }
        }
    }

    /** A child JVM with nothing to do yet. */
    static Process child(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path").split(File.pathSeparator, 2)[0],
                Child.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Streams so many frames through each of so many children and returns how many per second all of them did. */
    static double framesPerSecond(int children, long frames) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            processes.add(child());
        }
        stream(processes, frames / 4); // warm-up
        long start = System.nanoTime();
        stream(processes, frames);
        double seconds = (System.nanoTime() - start) / 1e9;
        for (Process process : processes) {
            process.getOutputStream().close();
            process.waitFor();
        }
        return children * frames / seconds;
    }

    private static void stream(List<Process> processes, long frames) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(processes.size());
        for (Process process : processes) {
            new Thread(() -> write(process.getOutputStream(), frames), "raw-writer").start();
            new Thread(
                            () -> {
                                read(process.getInputStream(), frames);
                                done.countDown();
                            },
                            "raw-reader")
                    .start();
        }
        done.await();
    }

    private static void write(OutputStream out, long frames) {
        byte[] bytes = new byte[BUFFER];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            for (long sent = 0; sent < frames; ) {
                int at = 0;
                for (; at < BUFFER && sent < frames; at += FRAME) {
                    buffer.putLong(at, sent);
                    buffer.putInt(at + NUMBER_AT, (int) sent++);
                }
                out.write(bytes, 0, at);
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(InputStream in, long frames) {
        byte[] bytes = new byte[BUFFER];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int filled = 0;
        try {
            for (long seen = 0; seen < frames; ) {
                int n = in.read(bytes, filled, BUFFER - filled);
                if (n < 0) {
                    throw new IOException("the child ended after " + seen + " of " + frames + " frames");
                }
                filled += n;
                int at = 0;
                for (; at + FRAME <= filled; at += FRAME) {
                    int number = (int) seen++;
                    if (buffer.getInt(at + NUMBER_AT) != number * number) {
                        throw new IOException("frame " + number + " is wrong");
                    }
                }
                System.arraycopy(bytes, at, bytes, 0, filled - at);
                filled -= at;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One message of so many bytes at a time there and back; the median in microseconds. */
    static double roundTripMicros(int rounds) throws IOException, InterruptedException {
        Process process = child("1");
        byte[] message = new byte[1];
        Percentiles micros = new Percentiles();
        try (InputStream in = process.getInputStream();
                OutputStream out = process.getOutputStream()) {
            for (int i = 0; i < rounds + rounds / 4; i++) {
                long start = System.nanoTime();
                out.write(message);
                out.flush();
                if (in.read() < 0) {
                    throw new IOException("the child ended");
                }
                if (i >= rounds / 4) {
                    micros.add((System.nanoTime() - start) / 1e3);
                }
            }
        }
        process.waitFor();
        return micros.at(50);
    }

    /** So many messages of so many bytes there and back, several under way; in gigabytes a second, one way counted. */
    static double gigabytesPerSecond(int bytes, int messages) throws IOException, InterruptedException {
        Process process = child(Integer.toString(bytes));
        byte[] message = new byte[bytes];
        byte[] answer = new byte[bytes];
        try (InputStream in = process.getInputStream();
                OutputStream out = process.getOutputStream()) {
            long start = 0;
            int warmUp = Math.max(1, messages / 4);
            Thread writer = new Thread(() -> writeAll(out, message, messages + warmUp), "raw-writer");
            writer.start();
            for (int i = 0; i < messages + warmUp; i++) {
                if (i == warmUp) {
                    start = System.nanoTime();
                }
                if (in.readNBytes(answer, 0, bytes) < bytes) {
                    throw new IOException("the child ended");
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            writer.join();
            return (double) bytes * messages / seconds / 1e9;
        }
    }

    private static void writeAll(OutputStream out, byte[] message, int times) {
        try {
            for (int i = 0; i < times; i++) {
                out.write(message);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
