package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.worker.protocol.StatusPage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HeapGaugeTest {

    private final StatusPage page = StatusPage.inMemory();
    private final AtomicLong used = new AtomicLong(50);
    private final AtomicInteger collections = new AtomicInteger();

    private HeapGauge gauge(long highHeap) {
        return new HeapGauge(page, highHeap, used::get, () -> {
            collections.incrementAndGet();
            used.set(30);
        });
    }

    @Test
    void whatACollectionLeavesIsToldWhenMuchIsInUse() {
        HeapGauge gauge = gauge(100);
        gauge.beat();
        assertThat(page.retainedBytes()).isZero();

        used.set(100);
        gauge.beat();

        assertThat(page.heapBytes()).isEqualTo(100);
        assertThat(page.retainedBytes()).isEqualTo(30);
    }

    @Test
    void whatARunningCallHoldsIsNotCounted() {
        HeapGauge gauge = gauge(100);
        used.set(200);
        page.started(1);
        gauge.beat();
        assertThat(collections).hasValue(0);

        page.finished();
        gauge.measureIfHigh();

        assertThat(page.retainedBytes()).isEqualTo(30);
    }

    @Test
    void whatACallHoldsThatBeginsMeanwhileIsNotCounted() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        HeapGauge gauge =
                new HeapGauge(page, 100, used::get, () -> meanwhile.get().run());
        meanwhile.set(() -> {
            gauge.callBegins();
            page.started(1);
            used.set(150);
            page.finished();
        });
        used.set(200);

        gauge.beat();

        assertThat(page.retainedBytes()).isZero();
    }

    @Test
    void collectionsAreRare() {
        HeapGauge gauge = gauge(100);

        for (int i = 0; i < 1_000; i++) {
            used.set(200);
            gauge.beat();
        }

        assertThat(collections).hasValue(1);
    }

    @Test
    void withoutALimitNothingIsMeasured() {
        HeapGauge gauge = gauge(0);
        used.set(Long.MAX_VALUE);

        gauge.beat();
        gauge.measureIfHigh();

        assertThat(collections).hasValue(0);
    }
}
