package dev.trenza.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.ErrorText;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureGroupsTest {

    private final FailureGroups groups = new FailureGroups();

    @Test
    void thoseThatDifferInNamesAndNumbersAreOneGroup() {
        for (int i = 0; i < 10_000; i++) {
            groups.add(failed(i, "IOException", "'/data/" + i + ".html' ended after " + i + " bytes"));
        }
        groups.add(failed(1, "IOException", "no route to host"));

        assertThat(groups.list()).extracting(FailureGroup::count).containsExactly(10_000L, 1L);
        FailureGroup first = groups.list().get(0);
        assertThat(first.first().message()).isEqualTo("'/data/0.html' ended after 0 bytes");
        assertThat(first.first().stack()).containsExactly("at Somewhere.java");
        assertThat(first.examples()).hasSize(FailureGroups.EXAMPLES);
        assertThat(groups.further()).isZero();
    }

    @Test
    void tooManyKindsAreCountedOnly() {
        for (int i = 0; i < FailureGroups.GROUPS + 40; i++) {
            groups.add(failed(i, "Type" + i, "x"));
        }

        assertThat(groups.list()).hasSize(FailureGroups.GROUPS);
        assertThat(groups.further()).isEqualTo(40);
    }

    @Test
    void aHugeMessageAndStackAreCut() {
        ErrorText error = new ErrorText("T", "m".repeat(1_000_000), List.of());
        groups.add(new ItemEnd("s", 0, () -> "i", "failed", "stage", 0, 1, error, () -> List.of("x".repeat(9_000))));

        FailureGroup group = groups.list().get(0);

        assertThat(group.first().message()).hasSizeLessThanOrEqualTo(1_000).endsWith("...");
        assertThat(group.first().stack()).containsExactly("...");
    }

    private static ItemEnd failed(long seq, String type, String message) {
        ErrorText error = new ErrorText(type, message, List.of());
        return new ItemEnd("s", seq, () -> "item", "failed", "stage", 0, 1, error, () -> List.of("at Somewhere.java"));
    }
}
