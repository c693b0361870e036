package dev.trenza.app.report;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.TimeLine;
import dev.trenza.core.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Threads and workers on one axis: names at the left, which stay, and the lanes, which can be widened and scrolled. */
final class TimeLineSection {

    static final int COLOURS = 8;

    private static final int ROW = 18;
    private static final int BAR = 14;
    private static final int TICKS = 8;
    private static final double NARROWEST = 8;

    private final Html html;
    private final TimeLine line;
    private final Map<String, Integer> colours = new LinkedHashMap<>();

    TimeLineSection(Html html, TimeLine line) {
        this.html = html;
        this.line = line;
    }

    void write() {
        line.bars().forEach(bar -> colours.putIfAbsent(stageOf(bar), colours.size() % COLOURS));
        html.open("section", "id", "time-line").element("h2", "Time line");
        html.element(
                "p",
                line.isComplete()
                        ? "Each bar is one run of one stage."
                        : "The filled height says how busy a lane was in each of "
                                + line.finished().size()
                                + " parts of the run; the thin bars are the "
                                + line.bars().size()
                                + " longest runs.",
                "class",
                "note");
        writeLegend();
        html.open("div", "class", "buttons");
        html.element("button", "+", "type", "button", "data-zoom", "2", "aria-label", "wider");
        html.element("button", "\u2212", "type", "button", "data-zoom", "0.5", "aria-label", "narrower");
        html.element("button", "whole run", "type", "button", "data-zoom", "0");
        html.element("output", "", "id", "readout", "aria-live", "polite");
        html.close("div");
        html.open("div", "class", "time-line");
        writeNames();
        writePlot();
        html.close("div").close("section");
    }

    private void writeLegend() {
        html.open("p", "class", "legend");
        if (line.isComplete()) {
            colours.forEach((stage, colour) -> html.open("span")
                    .element("i", "", "class", "c" + colour)
                    .foreign(stage)
                    .close("span"));
        }
        html.open("span")
                .element("i", "", "class", "bad")
                .text("did not succeed")
                .close("span");
        if (!line.marks().isEmpty()) {
            html.open("span")
                    .element("i", "", "class", "ready")
                    .text("worker ready")
                    .close("span");
            html.open("span")
                    .element("i", "", "class", "ended")
                    .text("worker ended")
                    .close("span");
        }
        html.close("p");
    }

    private void writeNames() {
        html.open("div", "class", "names", "aria-hidden", "true");
        html.element("div", "items finished");
        html.element("div", "processors busy");
        line.lanes()
                .forEach(lane -> html.open("div", "title", lane.name())
                        .foreign(lane.name())
                        .close("div"));
        html.close("div");
    }

    private void writePlot() {
        int height = (line.lanes().size() + 2) * ROW;
        String label = "What " + line.lanes().size() + " threads and workers did in " + Amount.time(line.spanNanos())
                + "; the table below has the same in figures";
        html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", label);
        html.open("div", "class", "plot");
        writeTicks();
        html.open(
                "svg",
                "viewBox",
                "0 0 " + Drawing.WIDTH + " " + height,
                "height",
                String.valueOf(height),
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                label);
        writeStrips();
        for (int i = 0; i < line.lanes().size(); i++) {
            writeLane(line.lanes().get(i), bottom(i));
        }
        line.bars().forEach(this::writeBar);
        line.marks().forEach(this::writeMark);
        html.close("svg").close("div").close("div");
    }

    /** Where the time stands: in HTML, for the picture is stretched. */
    private void writeTicks() {
        html.open("div", "class", "ticks", "aria-hidden", "true");
        double step = Drawing.step((double) line.spanNanos(), TICKS);
        for (double at = 0; at < line.spanNanos() * 0.97; at += step) {
            html.element(
                    "span",
                    at == 0 ? "0" : Amount.time(at),
                    "style",
                    "left:" + Drawing.number(at * 100 / line.spanNanos()) + "%");
        }
        html.close("div");
    }

