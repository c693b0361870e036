package dev.trenza.core.parity;

import dev.trenza.core.process.WorkerPool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/** Tasks of the parity tests. */
final class Chores {

    private Chores() {}

    static int square(int x) {
        return x * x;
    }

    static int squareSoon(int x) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(5);
        return x * x;
    }

    static long pid(int ignored) {
        return ProcessHandle.current().pid();
    }

    static int exit(int status) {
        System.exit(status);
        return status;
    }

    static int spin(int x) {
        long count = 0;
        while (x >= 0) {
            count++;
        }
        return (int) count;
    }

    static int await(int x) throws InterruptedException {
        new CountDownLatch(1).await();
        return x;
    }

    static byte[] echo(byte[] bytes) {
        return bytes;
    }

    static int lengthOf(byte[] bytes) {
        return bytes.length;
    }

    /** The worker dies a little later, whatever it does then. */
    static int dieSoon(int millis) {
        Thread bomb = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
        bomb.setDaemon(true);
        bomb.start();
        return millis;
    }

    static int kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        return 0;
    }

    static int mixed(int x) {
        if (x % 50 == 7) {
            Runtime.getRuntime().halt(5);
        }
        if (x % 10 == 3) {
            throw new IllegalArgumentException("three");
        }
        return x;
    }

    static IllegalStateException returnAThrowable(String message) {
        return new IllegalStateException(message);
    }

    static int throwWhatRefusesToChange(int x) {
        throw new RuntimeException("frozen", null, false, false) {
            private static final long serialVersionUID = 1;

            @Override
            public synchronized Throwable initCause(Throwable cause) {
                throw new UnsupportedOperationException("frozen");
            }

            @Override
            public void setStackTrace(StackTraceElement[] stackTrace) {
                throw new UnsupportedOperationException("frozen");
            }
        };
    }

    static String runAProgram(String word) throws IOException {
        Process echo = new ProcessBuilder("echo", word).start();
        return new String(echo.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
    }

    /** A process that has a process. */
    static List<Long> leaveATree(int ignored) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; wait").start();
        String child = shell.inputReader().readLine();
        return List.of(shell.pid(), Long.parseLong(child));
    }

    static List<Integer> poolWithinAPool(int items) {
        try (WorkerPool pool =
                WorkerPool.builder().name("inner").workers(1).heap(32 << 20).build()) {
            return Flux.range(0, items)
                    .transform(pool.map(Chores::square))
                    .collectList()
                    .block(Duration.ofSeconds(60));
        }
    }
}
