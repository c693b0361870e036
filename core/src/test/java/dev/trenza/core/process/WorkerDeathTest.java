package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerDeathTest {

    private static WorkerDeath death(int exitCode, String... lines) {
        return new WorkerDeath(3, 812, exitCode, "", List.of(lines), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0   | ended with 0: something there called System.exit or halt",
                "42  | ended with 42: something there called System.exit or halt",
                "134 | ended with 134 (SIGABRT): the JVM crashed in native code, or aborted",
                "137 | ended with 137 (SIGKILL): something killed it; if nobody did, the system was out of memory",
                "143 | ended with 143 (SIGTERM): something terminated it",
                "139 | ended with 139 (SIGSEGV)",
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
        WorkerDeath death = new WorkerDeath(3, 812, 134, "", List.of(), "/tmp/trenza-crash-812.log");

        assertThat(death.description()).endsWith("; crash report: /tmp/trenza-crash-812.log");
    }

    @Test
    void lastLinesAreOneLine() {
        assertThat(death(1, "a", "b").printed()).isEqualTo("; last output: a | b");
        assertThat(death(1).printed()).isEmpty();
    }
}
