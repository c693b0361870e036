package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerPoolConfigTest {

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("workers must be >= 1, was 0", b -> b.workers(0)),
                refused("attempts must be >= 1, was 0", b -> b.attempts(0)),
                refused("maxPayload must be >= 1, was 0", b -> b.maxPayload(0)),
                refused("maxPayload must be <= 1073741824, was 2147483647", b -> b.maxPayload(Integer.MAX_VALUE)),
                refused("maxStartFailures must be >= 1, was -1", b -> b.maxStartFailures(-1)),
                refused("maxDeaths must be >= 1, was 0", b -> b.maxDeaths(0)),
                refused("maxTasksPerWorker must be >= 0, was -1", b -> b.maxTasksPerWorker(-1)),
                refused("maxWorkerMemory must be >= 0, was -1", b -> b.maxWorkerMemory(-1)),
                refused("minIdle must be >= 0, was -1", b -> b.minIdle(-1)),
                refused("maxWorkerAge must be positive, was PT0S", b -> b.maxWorkerAge(Duration.ZERO)),
                refused("idleTimeout must be positive, was PT0S", b -> b.idleTimeout(Duration.ZERO)),
                refused("heapBytes must be >= 8388608, was 1", b -> b.heap(1)),
                refused("heapBytes must be >= 0, was -1", b -> b.heap(-1)),
                refused("oomHeapBytes must be >= 8388609, was -1", b -> b.oomHeap(-1)),
                refused("processors must be >= 1, was -1", b -> b.processors(-1)),
                refused(
                        "oomHeapBytes must be >= 67108865, was 67108864",
                        b -> b.heap(64 << 20).oomHeap(64 << 20)),
                refused("startupTimeout must be positive, was PT0S", b -> b.startupTimeout(Duration.ZERO)),
                refused(
                        "heartbeatTimeout must be positive, was PT-1S",
                        b -> b.heartbeatTimeout(Duration.ofSeconds(-1))),
                refused("taskTimeout must be positive, was PT0S", b -> b.taskTimeout(Duration.ZERO)),
                refused("gracePeriod must not be negative, was PT-1S", b -> b.gracePeriod(Duration.ofSeconds(-1))));
    }

    private static Arguments refused(String message, UnaryOperator<WorkerPool.Builder> setting) {
        return Arguments.of(message, setting);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aSettingOutOfRangeIsRefusedByNameWithItsLimit(String message, UnaryOperator<WorkerPool.Builder> setting) {
        assertThatThrownBy(() -> setting.apply(WorkerPool.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aTaskPathThatIsNotThereIsRefusedWithWhereItWasLookedFor() {
        Path missing = Path.of("no-such-folder", "tasks.jar");

        assertThatThrownBy(() -> WorkerPool.builder().taskPath(List.of(Path.of("."), missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("taskPath entry '" + missing + "' does not exist, looked for at " + missing.toAbsolutePath()
                        + "; build the jar first, or correct the path");
    }

    @Test
    void aPatternThatAllowsEverythingIsRefused() {
        assertThatThrownBy(() -> WorkerPool.builder().allow("**").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'**'");
    }

    @Test
    void theSettingsReadBack() {
        try (WorkerPool pool = WorkerPool.builder()
                .name("thumbs")
                .workers(3)
                .attempts(5)
                .inheritClassPath(false)
                .taskPath(List.of(Path.of("pom.xml")))
                .jvmArguments("-Xss2m")
                .environment("K", "V")
                .allow("com.acme.*")
                .heap(64 << 20)
                .taskTimeout(Duration.ofSeconds(9))
                .build()) {
            WorkerPoolConfig config = pool.config();

            assertThat(config.name()).isEqualTo("thumbs");
            assertThat(config.workers()).isEqualTo(3);
            assertThat(config.attempts()).isEqualTo(5);
            assertThat(config.classPath()).containsExactly(Path.of("pom.xml"));
            assertThat(config.jvmArguments()).containsExactly("-Xss2m");
            assertThat(config.environment()).containsEntry("K", "V");
            assertThat(config.allowed()).containsExactly("com.acme.*");
            assertThat(config.heapBytes()).isEqualTo(64 << 20);
            assertThat(config.limits().task()).isEqualTo(Duration.ofSeconds(9));
            assertThat(config.maxPayload()).isEqualTo(64 << 20);
        }
    }

    @Test
    void theDefaultsAreThoseOfTheManual() {
        WorkerPoolConfig config = WorkerPool.builder().settings();

        assertThat(config.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.attempts()).isEqualTo(2);
        assertThat(config.limits().task()).isNull();
        assertThat(config.gracePeriod()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.startupTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.maxStartFailures()).isEqualTo(3);
        assertThat(config.classPath()).isNotEmpty();
    }
}
