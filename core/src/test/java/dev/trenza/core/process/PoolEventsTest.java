package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PoolEventsTest {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final PoolEvents events = new PoolEvents("hashes", List.of(new Told()), waiting::add);

    private final class Told implements PoolListener {
        @Override
        public void workerEnded(int worker, long pid, WorkerEnd why, String description) {
            told.add("worker " + worker);
        }

        @Override
        public void callsEnded(CallsEnded calls) {
            told.add("calls");
        }

        @Override
        public void warning(String message) {
            told.add(message);
        }
    }

    private void tellAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    @Test
    void aListenerThatDoesNotKeepUpMissesCallsAndNothingElseAndIsToldSo() {
        for (int i = 0; i < 25_000; i++) {
            events.callsEnded(new CallsEnded("hash", "success", 2, 1, 1, 1_000));
        }
        events.workerEnded(3, 7, WorkerEnd.CRASHED, "it crashed");
        assertThat(waiting).hasSize(10_001);

        tellAll();
        events.callsEnded(new CallsEnded("hash", "success", 1, 1, 1, 1_000));
        tellAll();

        assertThat(told)
                .hasSize(10_003)
                .startsWith("calls")
                .contains(
                        "worker 3", "listeners were not told of 30000 calls that had ended, since they did not keep up")
                .endsWith("calls");
    }
}
