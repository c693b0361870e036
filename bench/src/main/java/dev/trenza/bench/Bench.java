package dev.trenza.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Measures groups of subjects in turn, prints a table of medians and ratios, and writes what was measured as data.
 *
 * <p>Every ratio is of figures from the same run: machines differ, and so does one machine from hour to hour.
 */
final class Bench {

    private final int rounds;
    private final StringBuilder table = new StringBuilder();
    private final StringBuilder data = new StringBuilder("group,subject,unit,round,figure\n");

    private Bench(int rounds) {
        this.rounds = rounds;
    }

    /** Measures: {@code root rounds [group...]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of(args[0]);
        List<Group> groups = new Groups(root).all();
        List<String> wanted = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : Groups.names(groups);
        if (!Groups.names(groups).containsAll(wanted)) {
            System.err.println("bench: no such group among " + wanted + "; there are " + Groups.names(groups));
            System.exit(2);
        }
        Bench bench = new Bench(Integer.parseInt(args[1]));
        bench.say(LocalDate.now(ZoneOffset.UTC) + ", Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name")
                + "; medians of " + args[1] + " rounds in turn; load before it all " + load());
        for (Group group : groups) {
            if (wanted.contains(group.name())) {
                bench.measure(group);
            }
        }
        bench.say("\nLoad after it all, which is ours too: " + load());
        Path results = Files.createDirectories(root.resolve("bench/results"));
        Files.writeString(results.resolve("latest.md"), bench.table);
        Files.writeString(results.resolve("latest.csv"), bench.data);
    }

    /** What others do here as well: the load average of a minute, which a quiet machine has near 0. */
    private static String load() {
        double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return average < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", average);
    }

    private void say(String line) {
        System.out.println(line);
        table.append(line).append('\n');
    }

    private void measure(Group group) throws IOException, InterruptedException {
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Subject subject : group.subjects()) {
                if (subject.command().isPresent()) {
                    double figure;
                    try {
                        figure = run(subject, subject.command().get());
                    } catch (IOException e) { // One that fails must not cost the figures of the others.
                        System.err.println("bench: " + subject.name() + ": " + e.getMessage());
                        continue;
                    }
                    measured.computeIfAbsent(subject.name(), name -> new ArrayList<>())
                            .add(figure);
                    data.append(String.format(
                            Locale.ROOT,
                            "%s,%s,%s,%d,%s%n",
                            group.name(),
                            subject.name(),
                            subject.unit(),
                            round,
                            figure));
                }
            }
        }
        show(group, measured);
    }

    private static double run(Subject subject, List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String last = "";
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        int status = process.waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        if (status != 0 || !(subject.isTimed() || last.startsWith("figure "))) {
            throw new IOException(command + " ended with " + status + " and '" + last + "'");
        }
        return subject.isTimed() ? millis : Double.parseDouble(last.substring("figure ".length()));
    }

    private void show(Group group, Map<String, List<Double>> measured) {
        say("\n### " + group.name() + ": " + group.what() + "\n");
        say("| what | median | least | most | unit |");
        say("|---|--:|--:|--:|---|");
        Map<String, Double> medians = new LinkedHashMap<>();
        for (Subject subject : group.subjects()) {
            List<Double> figures = measured.get(subject.name());
            if (figures == null) {
                String why = subject.command().isPresent() ? "failed" : "not on this machine";
                say("| " + subject.name() + " | " + why + " | | | |");
                continue;
            }
            Percentiles all = new Percentiles();
            figures.forEach(all::add);
            medians.put(subject.name(), all.at(50));
            say(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s |",
                    subject.name(),
                    number(all.at(50)),
                    number(all.at(0)),
                    number(all.at(100)),
                    subject.unit()));
        }
        say("");
        group.goals().forEach(goal -> show(group, goal, medians));
    }

    private void show(Group group, Goal goal, Map<String, Double> medians) {
        boolean moreIsBetter = group.subjects().stream()
                .filter(subject -> subject.name().equals(goal.subject()))
                .findFirst()
                .orElseThrow()
                .moreIsBetter();
        OptionalDouble ratio = goal.ratio(medians, moreIsBetter);
        String name = goal.baselines().isEmpty()
                ? goal.subject()
                : goal.subject() + " / " + String.join(" or ", goal.baselines());
        String goalText = (goal.isLeast() ? "at least " : "at most ") + number(goal.limit());
        say("- " + name + ": "
                + (ratio.isEmpty()
                        ? "not measured"
                        : "**" + number(ratio.getAsDouble()) + "**, " + goalText + ": "
                                + (goal.isReached(ratio.getAsDouble()) ? "reached" : "missed")));
    }

    private static String number(double value) {
        return value >= 100_000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
