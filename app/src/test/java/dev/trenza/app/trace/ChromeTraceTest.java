package dev.trenza.app.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChromeTraceTest {

    @Test
    void eachTaskIsABarOnTheTrackOfItsWorker() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ChromeTrace trace = new ChromeTrace(out, run -> run.kind() == Stage.Kind.IO ? "io" : "worker")) {
            trace.runStarted("p", 1_000_000);
            trace.stageFinished(run(Stage.Kind.IO, 1, 2_000_000, 500_500));
            trace.stageFinished(run(Stage.Kind.CPU, 1, 3_000_000, 1_000));
            trace.stageFinished(run(Stage.Kind.CPU, 1, 4_000_000, 1_000));
            trace.stageFinished(run(Stage.Kind.CPU, 0, 0, 0));
        }

        String json = out.toString(StandardCharsets.UTF_8);
        assertThat(json)
                .startsWith("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")
                .endsWith("]}");
        assertThat(json).containsOnlyOnce("\"name\":\"io 1\"").containsOnlyOnce("\"name\":\"worker 1\"");
        assertThat(json)
                .contains(
                        "\"name\":\"stage\",\"cat\":\"s\",\"ph\":\"X\",\"ts\":1000.0,\"dur\":500.5,\"pid\":1,\"tid\":1,")
                .contains("\"ph\":\"X\",\"ts\":2000.0,\"dur\":1.0,\"pid\":2,\"tid\":2,")
                .contains("\"ph\":\"X\",\"ts\":3000.0,\"dur\":1.0,\"pid\":2,\"tid\":2,");
        assertThat(json.split("\"ph\":\"X\"", -1))
                .as("what never ran has no bar")
                .hasSize(4);
    }

    @Test
    void aFullDiskIsToldAtTheEndAndNotDuringTheRun() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        ChromeTrace trace = new ChromeTrace(full, run -> "io");

        trace.runStarted("p", 1);
        for (int i = 0; i < 1_000; i++) {
            trace.stageFinished(run(Stage.Kind.IO, 1, 2, 3));
        }

        assertThatThrownBy(trace::close).isInstanceOf(IOException.class).hasMessage("disk full");
    }

    private static StageRun run(Stage.Kind kind, int worker, long startedNanos, long runNanos) {
        return new StageRun("s", "stage", kind, 0, worker, startedNanos, 0, runNanos, "success");
    }
}
