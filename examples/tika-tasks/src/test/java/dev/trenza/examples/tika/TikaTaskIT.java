package dev.trenza.examples.tika;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.task.NamedTask;
import dev.trenza.test.PoolSettings;
import dev.trenza.test.WorkerPoolExtension;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What Tika does to the JVM that it runs in happens to a worker, and to the document that made it. */
@Tag("process")
@Timeout(300)
@ExtendWith(WorkerPoolExtension.class)
class TikaTaskIT {

    private static final String ENDLESS =
            TikaTaskTest.SAMPLES.resolve("hostile/endless.pdf").toString();
    private static final String SWELLS =
            TikaTaskTest.SAMPLES.resolve("hostile/swells.pdf").toString();

    @Test
    void aDocumentThatTakesAllMemoryCostsItself(@PoolSettings(workers = 1, heapMiB = 96) WorkerPool pool) {
        List<String> healthy = TikaTaskTest.oracle()
                .map(expected -> TikaTaskTest.SAMPLES
                        .resolve("documents")
                        .resolve(expected.file())
                        .toString())
                .toList();
        Flux<String> files = Flux.fromIterable(healthy).startWith(SWELLS);

        Flux<Outcome<String, Object>> outcomes = files.transform(pool.outcomes(NamedTask.reference("tika")));

        StepVerifier.create(outcomes.collectMap(Outcome::item, Outcome::status))
                .assertNext(ends -> {
                    assertThat(ends).hasSize(healthy.size() + 1).containsEntry(SWELLS, "out-of-memory");
                    assertThat(healthy).allSatisfy(file -> assertThat(ends).containsEntry(file, "success"));
                })
                .verifyComplete();
    }

    /** PDFBox does not look at interrupts: only the end of its process ends it. */
    @Test
    void aDocumentWithoutEndIsKilled(@PoolSettings(workers = 1, taskTimeoutMillis = 2_000) WorkerPool pool) {
        StepVerifier.create(Flux.just(ENDLESS).transform(pool.outcomes(NamedTask.reference("tika"))))
                .assertNext(outcome -> assertThat(outcome.status()).isEqualTo("timed-out"))
                .verifyComplete();
    }
}
