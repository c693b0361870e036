package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Tasks that take all there is of something: one item pays, and nobody gets a worker that has nothing left. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class ExhaustionIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final List<Object> KEPT = new ArrayList<>();

    @TempDir
    Path directory;

    private static int catchTheExhaustionAt3(int x) {
        List<byte[]> kept = new ArrayList<>();
        while (x == 3) {
            try {
                kept.add(new byte[1 << 20]);
            } catch (OutOfMemoryError e) {
                return -kept.size(); // as if nothing had happened
            }
        }
        return x;
    }

    private static int askForTooLongAnArrayAt3(int x) {
        try {
            return x == 3 ? new byte[Integer.MAX_VALUE].length : x;
        } catch (OutOfMemoryError e) {
            return -1;
        }
    }

    /** Their stacks are so large that the address space holds few of them. */
    private static int startThreadsWithoutEndAt3(int x) {
        while (x == 3) {
            Thread thread = new Thread(null, ExhaustionIT::waitForEver, "hoarded", 1L << 40);
            thread.setDaemon(true);
            thread.start();
        }
        return x;
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int loadClassesWithoutEndAt3(int x) throws IOException, ClassNotFoundException {
        byte[] type;
        try (InputStream in = ExhaustionIT.class.getResourceAsStream("Deeds.class")) {
            type = in.readAllBytes();
        }
        while (x == 3) {
            KEPT.add(new OneClassLoader(type).loadClass(Deeds.class.getName()));
        }
        return x + KEPT.size();
    }

    private static int openWithoutEndAt3(int x) throws IOException {
        while (x == 3) {
            KEPT.add(new FileInputStream("/dev/null"));
        }
        return x + KEPT.size();
    }

    private static int openWithoutEndAndCloseAt3(int x) throws IOException {
        List<InputStream> open = new ArrayList<>();
        try {
            while (x == 3) {
                open.add(new FileInputStream("/dev/null"));
            }
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
        }
        return x;
    }

    /** A class that is there anew for each loader. */
    private static final class OneClassLoader extends ClassLoader {

        private final byte[] type;

        OneClassLoader(byte[] type) {
            super(null);
            this.type = type;
        }

        @Override
        protected Class<?> findClass(String name) {
            return defineClass(name, type, 0, type.length);
        }
    }

    private static WorkerPool pool(UnaryOperator<WorkerPool.Builder> settings) {
        return settings.apply(WorkerPool.builder()
                        .name("exhaustion")
                        .workers(1)
                        .attempts(1)
                        .heap(32 << 20)
                        .output(line -> {}))
                .build();
    }

    private static WorkerPool pool() {
        return pool(builder -> builder);
    }

    /** A java whose process may open few files, its own jars included. */
    private Path javaWithFewDescriptors() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path program =
                Files.writeString(directory.resolve("java"), "#!/bin/sh\nulimit -n 100\nexec '" + java + "' \"$@\"\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    /** Runs five items, of which the third takes all; looks at it, and that the others have not noticed. */
    private static Outcome.Failure<Integer, Integer> third(
            WorkerPool pool, dev.trenza.task.Task<Integer, Integer> task) {
        List<Outcome<Integer, Integer>> outcomes =
                Flux.range(1, 5).transform(pool.outcomes(task)).collectList().block(SOON);

        assertThat(outcomes).extracting(Outcome::item).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.item() != 3)
                .extracting(Outcome::status)
                .containsOnly("success");
        return (Outcome.Failure<Integer, Integer>) outcomes.stream()
                .filter(outcome -> outcome.item() == 3)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anExhaustedHeapEndsTheWorkerAlthoughTheTaskCatchesTheError() {
        try (WorkerPool pool = pool()) {
            Outcome.Failure<Integer, Integer> third = third(pool, ExhaustionIT::catchTheExhaustionAt3);

            assertThat(third.status()).isEqualTo("out-of-memory");
            assertThat(third.failure()).hasMessageContaining("its heap was exhausted");
            assertThat(pool.metrics().restarts()).isEqualTo(1);
        }
    }

    @Test
    void anArrayThatIsTooLongForAnyHeapEndsTheWorkerToo() {
        try (WorkerPool pool = pool()) {
            Outcome.Failure<Integer, Integer> third = third(pool, ExhaustionIT::askForTooLongAnArrayAt3);

            assertThat(third.status()).isEqualTo("out-of-memory");
            assertThat(third.failure()).hasMessageContaining("ended with 3");
            assertThat(pool.metrics().restarts()).isEqualTo(1);
        }
    }

    @Test
    void threadsThatCannotBeStartedFailTheItemAndTheWorkerIsReplacedInOrder() {
        try (WorkerPool pool = pool()) {
            long before = pool.submit(Deeds::pid, 0).block(SOON);

            Outcome.Failure<Integer, Integer> third = third(pool, ExhaustionIT::startThreadsWithoutEndAt3);

            assertThat(third.status()).isEqualTo("failed");
            assertThat(third.failure()).hasMessageContaining("unable to create native thread");
            assertThat(pool.submit(Deeds::pid, 0).block(SOON)).isNotEqualTo(before);
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void metaspaceThatIsExhaustedCostsTheItemAndItsWorker() {
        try (WorkerPool pool = pool(builder -> builder.jvmArguments("-XX:MaxMetaspaceSize=24m"))) {
            long before = pool.submit(Deeds::pid, 0).block(SOON);

            Outcome.Failure<Integer, Integer> third = third(pool, ExhaustionIT::loadClassesWithoutEndAt3);

            assertThat(third.status()).isIn("out-of-memory", "failed");
            assertThat(pool.submit(Deeds::pid, 0).block(SOON)).isNotEqualTo(before);
        }
    }

    @Test
    void aTaskThatLeavesNoDescriptorFailsItsItemAndTheWorkerIsReplacedInOrder() throws IOException {
        Path java = javaWithFewDescriptors();
        try (WorkerPool pool = pool(builder -> builder.java(java))) {
            long before = pool.submit(Deeds::pid, 0).block(SOON);

            Outcome.Failure<Integer, Integer> third = third(pool, ExhaustionIT::openWithoutEndAt3);

            assertThat(third.status()).isEqualTo("failed");
            assertThat(third.failure()).hasMessageContaining("Too many open files");
            assertThat(pool.submit(Deeds::pid, 0).block(SOON)).isNotEqualTo(before);
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void aTaskThatRunsOutOfDescriptorsAndClosesThemKeepsItsWorker() throws IOException {
        Path java = javaWithFewDescriptors();
        try (WorkerPool pool = pool(builder -> builder.java(java))) {
            long before = pool.submit(Deeds::pid, 0).block(SOON);

            Outcome.Failure<Integer, Integer> third = third(pool, ExhaustionIT::openWithoutEndAndCloseAt3);

            assertThat(third.failure()).hasMessageContaining("Too many open files");
            assertThat(pool.submit(Deeds::pid, 0).block(SOON)).isEqualTo(before);
        }
    }
}
