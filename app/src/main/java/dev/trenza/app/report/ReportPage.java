package dev.trenza.app.report;

import dev.trenza.app.advice.Advice;
import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.FailureGroup;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.SlowItem;
import dev.trenza.app.statistics.StageStatistics;
import dev.trenza.app.statistics.TimeLine;
import dev.trenza.core.pipeline.Stage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The page of one run. Its size depends on threads, workers, stages and kinds of failures, and hardly on the number of
 * items. Its policy lets the browser run the script below and nothing else, and fetch nothing.
 */
final class ReportPage {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss XXX", Locale.ROOT);
    private static final int MARKS = 100;

    private final Html html = new Html();
    private final RunStatistics run;

    private ReportPage(RunStatistics run) {
        this.run = run;
    }

    /** The page as text. */
    static String of(RunStatistics run) {
        ReportPage page = new ReportPage(run);
        page.write();
        return page.html.toString();
    }

    private void write() {
        String script = Resource.read("report.js");
        html.resource("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.open("meta", "name", "color-scheme", "content", "light dark");
        html.open(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + hash(script) + "'");
        html.element("title", run.name() + " \u2013 report of a Trenza run");
        html.open("style").resource(Resource.read("report.css")).close("style").close("head");
        html.open("body");
        writeHead();
        writeFigures();
        writeAdvice();
        html.open("main");
        writeFailures();
        run.timeLine().ifPresent(line -> new TimeLineSection(html, line).write());
        writeStages();
        writeSlowest();
        run.timeLine().ifPresent(this::writeLanes);
        writeMeanings();
        html.close("main");
        html.open("script").resource(script).close("script").close("body").close("html");
    }

    private void writeHead() {
        html.open("header").open("h1").foreign(run.name()).close("h1");
        String counts = run.counts().entrySet().stream()
                .map(count -> Amount.count(count.getValue()) + " " + count.getKey())
                .collect(Collectors.joining(", "));
        html.element("p", run.items() == 0 ? "no items" : counts, "class", "counts");
        run.started().ifPresent(at -> html.element("p", "started " + WHEN.format(at.atZone(ZoneId.systemDefault()))));
        if (run.streams().size() > 1) {
            html.open("ul", "class", "streams");
            run.streams()
                    .forEach((stream, ends) -> html.open("li")
                            .foreign(stream)
                            .text(": "
                                    + ends.entrySet().stream()
                                            .map(end -> Amount.count(end.getValue()) + " " + end.getKey())
                                            .collect(Collectors.joining(", ")))
                            .close("li"));
            html.close("ul");
        }
        html.close("header");
    }

    private void writeFigures() {
        html.open("dl", "class", "figures");
        figure("items", Amount.count(run.items()), "items that ended, well or not");
        figure("not successful", Amount.count(run.failed()), "items that ended neither as a success nor as skipped");
        run.strands().ifPresent(times -> {
            double seconds = times.wall().toNanos() / 1e9;
            figure("time", Amount.time(times.wall().toNanos()), "from the start of the run to its end");
            figure(
                    "items a second",
                    seconds == 0 ? "\u2013" : Amount.rate(run.items() / seconds),
                    "over the whole run, the start of its workers included");
        });
        run.speedUp()
                .ifPresent(factor -> figure(
                        "speed-up",
                        String.format(Locale.ROOT, "%.1f", factor),
                        "how long all tasks ran, added up, by the time of the run: one after the other they would have"
                                + " taken so many times longer"));
        run.strands()
                .ifPresent(times -> figure(
                        "overlap",
                        Amount.time(times.overlap().toNanos()),
                        "in which at least one I/O task and at least one CPU task ran; I/O ran for "
                                + Amount.time(times.io().toNanos()) + ", CPU for "
                                + Amount.time(times.cpu().toNanos())));
        if (!run.pools().isEmpty()) {
            figure("workers replaced", Amount.count(run.restarts()), "workers that died or had to be killed");
        }
        run.load()
                .ifPresent(load -> figure(
                        "processors busy",
                        Amount.percent(load),
                        "of the " + run.processors() + " that this machine or container has, by whatever ran there"));
        html.close("dl");
    }

    private void figure(String name, String value, String meaning) {
        html.open("div", "title", meaning)
                .element("dt", name)
                .element("dd", value)
                .close("div");
    }

    private void writeAdvice() {
        List<String> advice = Advice.on(run);
        if (!advice.isEmpty()) {
            html.open("aside", "aria-label", "advice")
                    .element("h2", "What could be better")
                    .open("ul");
            advice.forEach(sentence -> html.open("li").foreign(sentence).close("li"));
            html.close("ul").close("aside");
        }
    }

    private void writeFailures() {
        if (run.failed() == 0) {
            return;
        }
        html.open("section", "id", "failures").element("h2", "Failures");
        html.element(
                "p",
                "Those that differ only in numbers and names are together; the stack is that of the first one.",
                "class",
                "note");
        run.failures().forEach(this::writeFailure);
        if (run.furtherFailures() > 0) {
            html.element(
                    "p", Amount.count(run.furtherFailures()) + " more, of further kinds: see the lines of results");
        }
        html.close("section");
    }

    private void writeFailure(FailureGroup group) {
        html.open("details").open("summary");
        html.element("strong", Amount.count(group.count()) + " \u00d7 " + group.status());
        if (!group.stage().isEmpty()) {
            html.text(" in ").foreign(group.stage());
        }
        html.element("code", group.first().type())
                .foreign(firstLine(group.first().message()));
        html.close("summary");
        html.open("table").open("thead").open("tr");
        List.of("stream", "item", "", "message").forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        for (FailureGroup.Example example : group.examples()) {
            html.open("tr");
            html.open("td").foreign(example.stream()).close("td");
            html.element("td", Amount.count(example.seq()), "class", "number");
            html.open("td", "class", "item").foreign(example.item()).close("td");
            html.open("td", "class", "item").foreign(example.message()).close("td");
            html.close("tr");
        }
        html.close("tbody").close("table");
        if (group.count() > group.examples().size()) {
            html.element(
                    "p", "and " + Amount.count(group.count() - group.examples().size()) + " more");
        }
        if (!group.first().stack().isEmpty()) {
            html.element(
                    "pre",
                    group.first().type() + ": " + group.first().message() + "\n"
                            + String.join("\n", group.first().stack()),
                    "tabindex",
                    "0");
        }
        html.close("details");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private void writeStages() {
        html.open("section", "id", "stages").element("h2", "Stages");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("stage", "strand", "runs", "ends", "p50", "p95", "longest", "together", "wait p50", "wait p95")
                .forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        run.stages().forEach(this::writeStage);
        html.close("tbody").close("table").close("div");
        html.open("div", "class", "histograms");
        for (StageStatistics stage : run.stages()) {
            html.open("div").open("h3").foreign(nameOf(stage)).close("h3");
            HistogramPicture.write(html, kindOf(stage), "how long it ran", stage.runs());
            HistogramPicture.write(html, "wait", "how long items waited for it", stage.waits());
            html.close("div");
        }
        html.close("div").close("section");
    }

    private void writeStage(StageStatistics stage) {
        html.open("tr");
        html.open("th", "scope", "row").foreign(nameOf(stage)).close("th");
        html.element("td", stage.kind() == null ? "" : stage.kind() == Stage.Kind.IO ? "I/O" : "CPU");
        html.element("td", Amount.count(stage.runs().count()), "class", "number");
        html.element(
                "td",
                stage.counts().entrySet().stream()
                        .map(end -> Amount.count(end.getValue()) + " " + end.getKey())
                        .collect(Collectors.joining(", ")));
        for (long nanos : new long[] {
            stage.runs().p50Nanos(),
            stage.runs().p95Nanos(),
            stage.runs().maxNanos(),
            stage.runs().totalNanos(),
            stage.waits().p50Nanos(),
            stage.waits().p95Nanos()
        }) {
            html.element("td", Amount.time(nanos), "class", "number");
        }
        html.close("tr");
    }

    private static String nameOf(StageStatistics stage) {
        return stage.stream().equals(stage.stage()) ? stage.stage() : stage.stream() + "." + stage.stage();
    }

    private static String kindOf(StageStatistics stage) {
        return stage.kind() == Stage.Kind.IO ? "io" : "cpu";
    }

    private void writeSlowest() {
        if (run.slowest().isEmpty()) {
            return;
        }
        html.open("section", "id", "slowest").element("h2", "Slowest items");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("ran", "waited", "stream", "", "item", "end").forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        for (SlowItem item : run.slowest()) {
            html.open("tr").element("td", Amount.time(item.runNanos()), "class", "number");
            html.element("td", Amount.time(item.waitNanos()), "class", "number");
            html.open("td").foreign(item.stream()).close("td");
            html.element("td", Amount.count(item.seq()), "class", "number");
            html.open("td", "class", "item").foreign(item.item()).close("td");
            html.element("td", item.status()).close("tr");
        }
        html.close("tbody").close("table").close("div").close("section");
    }

    private void writeLanes(TimeLine line) {
        html.open("section", "id", "utilisation").element("h2", "Threads and workers");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("", "runs", "busy", "of the run").forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        for (TimeLine.Lane lane : line.lanes()) {
            double part = Math.min(1, lane.busyNanos() / ((double) line.spanNanos() * lane.width()));
            html.open("tr").open("th", "scope", "row").foreign(lane.name()).close("th");
            html.element("td", Amount.count(lane.runs()), "class", "number");
            html.element("td", Amount.time(lane.busyNanos()), "class", "number");
            html.open("td").open("span", "class", "gauge " + (lane.kind() == Stage.Kind.IO ? "io" : "cpu"));
            html.element("i", "", "style", "width:" + Math.round(part * 100) + "%")
                    .close("span");
            html.text(Amount.percent(part)).close("td").close("tr");
        }
        html.close("tbody").close("table").close("div");
        writeMarks(line);
        html.close("section");
    }

    private void writeMarks(TimeLine line) {
        List<TimeLine.Mark> ends = line.marks().stream()
                .filter(mark -> !mark.what().equals("ready"))
                .toList();
        if (ends.isEmpty()) {
            return;
        }
        html.open("details")
                .element("summary", "Workers that ended during the run: " + ends.size())
                .open("ul");
        ends.stream()
                .limit(MARKS)
                .forEach(mark -> html.open("li")
                        .text("after " + Amount.time(mark.atNanos()) + ", " + mark.pool() + " " + mark.worker() + ", "
                                + mark.what() + ": ")
                        .foreign(mark.description())
                        .close("li"));
        html.close("ul").close("details");
    }

    private void writeMeanings() {
        html.open("section", "id", "meanings")
                .open("details")
                .element("summary", "What the figures mean")
                .open("dl");
        Resource.read("meanings.txt")
                .lines()
                .forEach(line -> html.element("dt", line.substring(0, line.indexOf(": ")))
                        .element("dd", line.substring(line.indexOf(": ") + 2)));
        html.close("dl").close("details").close("section");
    }

    private static String hash(String script) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