    private void writeStrips() {
        long most = line.finished().stream().mapToLong(Long::longValue).max().orElse(0);
        List<Double> finished = new ArrayList<>();
        line.finished().forEach(items -> finished.add(most == 0 ? 0 : (double) items / most));
        double perSecond = most * 1e9 / line.binNanos();
        writeArea("items", finished, ROW - 2, "at most " + Amount.rate(perSecond) + " items in a second");
        List<Double> load = new ArrayList<>();
        double last = 0;
        for (double part : line.load()) {
            last = Double.isNaN(part) ? last : part;
            load.add(last);
        }
        writeArea("load", load, 2 * ROW - 2, "how busy the processors of this machine were");
    }

    private void writeArea(String kind, List<Double> heights, int bottom, String title) {
        String path = Drawing.area(heights, bottom, BAR, partWidth());
        if (!path.isEmpty()) {
            html.open("path", "class", kind, "d", path).element("title", title).close("path");
        }
    }

    private void writeLane(TimeLine.Lane lane, int bottom) {
        html.open("path", "class", "rule", "d", "M0 " + bottom + "H" + Drawing.WIDTH)
                .close("path");
        if (!line.isComplete()) {
            double busy = lane.busyNanos() / ((double) line.spanNanos() * lane.width());
            writeArea(
                    lane.kind() == Stage.Kind.IO ? "io" : "cpu",
                    lane.utilisation(),
                    bottom,
                    lane.name() + ": busy " + Amount.percent(busy) + ", " + Amount.count(lane.runs()) + " runs");
        }
        if (lane.failures().stream().anyMatch(failed -> failed > 0)) {
            StringBuilder path = new StringBuilder();
            for (int i = 0; i < lane.failures().size(); i++) {
                if (lane.failures().get(i) > 0) {
                    path.append('M')
                            .append(Math.round((i + 0.5) * partWidth()))
                            .append(' ')
                            .append(bottom - BAR);
                    path.append("v5");
                }
            }
            html.open("path", "class", "failures", "d", path.toString()).close("path");
        }
    }

    private void writeBar(TimeLine.Bar bar) {
        boolean isSuccess = bar.status().equals("success");
        int height = line.isComplete() ? BAR : 4;
        String colour = line.isComplete() ? "c" + colours.getOrDefault(stageOf(bar), 0) : "long";
        html.open(
                "rect",
                "class",
                isSuccess ? colour : "bad",
                "x",
                Drawing.number(at(bar.startNanos())),
                "y",
                String.valueOf(bottom(bar.lane()) - height),
                "width",
                Drawing.number(Math.max(NARROWEST, at(bar.runNanos()))),
                "height",
                String.valueOf(height));
        html.element(
                "title",
                stageOf(bar) + " of item " + bar.seq() + ": " + Amount.time(bar.runNanos())
                        + (isSuccess ? "" : ", " + bar.status()) + ", at " + Amount.time(bar.startNanos()));
        html.close("rect");
    }

    private void writeMark(TimeLine.Mark mark) {
        for (int i = 0; i < line.lanes().size(); i++) {
            TimeLine.Lane lane = line.lanes().get(i);
            if (lane.pool().equals(mark.pool())
                    && lane.worker() == mark.worker()
                    && mark.atNanos() <= line.spanNanos()) {
                String x = Drawing.number(at(mark.atNanos()));
                html.open(
                                "path",
                                "class",
                                mark.what().equals("ready") ? "ready" : "ended",
                                "d",
                                "M" + x + " " + (bottom(i) - BAR) + "v" + BAR)
                        .element(
                                "title",
                                lane.name() + " " + mark.what() + " at " + Amount.time(mark.atNanos())
                                        + (mark.description().isEmpty() ? "" : ": " + mark.description()))
                        .close("path");
            }
        }
    }

    private static String stageOf(TimeLine.Bar bar) {
        return bar.stream().equals(bar.stage()) ? bar.stage() : bar.stream() + "." + bar.stage();
    }

    private double at(long nanos) {
        return (double) nanos * Drawing.WIDTH / line.spanNanos();
    }

    private double partWidth() {
        return (double) line.binNanos() * Drawing.WIDTH / line.spanNanos();
    }

    /** The lower end of a lane; two strips are above all of them. */
    private static int bottom(int lane) {
        return (lane + 3) * ROW - 2;
    }
}
