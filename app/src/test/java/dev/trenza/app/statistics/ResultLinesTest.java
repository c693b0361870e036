package dev.trenza.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.JsonLines;
import dev.trenza.app.output.OutcomesOfTests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultLinesTest {

    private final ResultLines lines = new ResultLines();

    @Test
    void whatARunHasWrittenIsReadBack() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonLines written = new JsonLines(out)) {
            written.write(OutcomesOfTests.success("a", 0, "x.html", Map.of("stream", "no", "status", List.of(1, 2))));
            written.write(OutcomesOfTests.success("a", 1, Map.of("url", "http://x"), "status"));
            written.write(OutcomesOfTests.failure("b", 7, "y.html", "m", new IllegalStateException("broken")));
        }

        lines.read(new ByteArrayInputStream(out.toByteArray()));

        RunStatistics run = lines.statistics("results");
        assertThat(lines.unreadable()).isZero();
        assertThat(run.streams()).isEqualTo(Map.of("a", Map.of("success", 2L), "b", Map.of("failed", 1L)));
        assertThat(run.slowest())
                .extracting(SlowItem::item)
                .containsExactlyInAnyOrder("x.html", "{\"url\":\"http://x\"}", "y.html");
        assertThat(run.stages()).extracting(stage -> stage.runs().maxNanos()).containsOnly(10_000L);
        assertThat(run.stages()).extracting(stage -> stage.waits().maxNanos()).containsOnly(400_000L);
        assertThat(run.failures()).singleElement().satisfies(group -> {
            assertThat(group.stage()).isEqualTo("task");
            assertThat(group.first().type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(group.first().message()).isEqualTo("broken");
            assertThat(group.first().stack()).isNotEmpty();
        });
        assertThat(run.strands()).as("lines know no wall time").isEmpty();
    }

    @Test
    void whatIsNoResultIsLeftOutAndCounted() throws IOException {
        read("""
                {"stream":"s","seq":0,"item":1,"status":"success","value":1,"attempts":1,"worker":1,"waitMs":0,"runMs":1}

                # a comment
                []
                {"status":"success"}
                {"stream":"s","seq":1,"item":1,"sta""");

        assertThat(lines.statistics("x").items()).isEqualTo(1);
        assertThat(lines.unreadable()).isEqualTo(4);
        assertThat(lines.firstUnreadable()).isEqualTo(3);
    }

    @Test
    void fieldsOfAnotherTypeThanExpectedDoNoHarm() throws IOException {
        read("""
                {"stream":"s","seq":"x","item":null,"status":"failed","error":"text","waitMs":"a","runMs":[1]}
                {"stream":"s","item":[1,{"a":"}"}],"status":"failed","error":{"stack":"x","message":null,"type":3}}
                """);

        assertThat(lines.statistics("x").failed()).isEqualTo(2);
    }

    private void read(String text) throws IOException {
        lines.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
