package dev.trenza.app.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check that cannot fail is none: each guarantee is broken once. */
class VerdictTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(1);

    private List<String> statuses = List.of("crashed");
    private Duration took = Duration.ofMillis(40);
    private int answered = 200;
    private List<String> wrong = List.of();
    private boolean isOver = true;
    private Duration nextAnswer = Duration.ofMillis(3);
    private List<Long> left = List.of();
    private String problem = "";
    private boolean isIsolated;

    private Verdict verdict(Drill drill) {
        Observation seen = new Observation(
                statuses, "", took, 200, answered, wrong, isOver, Duration.ofMinutes(1), nextAnswer, left, problem);
        return Verdict.of(drill, seen, TIMEOUT, SLACK, isIsolated);
    }

    private void fails(String complaint) {
        Verdict verdict = verdict(Drill.EXIT);
        assertThat(verdict.isPassed()).isFalse();
        assertThat(verdict.complaints()).singleElement().asString().contains(complaint);
        assertThat(new DrillReport(false).line(verdict))
                .startsWith("FAIL  exit ")
                .contains(complaint);
    }

    @Test
    void whatWentAsPromisedPasses() {
        Verdict verdict = verdict(Drill.EXIT);

        assertThat(verdict.complaints()).isEmpty();
        assertThat(new DrillReport(false).line(verdict))
                .isEqualTo("PASS  exit                   crashed            40 ms     0     3.0 ms     0");
    }

    @Test
    void whatOnlyASandboxPreventsFailsWithTheRemedy() {
        statuses = List.of("success");

        assertThat(new DrillReport(false).line(verdict(Drill.REACH_NETWORK)))
                .contains("ended as success instead of failed; it needs a sandbox: drill with --sandbox");

        isIsolated = true;
        assertThat(new DrillReport(false).line(verdict(Drill.REACH_NETWORK)))
                .contains("ended as success instead of failed")
                .doesNotContain("--sandbox");
    }

    @ParameterizedTest
    @EnumSource(Drill.class)
    void noDrillPassesHoweverItsItemEnds(Drill drill) {
        long passed = Stream.of("success", "failed", "crashed", "timed-out", "out-of-memory", "cancelled")
                .filter(status -> {
                    statuses = List.of(status);
                    return verdict(drill).isPassed();
                })
                .count();

        assertThat(passed).isBetween(1L, 2L);
    }

    @Test
    void aHostileItemThatEndsOtherwiseFails() {
        statuses = List.of("success");
        fails("ended as success instead of crashed or quarantined");
    }

    @Test
    void aHostileItemWithoutAnOutcomeFails() {
        statuses = List.of();
        fails("0 outcomes instead of one");
    }

    @Test
    void twoOutcomesOfOneItemFail() {
        statuses = List.of("crashed", "crashed");
        fails("2 outcomes instead of one");
    }

    @Test
    void aStopThatTakesTooLongFails() {
        took = Duration.ofMillis(3_100);
        fails("held its worker for 3.10 s, more than 3.00 s");
    }

    @Test
    void aLostItemFails() {
        answered = 199;
        fails("1 of 200 healthy items have no right result");
    }

    @Test
    void aWrongOrSecondResultFails() {
        wrong = List.of("item 3 success");
        fails("item 3 success");
    }

    @Test
    void aPoolThatAnswersNoMoreFails() {
        nextAnswer = Duration.ofNanos(-1);
        fails("did not answer any more");
    }

    @Test
    void aProcessThatIsLeftFails() {
        left = List.of(4711L);
        fails("left behind after the pool was closed: [4711]");
    }

    @Test
    void aPoolThatBreaksFails() {
        problem = "the workers of pool 'drill' cannot start";
        fails("cannot start");
    }

    @Test
    void aPoolThatHasGivenUpIsNotCalledSlow() {
        problem = "the workers of pool 'drill' cannot start";
        isOver = false;
        fails("the workers of pool 'drill' cannot start");
    }

    @Test
    void aDrillThatHangsFails() {
        isOver = false;
        fails("not all items had ended after 60.00 s");
    }

    @Test
    void aTerminalSeesColoursAndNoLineOfTheTableIsWiderThan80Columns() {
        assertThat(new DrillReport(true).line(verdict(Drill.EXIT))).startsWith("\033[32mPASS\033[0m  exit");
        statuses = List.of("success");
        assertThat(new DrillReport(true).line(verdict(Drill.EXIT))).startsWith("\033[31mFAIL\033[0m  exit");

        took = Duration.ofSeconds(3_599);
        nextAnswer = Duration.ofSeconds(59);
        statuses = List.of("out-of-memory");
        for (Drill drill : Drill.values()) {
            String row = new DrillReport(false)
                    .line(verdict(drill))
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertThat(row).hasSizeLessThanOrEqualTo(80);
        }
        assertThat(new DrillReport(false).head()).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void theSumCountsWhatPassedAndWhatWasLost() {
        Verdict good = verdict(Drill.EXIT);
        answered = 190;

        assertThat(DrillReport.sum(List.of(good, verdict(Drill.HALT))))
                .isEqualTo("1 of 2 drills passed; 10 of 400 healthy items lost");
        assertThat(DrillReport.json(List.of(good, verdict(Drill.HALT))))
                .startsWith("{\"passed\":false,\"drills\":[{\"name\":\"exit\",\"passed\":true,\"status\":\"crashed\"")
                .contains("\"lost\":10");
    }
}
