package dev.trenza.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trenza.app.output.OutcomesOfTests;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.process.WorkerEnd;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunRecorderTest {

    @Test
    void aSmallRunKeepsEveryBarOnTheLaneOfItsThreadOrWorker() {
        RunStatistics run = StatisticsOfTests.of(10);

        TimeLine line = run.timeLine().orElseThrow();
        assertThat(line.isComplete()).isTrue();
        assertThat(line.bars()).hasSize(20);
        assertThat(line.lanes())
                .extracting(TimeLine.Lane::name)
                .containsExactly("io 1", "io 2", "io 3", "io 4", "worker 1", "worker 2");
        assertThat(line.bars())
                .filteredOn(bar -> bar.seq() == 3)
                .extracting(bar -> line.lanes().get(bar.lane()).name())
                .containsExactly("io 4", "worker 2");
    }

    @Test
    void aLargeRunTakesNoMoreRoomAndLosesNoTime() {
        RunStatistics run = StatisticsOfTests.of(200_000);

        TimeLine line = run.timeLine().orElseThrow();
        assertThat(line.isComplete()).isFalse();
        assertThat(line.bars()).hasSize(300);
        assertThat(line.finished()).hasSizeLessThanOrEqualTo(Bins.COUNT);
        assertThat(line.lanes()).allSatisfy(lane -> {
            assertThat(lane.utilisation()).hasSameSizeAs(line.finished());
            double busy = lane.utilisation().stream()
                    .mapToDouble(part -> part * line.binNanos())
                    .sum();
            assertThat(busy).isCloseTo((double) lane.busyNanos(), within(lane.busyNanos() / 100.0));
        });
        assertThat(run.slowest()).hasSize(10);
    }

    @Test
    void theFiguresAddUp() {
        RunStatistics run = StatisticsOfTests.of(1_000);

        assertThat(run.items()).isEqualTo(1_000);
        assertThat(run.failed()).isZero();
        assertThat(run.stages()).extracting(StageStatistics::stage).containsExactly("read", "parse");
        assertThat(run.stages()).extracting(stage -> stage.runs().count()).containsExactly(1_000L, 1_000L);
        assertThat(run.busy(Stage.Kind.IO)).hasMillis(2_000);
        assertThat(run.busy(Stage.Kind.CPU)).hasMillis(1_000);
        assertThat(run.speedUp()).hasValueCloseTo(3.0, within(0.02));
    }

    @Test
    void lanesBeyondThoseThatCanBeShownShareOne() {
        RunRecorder recorder = new RunRecorder("p");
        RunListener events = recorder.events(run -> "io");
        events.runStarted("p", 1);
        for (int worker = 1; worker <= 1_000; worker++) {
            events.stageFinished(StatisticsOfTests.run("read", Stage.Kind.IO, worker, worker, 2, 1_000_000));
        }

        TimeLine line =
                recorder.statistics(new RunSummary(), List.of()).timeLine().orElseThrow();

        assertThat(line.lanes()).hasSize(129);
        assertThat(line.lanes().get(128).name()).isEqualTo("io: 872 more");
        assertThat(line.lanes().stream().mapToLong(TimeLine.Lane::runs).sum()).isEqualTo(1_000);
    }

    @Test
    void failuresAndTheEndsOfWorkersAreKept() {
        RunRecorder recorder = new RunRecorder("p");
        RunListener events = recorder.events(run -> "worker");
        events.runStarted("p", System.nanoTime());
        events.itemFinished(
                OutcomesOfTests.failure("s", 7, "a.html", "task failed", new IllegalStateException("broken")));
        recorder.workersOf("worker").workerReady(1, 99);
        recorder.workersOf("worker").workerEnded(1, 99, WorkerEnd.CRASHED, "ended with 134");
        recorder.workersOf("worker").workerEnded(2, 98, WorkerEnd.CLOSED, "as wanted");

        RunStatistics run = recorder.statistics(new RunSummary(), List.of());

        assertThat(run.failed()).isEqualTo(1);
        assertThat(run.failures()).singleElement().satisfies(group -> {
            assertThat(group.first().type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(group.first().stack()).isNotEmpty();
            assertThat(group.examples()).extracting(FailureGroup.Example::item).containsExactly("a.html");
        });
        assertThat(run.timeLine().orElseThrow().marks())
                .extracting(TimeLine.Mark::what)
                .containsExactly("ready", "crashed");
    }

    @Test
    void aLoadThatNobodyKnowsIsNone() {
        RunRecorder recorder = new RunRecorder("p");

        recorder.loaded(-1);
        assertThat(recorder.statistics(new RunSummary(), List.of()).load()).isEmpty();

        recorder.loaded(0.5);
        recorder.loaded(1);
        assertThat(recorder.statistics(new RunSummary(), List.of()).load()).hasValue(0.75);
    }
}
