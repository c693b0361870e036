package dev.trenza.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class ExpectedItemsTest {

    @Test
    void whatThePlanKnowsIsNotCounted() {
        AtomicInteger counted = new AtomicInteger();
        Mono<Long> counting = Mono.fromSupplier(() -> (long) counted.incrementAndGet());

        try (ExpectedItems expected = expected(stream(OptionalLong.of(3), counting))) {
            assertThat(expected.get()).hasValue(3);
        }

        assertThat(counted).hasValue(0);
    }

    @Test
    void theOtherStreamsAreCountedOnceAndTheSumIsKnownThen() {
        Sinks.One<Long> count = Sinks.one();
        AtomicInteger begun = new AtomicInteger();
        Mono<Long> counting = count.asMono().doOnSubscribe(begins -> begun.incrementAndGet());

        try (ExpectedItems expected = expected(stream(OptionalLong.of(3), Mono.empty()), stream(counting))) {
            await().until(() -> expected.get().isEmpty() && begun.get() == 1);
            count.tryEmitValue(4L);

            await().until(() -> expected.get().isPresent());
            assertThat(expected.get()).hasValue(7);
            assertThat(begun).hasValue(1);
        }
    }

    @Test
    void oneThatCannotBeCountedLeavesTheSumUnknown() {
        AtomicInteger begun = new AtomicInteger();
        Mono<Long> counting = Mono.fromSupplier(() -> (long) begun.incrementAndGet());
        Mono<Long> failing = counting.then(Mono.error(new IllegalStateException("no such folder")));

        try (ExpectedItems uncountable = expected(stream(counting), stream(Mono.empty()));
                ExpectedItems failed = expected(stream(failing), stream(counting))) {
            await().until(() -> uncountable.get().isEmpty() && failed.get().isEmpty() && begun.get() == 2);
            assertThat(uncountable.get()).isEmpty();
            assertThat(failed.get()).isEmpty();
        }
    }

    @Test
    void itsEndEndsTheCounting() {
        Sinks.One<Long> count = Sinks.one();
        ExpectedItems expected = expected(stream(count.asMono()));
        expected.get();
        await().until(() -> count.currentSubscriberCount() == 1);

        expected.close();

        assertThat(count.currentSubscriberCount()).isZero();
        assertThat(expected.get()).isEmpty();
        assertThat(count.currentSubscriberCount()).isZero();
    }

    @Test
    void namesOfFilesAndSmallFilesAreCountedAndStandardInputIsNot(@TempDir Path folder) throws Exception {
        Path list = Files.writeString(folder.resolve("list"), "a\nb\n");
        Flux<String> three = Flux.just("a", "b", "c");

        assertThat(SourceCount.besideTheRun("files", Map.of(), three).block()).isEqualTo(3);
        assertThat(SourceCount.besideTheRun("lines", Map.of("path", list.toString()), three)
                        .block())
                .isEqualTo(3);
        assertThat(SourceCount.besideTheRun("lines", Map.of("path", "-"), three).block())
                .isNull();
        assertThat(SourceCount.besideTheRun("lines", Map.of("path", "/dev/stdin"), three)
                        .block())
                .isNull();
        assertThat(SourceCount.besideTheRun("a-task-of-somebody", Map.of(), three)
                        .block())
                .isNull();
    }

    private static ExpectedItems expected(Plan.StreamPlan... streams) {
        return new ExpectedItems(new Plan("p", List.of(streams)));
    }

    private static Plan.StreamPlan stream(Mono<Long> counting) {
        return stream(OptionalLong.empty(), counting);
    }

    private static Plan.StreamPlan stream(OptionalLong size, Mono<Long> counting) {
        return new Plan.StreamPlan("s", Flux.never(), size, false, List.of()).withCounting(counting);
    }
}
