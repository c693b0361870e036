package dev.trenza.app.run;

import dev.trenza.app.advice.Advice;
import dev.trenza.app.screen.Amount;
import dev.trenza.app.screen.Printable;
import dev.trenza.app.screen.Screen;
import dev.trenza.app.statistics.Distribution;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.StageStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What a run adds up to, for the eyes, or as JSON. */
final class SummaryLines {

    private static final int SLOWEST = 3;
    private static final int STAGES = 20;
    private static final int NAME_CHARACTERS = 48;

    private SummaryLines() {}

    static void print(RunSettings.Summary form, RunStatistics run, Screen screen) {
        switch (form) {
            case TEXT -> text(run).forEach(line -> screen.line("trenza: " + line));
            case JSON -> screen.line(SummaryJson.of(run));
            case NONE -> {}
        }
    }

    static List<String> text(RunStatistics run) {
        List<String> lines = new ArrayList<>();
        RunStatistics.Strands times = run.strands().orElseThrow();
        lines.add(run.name() + ": " + describe(run.counts()) + " in "
                + Amount.time(times.wall().toNanos()));
        if (run.streams().size() > 1) {
            run.streams().forEach((stream, counts) -> lines.add("  " + stream + ": " + describe(counts)));
        }
        lines.addAll(stages(run));
        strands(run, times).ifPresent(lines::add);
        slowest(run).ifPresent(lines::add);
        Advice.on(run).forEach(advice -> lines.add("  advice: " + Printable.line(advice)));
        return lines;
    }

    /** A table: how often each stage ran and how long. */
    private static List<String> stages(RunStatistics run) {
        List<StageStatistics> ran = run.stages().stream()
                .filter(stage -> stage.runs().count() > 0)
                .limit(STAGES)
                .toList();
        if (ran.isEmpty()) {
            return List.of();
        }
        boolean isOneStream = run.streams().size() <= 1;
        List<String> names = ran.stream()
                .map(stage -> Printable.oneLine(
                        isOneStream ? stage.stage() : stage.stream() + "." + stage.stage(), NAME_CHARACTERS))
                .toList();
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "  %-" + width + "s  %9s  %8s  %8s  %8s  %8s", "", "runs", "p50", "p95", "max", "wait p95"));
        for (int i = 0; i < ran.size(); i++) {
            Distribution runs = ran.get(i).runs();
            lines.add(String.format(
                    "  %-" + width + "s  %9s  %8s  %8s  %8s  %8s",
                    names.get(i),
                    Amount.count(runs.count()),
                    Amount.time(runs.p50Nanos()),
                    Amount.time(runs.p95Nanos()),
                    Amount.time(runs.maxNanos()),
                    Amount.time(ran.get(i).waits().p95Nanos())));
        }
        if (run.stages().size() > STAGES) {
            lines.add("  ... and " + (run.stages().size() - STAGES) + " stages more");
        }
        return lines;
    }

    /** Nothing where nothing was measured, such as where nothing ran. */
    private static Optional<String> strands(RunStatistics run, RunStatistics.Strands times) {
        if (times.io().isZero() && times.cpu().isZero()) {
            return run.restarts() == 0 ? Optional.empty() : Optional.of("  " + replaced(run.restarts()));
        }
        return Optional.of("  I/O ran for " + Amount.time(times.io().toNanos()) + ", CPU for "
                + Amount.time(times.cpu().toNanos()) + ", both at once for "
                + Amount.time(times.overlap().toNanos()) + speedUp(run)
                + (run.restarts() == 0 ? "" : "; " + replaced(run.restarts())));
    }

    private static String speedUp(RunStatistics run) {
        OptionalDouble speedUp = run.speedUp();
        return speedUp.isPresent() ? String.format(Locale.ROOT, "; speed-up %.1f", speedUp.getAsDouble()) : "";
    }

    /** Where there are few items, everyone can see which is the slowest. */
    private static Optional<String> slowest(RunStatistics run) {
        return run.items() <= SLOWEST
                ? Optional.empty()
                : Optional.of(run.slowest().stream()
                                .limit(SLOWEST)
                                .map(item -> Amount.time(item.runNanos()) + " "
                                        + Printable.shortened(item.item(), NAME_CHARACTERS))
                                .collect(Collectors.joining("; ", "  slowest: ", "")))
                        .filter(line -> !run.slowest().isEmpty());
    }

    private static String describe(Map<String, Long> counts) {
        long items = counts.values().stream().mapToLong(Long::longValue).sum();
        String count = String.format(Locale.ROOT, "%,d %s", items, items == 1 ? "item" : "items");
        return counts.isEmpty()
                ? count
                : counts.entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining(", ", count + " (", ")"));
    }

    private static String replaced(long restarts) {
        return restarts + (restarts == 1 ? " worker" : " workers") + " replaced";
    }
}
