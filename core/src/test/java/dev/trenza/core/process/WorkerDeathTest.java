package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerDeathTest {

    private static WorkerDeath death(int exitCode, String... lines) {
        return new WorkerDeath(3, 812, 1, "", WorkerExit.of(exitCode), null, List.of(lines));
    }

    private static WorkerDeath death(WorkerExit exit) {
        return new WorkerDeath(3, 812, 1, "", exit, null, List.of());
    }

    private static WorkerDeath exitCall(int exitCode, String thread) {
        StackTraceElement[] stack = {new StackTraceElement("com.acme.Png", "decode", "Png.java", 17)};
        Frame.Exiting exiting = new Frame.Exiting(thread, RemoteFailure.ofStack("Stack", "", stack));
        return new WorkerDeath(3, 812, 1, "", WorkerExit.of(exitCode), exiting, List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0   | ended with 0: the task called Runtime.halt(0), or native code exited",
                "42  | ended with 42: the task called Runtime.halt(42), or native code exited",
                "134 | ended with 134, SIGABRT (6): the JVM crashed in native code, or aborted",
                "137 | ended with 137, SIGKILL (9): something killed it; if nobody did, the system was out of memory",
                "143 | ended with 143, SIGTERM (15): something terminated it",
                "139 | ended with 139, SIGSEGV (11)",
                "190 | ended with 190, signal (62)",
                "200 | ended with 200: the task called Runtime.halt(200)",
                "110 | ended with 110: protocol violated",
                "112 | ended with 112: cannot write",
                "114 | ended with 114: exit hung",
            })
    void theExitStatusIsReadForPeople(int exitCode, String description) {
        assertThat(death(exitCode).description()).startsWith("worker 3 (pid 812) " + description);
    }

    @Test
    void memoryIsOutOnlyIfTheJvmSaidSo() {
        assertThat(death(3, "java.lang.OutOfMemoryError: Java heap space").isOutOfMemory())
                .isTrue();
        assertThat(death(3, "goodbye").isOutOfMemory()).isFalse();
        assertThat(death(1, "java.lang.OutOfMemoryError: Java heap space").isOutOfMemory())
                .isFalse();
    }

    @Test
    void theCrashReportIsTold() {
        CrashReport report = new CrashReport("/tmp/trenza-crash-812.log", "SIGSEGV in native code of libpng.so");
        WorkerDeath death = death(new WorkerExit(134, LastWords.NONE, report, WorkerExit.SystemMemory.UNKNOWN));

        assertThat(death.description())
                .endsWith("ended with 134, SIGABRT (6): SIGSEGV in native code of libpng.so"
                        + "; crash report: /tmp/trenza-crash-812.log");
    }

    @Test
    void aCallOfExitIsToldWithItsPlaceAndIsNoSignal() {
        assertThat(exitCall(137, "").description())
                .endsWith("ended with 137: the task called System.exit(137) at com.acme.Png.decode(Png.java:17)");
        assertThat(exitCall(0, "timer").description()).contains("ended with 0: thread 'timer' called System.exit(0)");
        assertThat(exitCall(114, "").description()).endsWith("and a shutdown hook did not return within 2 s");
    }

    @Test
    void anExitWithThreeIsNoExhaustedHeapWhateverWasPrinted() {
        WorkerDeath death = exitCall(3, "");
        WorkerDeath talkative = new WorkerDeath(
                3, 812, 1, "", death.exit(), death.exiting(), List.of("java.lang.OutOfMemoryError: not really"));

        assertThat(talkative.isOutOfMemory()).isFalse();
        assertThat(talkative.description()).contains("System.exit(3)");
    }

    @Test
    void theKillerOfTheSystemIsToldFromAnybodyElse() {
        assertThat(death(new WorkerExit(137, LastWords.NONE, CrashReport.NONE, WorkerExit.SystemMemory.WAS_OUT))
                        .description())
                .endsWith("the system was out of memory and killed it");
        assertThat(death(new WorkerExit(137, LastWords.NONE, CrashReport.NONE, WorkerExit.SystemMemory.WAS_LEFT))
                        .description())
                .endsWith("something killed it; the system's memory was not out");
    }

    @Test
    void lastLinesAreOneLine() {
        assertThat(death(1, "a", "b").printed()).isEqualTo("; last output: a | b");
        assertThat(death(1).printed()).isEmpty();
        assertThat(death(
                                1,
                                IntStream.range(0, 50)
                                        .mapToObj(i -> i + "x".repeat(900))
                                        .toArray(String[]::new))
                        .printed())
                .doesNotContain("41x")
                .contains("42x")
                .hasSizeLessThan(3_000);
    }
}
