package dev.trenza.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.OutcomesOfTests;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.pipeline.RunSummary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.test.scheduler.VirtualTimeScheduler;

class ProgressDisplayTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final RunSummary summary = new RunSummary();

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NONE"})
    void nothingIsShownWhereThereIsNoTerminalUnlessAskedFor(ProgressMode mode) {
        Screen file = new Screen(err, false);

        ProgressDisplay display =
                ProgressDisplay.open("t", () -> OptionalLong.of(1), mode, summary, List::of, file, Map.of());
        display.close();

        assertThat(display).isNotInstanceOfAny(BarDisplay.class, LineDisplay.class);
        assertThat(printed()).isEmpty();
    }

    @Test
    void aTerminalGetsABarAndOneThatCannotRedrawGetsLines() {
        Screen terminal = new Screen(err, true);

        try (ProgressDisplay able = open(ProgressMode.AUTO, terminal, Map.of("TERM", "xterm"));
                ProgressDisplay dumb = open(ProgressMode.AUTO, terminal, Map.of("TERM", "dumb"))) {

            assertThat(able).isInstanceOf(BarDisplay.class);
            assertThat(dumb).isInstanceOf(LineDisplay.class);
        }
    }

    @Test
    void aLineComesAfterASecondAndThenWithThePeriodUntilTheEnd() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        Watch watch = new Watch("t", () -> OptionalLong.of(2), summary, List::of);
        summary.runStarted("p", System.nanoTime());
        summary.itemFinished(OutcomesOfTests.success("s", 0, "x", "y"));

        try (ProgressDisplay display =
                new LineDisplay(watch, Standing::words, ProgressDisplay.LINES, new Screen(err, false), time)) {
            assertThat(display).isNotNull();
            time.advanceTimeBy(Duration.ofSeconds(11));
        }
        time.advanceTimeBy(Duration.ofSeconds(60));

        assertThat(printed().lines()).hasSize(3).allMatch(line -> line.startsWith("trenza: 1 of 2 items (50 %), "));
    }

    private ProgressDisplay open(ProgressMode mode, Screen screen, Map<String, String> environment) {
        return ProgressDisplay.open("t", () -> OptionalLong.of(1), mode, summary, List::of, screen, environment);
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
