package dev.trenza.examples.payloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.TaskFailedException;
import dev.trenza.core.WorkerStartException;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.task.NamedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/** Records through real workers, by Jackson and by Kryo. */
@Tag("process")
@Timeout(120)
class PayloadCodecsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static Series series(String station) {
        Reading reading = new Reading(0, 20);
        return new Series(
                station, new Position(40.4, -3.7), new ArrayList<>(List.of(reading, reading, new Reading(60, 23))));
    }

    private static List<Summary> summaries(WorkerPool pool) {
        return Objects.requireNonNull(Flux.just("Madrid", "Lima")
                .map(PayloadCodecsIT::series)
                .transform(pool.map(Series::summarise))
                .collectList()
                .block(SOON));
    }

    @Test
    void aCodecThatIsListedIsUsedWithoutAWord() {
        try (WorkerPool pool = WorkerPool.create(1)) {
            List<Summary> summaries = summaries(pool);

            assertThat(pool.config().payloadCodecs()).hasToString("[jackson-3]");
            assertThat(summaries).extracting(Summary::station).containsExactly("Madrid", "Lima");
            assertThat(summaries).allSatisfy(summary -> {
                assertThat(summary.position().latitude).isEqualTo(40.4);
                assertThat(summary.mean()).isEqualTo(21);
                assertThat(summary.hasShared()).as("JSON knows no references").isFalse();
            });
        }
    }

    @Test
    void aCodecThatIsGivenComesFirst() {
        try (WorkerPool pool =
                WorkerPool.builder().workers(1).payloadCodec(new KryoPayloads()).build()) {
            List<Summary> summaries = summaries(pool);

            assertThat(pool.config().payloadCodecs()).hasToString("[kryo-5, jackson-3]");
            assertThat(summaries).extracting(Summary::station).containsExactly("Madrid", "Lima");
            assertThat(summaries).allSatisfy(summary -> {
                assertThat(summary.position().longitude).isEqualTo(-3.7);
                assertThat(summary.mean()).isEqualTo(21);
                assertThat(summary.hasShared()).as("Kryo keeps references").isTrue();
            });
        }
    }

    @Test
    void withoutACodecTheItemFailsWithTheWayToWhatCannotCross() {
        try (WorkerPool pool =
                WorkerPool.builder().workers(1).inheritClassPath(false).build()) {
            assertThatThrownBy(() -> pool.submit(NamedTask.reference("square", Map.of()), series("Madrid"))
                            .block(SOON))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining(Position.class.getName() + " cannot be sent")
                    .hasMessageContaining("(at value.position)");
        }
    }

    @Test
    void aWorkerWithoutTheCodecDoesNotStartAndSaysWhich() {
        try (WorkerPool pool = WorkerPool.builder()
                .workers(1)
                .inheritClassPath(false)
                .payloadCodec(new KryoPayloads())
                .build()) {
            assertThatThrownBy(() -> pool.warmup().block(SOON))
                    .isInstanceOf(WorkerStartException.class)
                    .hasStackTraceContaining("payload codec 'kryo-5' (" + KryoPayloads.class.getName() + ")")
                    .hasStackTraceContaining("taskPath(");
        }
    }
}
