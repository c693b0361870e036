package dev.trenza.app.progress;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.screen.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lays out where a run stands for a terminal of some width: one line, and below it the workers if there is room. What has
 * no room is left out, the less important first.
 *
 * @param columns of the terminal
 * @param hasBlocks whether it can draw more than ASCII
 * @param isColoured whether it may be coloured
 */
record StatusLines(int columns, boolean hasBlocks, boolean isColoured) {

    private static final String GAP = "  ";
    private static final String EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589\u2588";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[m";
    private static final int TITLE = 24;
    private static final int SHORTEST_BAR = 8;
    private static final int LONGEST_BAR = 40;
    private static final int ROOM_FOR_WORKERS = 40;

    /** The terminal writes ^C behind the line, and a line that wraps cannot be erased. */
    private static final int MARGIN = 3;

    /** Positions of the parts in the line; the order in which they get room is another one. */
    private static final int TITLE_AT = 0;

    private static final int PERCENT_AT = 1;
    private static final int BAR_AT = 2;
    private static final int COUNT_AT = 3;
    private static final int RATE_AT = 4;
    private static final int LEFT_AT = 5;
    private static final int FAILED_AT = 6;

    /** The lines, separated by line ends; none is as wide as the terminal. */
    String of(Standing standing) {
        String first = progress(standing);
        String second = columns >= ROOM_FOR_WORKERS ? workers(standing) : "";
        return second.isEmpty() ? first : first + "\n" + second;
    }

    private int room() {
        return Math.max(1, columns - MARGIN);
    }

    private String progress(Standing standing) {
        String[] parts = new String[FAILED_AT + 1];
        Arrays.fill(parts, "");
        boolean isSizeKnown = standing.size().isPresent();
        String count = Amount.count(standing.items());
        offer(parts, isSizeKnown ? PERCENT_AT : COUNT_AT, isSizeKnown ? standing.percent() + " %" : count);
        offer(parts, FAILED_AT, standing.failures() == 0 ? "" : Amount.count(standing.failures()) + " failed");
        offer(
                parts,
                LEFT_AT,
                standing.nanosLeft().isPresent()
                                && standing.items() < standing.size().orElse(0)
                        ? Standing.rounded(standing.nanosLeft().getAsLong()) + " left"
                        : "");
        if (isSizeKnown) {
            offer(parts, COUNT_AT, count + "/" + Amount.count(standing.size().getAsLong()));
        }
        offer(parts, RATE_AT, Amount.rate(standing.perSecond()) + "/s");
        offer(parts, TITLE_AT, Printable.oneLine(standing.title(), TITLE));
        int left = room() - width(parts) - GAP.length();
        if (isSizeKnown && left >= SHORTEST_BAR) {
            parts[BAR_AT] = bar(standing, Math.min(LONGEST_BAR, left));
        }
        if (isColoured && !parts[FAILED_AT].isEmpty()) {
            parts[FAILED_AT] = RED + parts[FAILED_AT] + PLAIN;
        }
        return joined(parts);
    }

    private void offer(String[] parts, int at, String part) {
        parts[at] = part;
        if (width(parts) > room()) {
            parts[at] = "";
        }
    }

    private static String joined(String... parts) {
        return Arrays.stream(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(GAP));
    }

    private static int width(String... parts) {
        return joined(parts).codePoints().map(StatusLines::width).sum();
    }

    /** Two for the wide letters of East Asia and for pictures; a few that are narrow count as wide. */
    private static int width(int letter) {
        boolean isWide = letter >= 0x1100 && (letter < 0x2000 || letter >= 0x2E80);
        return isWide ? 2 : 1;
    }

    private String bar(Standing standing, int length) {
        double done = Math.min(
                1, (double) standing.items() / Math.max(1, standing.size().orElse(1)));
        if (!hasBlocks) {
            int inner = length - 2;
            int full = (int) (done * inner);
            return "[" + "#".repeat(full) + ".".repeat(inner - full) + "]";
        }
        int eighths = (int) (done * length * 8);
        String full = "\u2588".repeat(eighths / 8);
        String part = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
        return full + part + "\u00b7".repeat(length - full.length() - part.length());
    }

    private String workers(Standing standing) {
        if (standing.workers().isEmpty()) {
            return "";
        }
        List<String> each = new ArrayList<>();
        for (WorkerDoing worker : standing.workers()) {
            each.add(worker.name() + " " + Printable.line(worker.task().isEmpty() ? worker.state() : worker.task()));
        }
        String all = "workers" + GAP + String.join(GAP, each);
        if (width(all) <= room()) {
            return all;
        }
        String states = "workers" + GAP + standing.states();
        return width(states) <= room() ? states : "";
    }
}
