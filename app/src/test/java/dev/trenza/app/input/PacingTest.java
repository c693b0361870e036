package dev.trenza.app.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class PacingTest {

    @TempDir
    private Path proc;

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final List<Integer> begun = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Test
    void withoutAConditionNothingWaits() throws IOException {
        StartGate gate = gate(Pacing.NONE);

        begin(gate, 1);

        assertThat(begun).containsExactly(1);
    }

    @Test
    void theDelayIsThatBetweenTwoBeginnings() throws IOException {
        StartGate gate = gate(new Pacing(Duration.ofSeconds(2), OptionalLong.empty(), OptionalDouble.empty()));

        for (int i = 1; i <= 3; i++) {
            begin(gate, i);
        }
        assertThat(begun).containsExactly(1);
        timer.advanceTimeBy(Duration.ofMillis(1_999));
        assertThat(begun).containsExactly(1);
        timer.advanceTimeBy(Duration.ofMillis(1));
        assertThat(begun).containsExactly(1, 2);
        timer.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(begun).containsExactly(1, 2, 3);
    }

    @Test
    void nothingBeginsWhileTheMachineIsBusy() throws IOException {
        StartGate gate = gate(new Pacing(Duration.ZERO, OptionalLong.empty(), OptionalDouble.of(4)));
        running(5);

        begin(gate, 1);
        timer.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(begun).isEmpty();
        running(3);
        timer.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(begun).containsExactly(1);
    }

    @Test
    void nothingBeginsWhileMemoryIsShort() throws IOException {
        StartGate gate = gate(new Pacing(Duration.ZERO, OptionalLong.of(1 << 20), OptionalDouble.empty()));
        freeKilobytes(1023);

        begin(gate, 1);
        assertThat(begun).isEmpty();
        freeKilobytes(1024);
        timer.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(begun).containsExactly(1);
    }

    @Test
    void whatTheMachineLacksIsToldOnceAfterSomeSeconds() throws IOException {
        StartGate gate = gate(new Pacing(Duration.ZERO, OptionalLong.of(1 << 20), OptionalDouble.of(2)));
        freeKilobytes(512);

        begin(gate, 1);
        timer.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(told).isEmpty();
        timer.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(told).containsExactly("waiting for memory: 512 KiB are free, --memfree asks for 1 MiB");
        freeKilobytes(1024);
        timer.advanceTimeBy(Duration.ofSeconds(1));
        running(7);
        begin(gate, 2);
        timer.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(begun).containsExactly(1);
        assertThat(told)
                .hasSize(2)
                .last()
                .isEqualTo("waiting for processors: 7 threads of this machine run or want to,"
                        + " --load lets an item begin below 2.00");
    }

    @Test
    void anOpenedGateHoldsUpNobody() throws IOException {
        StartGate gate = gate(new Pacing(Duration.ofHours(1), OptionalLong.empty(), OptionalDouble.empty()));
        for (int i = 1; i <= 3; i++) {
            begin(gate, i);
        }

        gate.open();
        begin(gate, 4);

        assertThat(begun).containsExactly(1, 2, 3, 4);
    }

    @Test
    void whoNoLongerWaitsLosesHisTurn() throws IOException {
        StartGate gate = gate(new Pacing(Duration.ofSeconds(1), OptionalLong.empty(), OptionalDouble.empty()));
        begin(gate, 1);
        Disposable second = begin(gate, 2);
        begin(gate, 3);

        second.dispose();
        timer.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(begun).containsExactly(1, 3);
    }

    @Test
    void theMachineIsReadFromProc() {
        MachineLoad machine = MachineLoad.ofThisMachine();

        if (Files.exists(Path.of("/proc/loadavg"))) {
            assertThat(machine.isKnown()).isTrue();
            assertThat(machine.freeMemory().getAsLong()).isPositive();
        }
        assertThat(new MachineLoad(proc.resolve("nothing")).isKnown()).isFalse();
    }

    private Disposable begin(StartGate gate, int item) {
        return gate.pass().subscribe(unused -> {}, error -> {}, () -> begun.add(item));
    }

    private StartGate gate(Pacing pacing) throws IOException {
        running(1);
        freeKilobytes(1 << 20);
        return new StartGate(pacing, new MachineLoad(proc), timer, told::add);
    }

    private void running(int threads) throws IOException {
        Files.writeString(proc.resolve("loadavg"), "0.10 0.20 0.30 " + (threads + 1) + "/345 6789\n");
    }

    private void freeKilobytes(int kilobytes) throws IOException {
        Files.writeString(
                proc.resolve("meminfo"), "MemTotal: 9 kB\nMemFree: 8 kB\nMemAvailable:   " + kilobytes + " kB\n");
    }
}
