package dev.trenza.app.report;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.Distribution;
import java.util.List;

/** How many took how long, as columns; the time grows from one to the next as 1, 2, 5, 10. */
final class HistogramPicture {

    private static final int COLUMN = 44;
    private static final int HEIGHT = 60;
    private static final int MARGIN = 14;

    private HistogramPicture() {}

    static void write(Html html, String kind, String what, Distribution times) {
        List<Distribution.Bin> bins = times.bins();
        if (bins.isEmpty()) {
            return;
        }
        long most = bins.stream().mapToLong(Distribution.Bin::count).max().orElse(1);
        int width = bins.size() * COLUMN + COLUMN;
        String label = what + ": half took up to " + Amount.time(times.p50Nanos()) + ", 95 % up to "
                + Amount.time(times.p95Nanos()) + ", the longest " + Amount.time(times.maxNanos());
        html.open("figure").element("figcaption", what);
        html.open(
                "svg",
                "class",
                "histogram",
                "viewBox",
                "0 0 " + width + " " + (HEIGHT + 2 * MARGIN),
                "width",
                String.valueOf(width),
                "role",
                "img",
                "aria-label",
                label);
        for (int i = 0; i < bins.size(); i++) {
            Distribution.Bin bin = bins.get(i);
            writeColumn(html, kind, bin, i * COLUMN + COLUMN / 2, (double) bin.count() / most);
        }
        html.element(
                "text",
                Amount.time(bins.get(bins.size() - 1).toNanos()),
                "x",
                String.valueOf(bins.size() * COLUMN + COLUMN / 2),
                "y",
                String.valueOf(HEIGHT + 2 * MARGIN - 2));
        html.close("svg").close("figure");
    }

    private static void writeColumn(Html html, String kind, Distribution.Bin bin, int x, double part) {
        int height = bin.count() == 0 ? 0 : Math.max(1, (int) Math.round(part * HEIGHT));
        String from = bin.fromNanos() == 0 ? "0" : Amount.time(bin.fromNanos());
        html.open(
                "rect",
                "class",
                kind,
                "x",
                String.valueOf(x + 2),
                "y",
                String.valueOf(MARGIN + HEIGHT - height),
                "width",
                String.valueOf(COLUMN - 4),
                "height",
                String.valueOf(height));
        html.element("title", Amount.count(bin.count()) + " took " + from + " to " + Amount.time(bin.toNanos()));
        html.close("rect");
        if (bin.count() > 0) {
            html.element(
                    "text",
                    shortCount(bin.count()),
                    "x",
                    String.valueOf(x + COLUMN / 2),
                    "y",
                    String.valueOf(MARGIN + HEIGHT - height - 3));
        }
        html.element("text", from, "x", String.valueOf(x), "y", String.valueOf(HEIGHT + 2 * MARGIN - 2));
    }

    private static String shortCount(long count) {
        return count < 10_000
                ? Amount.count(count)
                : Amount.bytes(count).replace(" ", "").replace("B", "");
    }
}
