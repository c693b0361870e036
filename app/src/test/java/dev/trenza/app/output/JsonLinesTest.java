package dev.trenza.app.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    @Test
    void aSuccessIsOneLineInTheDocumentedForm() {
        assertThat(line(OutcomesOfTests.success("squares", 3, 3, 9)))
                .isEqualTo("{\"stream\":\"squares\",\"seq\":3,\"item\":3,\"status\":\"success\",\"value\":9,"
                        + "\"attempts\":1,\"worker\":2,\"waitMs\":0.4,\"runMs\":0.01}\n");
    }

    @Test
    void valuesKeepTheirTypes() {
        assertThat(value(null)).isEqualTo("null");
        assertThat(value("a\"\n\u00f1\uD83D\uDE00")).isEqualTo("\"a\\\"\\n\u00f1\uD83D\uDE00\"");
        assertThat(value(true)).isEqualTo("true");
        assertThat(value(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(value(1.5)).isEqualTo("1.5");
        assertThat(value(Double.NaN)).isEqualTo("\"NaN\"");
        assertThat(value(new byte[] {0, -1})).isEqualTo("{\"base64\":\"AP8=\"}");
        assertThat(value(Path.of("a", "b"))).isEqualTo("\"a/b\"");
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("list", Arrays.asList(1, null, List.of("x")));
        map.put("empty", Map.of());
        assertThat(value(map)).isEqualTo("{\"list\":[1,null,[\"x\"]],\"empty\":{}}");
    }

    @Test
    void halfASurrogatePairDoesNotBreakTheLine() {
        assertThat(value("a\uD800b\uDC00")).isEqualTo("\"a\uFFFDb\uFFFD\"");
    }

    @Test
    void aValueAsDeepAsAWorkerMaySendIsWrittenWhole() {
        Object deep = "x";
        for (int i = 0; i < 64; i++) {
            deep = List.of(deep);
        }

        assertThat(value(deep)).startsWith("[[[[").endsWith("]]]]").contains("\"x\"");
    }

    @Test
    void aRemoteFailureHasItsOwnTypeMessageAndStack() {
        StackTraceElement frame = new StackTraceElement("acme.Hash", "run", "Hash.java", 7);
        RemoteException remote = new RemoteException("acme.BadInput", "no digits", List.of(frame), null, List.of());

        String line = line(OutcomesOfTests.failure("s", 0, "x", "task 'hash' failed on x", remote));

        assertThat(line)
                .contains("\"status\":\"failed\"")
                .contains("\"error\":{\"stage\":\"task\",\"type\":\"acme.BadInput\",\"message\":\"no digits\","
                        + "\"stack\":[\"at acme.Hash.run(Hash.java:7)\"]}")
                .doesNotContain("\"value\"");
    }

    @Test
    void aCrashTellsExitCodeSignalAndPid() {
        Item item = new Item("s", 0, "x", "x");
        WorkerCrashedException crash = new WorkerCrashedException("worker 1 ended with 137", 1, 812, 137, null);

        String line = line(OutcomesOfTests.of(new Outcome.Crashed<>(0, item, crash, Execution.NONE)));

        assertThat(line)
                .contains("\"status\":\"crashed\"")
                .contains("\"message\":\"worker 1 ended with 137\",\"pid\":812,\"exitCode\":137,\"signal\":9");
    }

    @Test
    void aDeathTellsTheHistoryOfTheAttempts() {
        Item item = new Item("s", 0, "x", "x");
        WorkerCrashedException crash = new WorkerCrashedException(
                "ended with 7", 1, 812, 7, 0, List.of("attempt 1: a", "attempt 2: b"), null, null);

        assertThat(line(OutcomesOfTests.of(new Outcome.Quarantined<>(0, item, crash, Execution.NONE))))
                .contains("\"status\":\"quarantined\"")
                .contains("\"exitCode\":7,\"history\":[\"attempt 1: a\",\"attempt 2: b\"]");
    }

    @Test
    void aTimeoutTellsItsLimit() {
        Item item = new Item("s", 0, "x", "x");
        TaskTimeoutException timeout =
                new TaskTimeoutException("ran longer than 1.5 s", TimeLimits.Kind.TASK, Duration.ofMillis(1500), null);

        assertThat(line(OutcomesOfTests.of(new Outcome.TimedOut<>(0, item, timeout, Execution.NONE))))
                .contains("\"status\":\"timed-out\"")
                .contains("\"timeoutMs\":1500,\"limit\":\"task\"");
    }

    @Test
    void whatTheOutputThrowsComesOutAsItIs() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        JsonLines lines = new JsonLines(full);

        assertThatThrownBy(() -> {
                    lines.write(OutcomesOfTests.success("s", 0, "x", "y"));
                    lines.flush();
                })
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("disk full");
    }

    @Test
    void millisecondsAreExactToTheMicrosecond() {
        assertThat(Millis.of(0)).isEqualTo("0");
        assertThat(Millis.of(400)).isEqualTo("0");
        assertThat(Millis.of(1_500)).isEqualTo("0.002");
        assertThat(Millis.of(400_000)).isEqualTo("0.4");
        assertThat(Millis.of(12_000_000)).isEqualTo("12");
        assertThat(Millis.of(1_234_567_890)).isEqualTo("1234.568");
    }

    private static String value(Object value) {
        String line = line(OutcomesOfTests.success("s", 0, "i", value));
        return line.substring(line.indexOf("\"value\":") + 8, line.indexOf(",\"attempts\""));
    }

    private static String line(StreamOutcome outcome) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonLines lines = new JsonLines(out)) {
            lines.write(outcome);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
