package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.TaskFailedException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.task.StreamTask;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class TaskProcessIT {

    @Test
    void runsItsTaskInAProcessOfItsOwnAndHasItsResult() throws Exception {
        TaskProcess<Long> process = new TaskProcess<>("pid", Deeds::pid, 0);

        process.start();
        process.join();
        process.join();

        assertThat(process.result())
                .isEqualTo(process.pid())
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(process.exitCode()).hasValue(0);
        assertThat(process.signal()).isEmpty();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void startsAtMostOnce() throws Exception {
        TaskProcess<Integer> process = new TaskProcess<>("once", Deeds::square, 2);
        assertThatIllegalStateException().isThrownBy(process::join).withMessageContaining("not been started");
        process.start();

        assertThatIllegalStateException().isThrownBy(process::start).withMessageContaining("started before");
        process.join();
    }

    @Test
    void aTaskThatEmitsIsRefused() {
        StreamTask<Integer, Integer> task = (count, out) -> out.emit(count);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskProcess<>("stream", task, 3))
                .withMessage("process 'stream': a StreamTask has no single result; run it with a pool's stream");
    }

    @Test
    void anExceptionComesOutOfTheResultAndNotOfJoin() throws Exception {
        TaskProcess<Integer> process = new TaskProcess<>("throw", Deeds::throwAt3, 3);
        process.start();
        process.join();

        assertThatThrownBy(process::result)
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("three")
                .cause()
                .hasToString("java.lang.IllegalStateException: three");
    }

    @Test
    void joiningForSoLongTellsWhetherItHasEnded() throws Exception {
        TaskProcess<Integer> process = new TaskProcess<>("spin", Deeds::spinAt3, 3);
        process.start();

        assertThat(process.join(Duration.ofMillis(1))).isFalse();
        assertThat(process.exitCode()).isEmpty();
        process.kill();
        process.join();

        assertThat(process.exitCode()).hasValue(137);
        assertThat(process.signal()).hasValue(9);
        assertThatThrownBy(process::result).isInstanceOf(WorkerCrashedException.class);
    }

    @Test
    void terminatingIsSignalFifteen() throws Exception {
        TaskProcess<Integer> process = new TaskProcess<>("wait", Deeds::waitUntilInterruptedAt3, 3);
        process.start();
        process.terminate();
        process.join();

        assertThat(process.signal()).hasValue(15);
    }
}
