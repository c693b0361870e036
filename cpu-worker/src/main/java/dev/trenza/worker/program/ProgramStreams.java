package dev.trenza.worker.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * {@code System.in}, {@code out} and {@code err} of all items: the same three objects, because programs keep them in static
 * fields; each passes to the item whose thread uses it. What belongs to none, or to one that is over, is dropped.
 * Thread-safe.
 */
final class ProgramStreams {

    static final PrintStream OUT = new Unclosable(new Routed(ProgramRun::out));
    static final PrintStream ERR = new Unclosable(new Routed(ProgramRun::err));
    static final InputStream IN = new RoutedInput();

    private ProgramStreams() {}

    /** What a thread prints that has outlived its program is nobody's, and is not shown as the worker's. */
    static void muteThreadsOfPrograms() {
        if (!(System.out instanceof Unshared)) {
            System.setOut(new Unshared(System.out));
        }
        if (!(System.err instanceof Unshared)) {
            System.setErr(new Unshared(System.err));
        }
    }

    /** The worker's own stream, for its own threads. */
    private static final class Unshared extends PrintStream {

        Unshared(PrintStream own) {
            super(
                    new OutputStream() {
                        @Override
                        public void write(int b) {
                            write(new byte[] {(byte) b}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) {
                            if (!ProgramRun.isOfProgram(Thread.currentThread())) {
                                own.write(bytes, offset, length);
                            }
                        }

                        @Override
                        public void flush() {
                            own.flush();
                        }
                    },
                    true,
                    StandardCharsets.UTF_8);
        }
    }

    /** An item that closes it, as try-with-resources may, does not silence those after it. */
    private static final class Unclosable extends PrintStream {

        Unclosable(OutputStream target) {
            super(target, true, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            flush();
            ProgramRun run = ProgramRun.ofThisThread();
            if (run != null) {
                run.closed(this == ERR);
            }
        }
    }

    private static final class Routed extends OutputStream {

        private final Function<ProgramRun, ProgramOutput> stream;

        Routed(Function<ProgramRun, ProgramOutput> stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            ProgramRun run = ProgramRun.ofThisThread();
            if (run != null && run.hears()) {
                stream.apply(run).write(bytes, offset, length);
            }
        }
    }

    private static final class RoutedInput extends InputStream {

        private static InputStream current() {
            ProgramRun run = ProgramRun.ofThisThread();
            return run == null ? InputStream.nullInputStream() : run.in();
        }

        @Override
        public int read() throws IOException {
            return current().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return current().read(bytes, offset, length);
        }

        @Override
        public int available() throws IOException {
            return current().available();
        }

        @Override
        public long skip(long n) throws IOException {
            return current().skip(n);
        }
    }
}
