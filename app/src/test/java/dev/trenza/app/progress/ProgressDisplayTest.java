package dev.trenza.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.OutcomesOfTests;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.pipeline.RunSummary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private static final String ERASED = "\r\033[K";

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final RunSummary summary = new RunSummary();

    @Test
    void aBarShowsWhatIsDoneAndIsTakenAwayAtTheEnd() {
        Screen terminal = new Screen(err, true);

        try (ProgressDisplay display =
                ProgressDisplay.open("digest", OptionalLong.of(10), ProgressMode.AUTO, summary, terminal)) {
            display.itemFinished(OutcomesOfTests.success("s", 0, "x", "y"));
            display.itemFinished(OutcomesOfTests.success("s", 1, "x", "y"));
            display.itemFinished(OutcomesOfTests.failure("s", 2, "x", "failed", null));
        }

        assertThat(printed())
                .contains("digest", "3/10", "1 failed")
                .endsWith(ERASED)
                .doesNotContain("\n");
    }

    @Test
    void aBarOfUnknownLengthCountsAllTheSame() {
        Screen terminal = new Screen(err, true);

        try (ProgressDisplay display =
                ProgressDisplay.open("digest", OptionalLong.empty(), ProgressMode.AUTO, summary, terminal)) {
            display.itemFinished(OutcomesOfTests.success("s", 0, "x", "y"));
        }

        assertThat(printed()).contains("digest", "1/").endsWith(ERASED);
    }

    @Test
    void nothingIsShownWhereThereIsNoTerminalUnlessAskedFor() {
        Screen file = new Screen(err, false);

        for (ProgressMode mode : new ProgressMode[] {ProgressMode.AUTO, ProgressMode.NONE}) {
            try (ProgressDisplay display = ProgressDisplay.open("t", OptionalLong.of(1), mode, summary, file)) {
                display.itemFinished(OutcomesOfTests.success("s", 0, "x", "y"));
            }
        }

        assertThat(printed()).isEmpty();
    }

    @Test
    void aLineTellsItemsFailuresAndSpeed() {
        summary.runStarted("p", System.nanoTime() - 2_000_000_000L);
        summary.itemFinished(OutcomesOfTests.success("s", 0, "x", "y"));
        summary.itemFinished(OutcomesOfTests.failure("s", 1, "x", "failed", null));
        Tally tally = new Tally(summary, OptionalLong.of(2_000));

        assertThat(tally.words()).matches("trenza: 2 of 2,000 items, 1 failed, 1/s, 2\\.[0-9] s");
        assertThat(tally.json())
                .matches("\\{\"progress\":\\{\"items\":2,\"size\":2000,\"failures\":1,\"perSecond\":[01]\\.[0-9],"
                        + "\"seconds\":2\\.[0-9]{3}}}");
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
