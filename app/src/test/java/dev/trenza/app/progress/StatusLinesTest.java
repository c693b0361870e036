package dev.trenza.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusLinesTest {

    private static final List<WorkerDoing> WORKERS = List.of(
            new WorkerDoing("1", "busy", "text"),
            new WorkerDoing("2", "idle", ""),
            new WorkerDoing("3", "starting", ""));
    private static final Standing STANDING = new Standing(
            "documents",
            1_234,
            OptionalLong.of(2_900),
            3,
            1_500_000_000L,
            812.4,
            OptionalLong.of(2_100_000_000L),
            WORKERS);

    @Test
    void aWideTerminalShowsEverything() {
        assertThat(new StatusLines(100, true, false).of(STANDING))
                .isEqualTo(
                        "documents  42 %  █████████████████·······················  1,234/2,900  812/s  2 s left  3 failed\n"
                                + "workers  1 text  2 idle  3 starting");
    }

    @Test
    void asciiDoesForABar() {
        assertThat(new StatusLines(80, false, false).of(STANDING)).contains("  [#######...........]  ");
    }

    @Test
    void failuresAreRedWhereColourIsWanted() {
        assertThat(new StatusLines(100, true, true).of(STANDING)).contains("\033[31m3 failed\033[m");
        assertThat(Terminal.isColoured(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.isColoured(Map.of("NO_COLOR", ""))).isTrue();
    }

    @Test
    void aNarrowTerminalShowsWhatMattersMost() {
        assertThat(new StatusLines(20, true, false).of(STANDING)).isEqualTo("42 %  3 failed");
        assertThat(new StatusLines(30, true, false).of(STANDING)).isEqualTo("42 %  2 s left  3 failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12, 20, 33, 40, 64, 80, 120, 300})
    void noLineIsAsWideAsTheTerminal(int columns) {
        Standing large = new Standing(
                "資料".repeat(30),
                1_000_000_000,
                OptionalLong.of(9_000_000_000L),
                999_999,
                1,
                1e9,
                OptionalLong.of(Long.MAX_VALUE),
                IntStream.range(0, 64)
                        .mapToObj(worker -> new WorkerDoing("pool.stage " + worker, "busy", "task"))
                        .toList());

        String lines = new StatusLines(columns, true, false).of(large);

        assertThat(lines.lines()).allMatch(line -> width(line) <= columns - 3);
        assertThat(lines).contains("11 %");
    }

    private static int width(String line) {
        return line.codePoints().map(c -> c >= 0x2E80 ? 2 : 1).sum();
    }

    @Test
    void manyWorkersAreCounted() {
        List<WorkerDoing> many = IntStream.range(0, 40)
                .mapToObj(worker -> new WorkerDoing(String.valueOf(worker), worker < 38 ? "busy" : "idle", ""))
                .toList();
        Standing standing = new Standing("t", 1, OptionalLong.empty(), 0, 1, 1, OptionalLong.empty(), many);

        assertThat(new StatusLines(80, true, false).of(standing)).isEqualTo("t  1  1/s\nworkers  38 busy, 2 idle");
    }

    @Test
    void whereNobodyKnowsTheNumberItIsOnlyCounted() {
        Standing standing = new Standing("t", 512, OptionalLong.empty(), 0, 1, 100, OptionalLong.empty(), List.of());

        assertThat(new StatusLines(80, true, false).of(standing)).isEqualTo("t  512  100/s");
    }

    @Test
    void wordsAndObjectsSayTheSame() {
        assertThat(STANDING.words())
                .isEqualTo("trenza: 1,234 of 2,900 items (42 %), 3 failed, 812/s, 2 s left; workers: 1 busy, 1 idle,"
                        + " 1 starting");
        assertThat(STANDING.json())
                .isEqualTo(
                        "{\"progress\":{\"items\":1234,\"size\":2900,\"failures\":3,\"perSecond\":812.4,\"seconds\":1.5,"
                                + "\"secondsLeft\":2.1,\"workers\":[{\"worker\":\"1\",\"state\":\"busy\",\"task\":\"text\"},"
                                + "{\"worker\":\"2\",\"state\":\"idle\"},{\"worker\":\"3\",\"state\":\"starting\"}]}}");
    }

    @Test
    void aHundredPerCentIsTheEndAndNotAlmostTheEnd() {
        assertThat(standing(999, 1_000).percent()).isEqualTo(99);
        assertThat(standing(1_000, 1_000).percent()).isEqualTo(100);
        assertThat(standing(0, 0).percent()).isEqualTo(100);
    }

    private static Standing standing(long items, long size) {
        return new Standing("t", items, OptionalLong.of(size), 0, 1, 1, OptionalLong.empty(), List.of());
    }
}
