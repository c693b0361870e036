package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/** Pools that nobody closes, and nobody can any more. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class DroppedPoolIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Only a mutant needs it: without it the test might end before the warning that it forbids. */
    private static final long GC_TO_CLEANER_NANOS = 50_000_000;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(DroppedPool.class);

    @TempDir
    Path directory;

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    /** In a method of its own, so that no frame of the test holds the pool. */
    private static List<Long> workersOfADroppedPool() {
        WorkerPool pool = WorkerPool.builder().name("dropped").workers(2).build();
        pool.warmup().block(SOON);
        Flux.range(0, 100).transform(pool.map(Deeds::square)).blockLast(SOON);
        return pool.workers().stream().map(WorkerInfo::pid).toList();
    }

    private static void submitAndDrop(Path file, Queue<String> results, List<Throwable> errors) {
        WorkerPool pool = WorkerPool.builder().name("dropped").workers(1).build();
        pool.submit(Deeds::holdWhile, file.toString()).subscribe(results::add, errors::add);
    }

    private static boolean isCollected(List<Long> workers) {
        System.gc();
        return workers.stream().noneMatch(Running::is);
    }

    @Test
    void theWorkersOfAPoolThatWasDroppedWithoutClosingItEnd() {
        List<Long> workers = workersOfADroppedPool();
        assertThat(workers).hasSize(2).allMatch(Running::is);

        await().atMost(SOON).until(() -> isCollected(workers));
        assertThat(log.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("pool 'dropped' was dropped without being closed")
                .contains("It was built by dev.trenza.core.process.DroppedPoolIT.workersOfADroppedPool(");
    }

    @Test
    void nothingIsSaidOfAPoolThatWasClosed() {
        WorkerPool.builder().name("closed").workers(1).build().close();
        List<Long> workers = workersOfADroppedPool();

        await().atMost(SOON).until(() -> isCollected(workers));

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("'closed'"));
    }

    @Test
    void aPoolWhoseResultsSomebodyWaitsForIsNotDropped() throws Exception {
        Path file = directory.resolve("held");
        Queue<String> results = new ConcurrentLinkedQueue<>();
        List<Throwable> errors = new ArrayList<>();
        submitAndDrop(file, results, errors);
        await().atMost(SOON).until(() -> Files.exists(file));
        List<Long> worker = List.of(Long.parseLong(Files.readString(file)));

        for (int i = 0; i < 5; i++) {
            assertThat(isCollected(worker)).isFalse();
            LockSupport.parkNanos(GC_TO_CLEANER_NANOS);
        }
        assertThat(log.list).isEmpty();
        Files.delete(file);

        await().atMost(SOON).until(() -> isCollected(worker));
        assertThat(results).containsExactly("held");
        assertThat(errors).isEmpty();
    }
}
