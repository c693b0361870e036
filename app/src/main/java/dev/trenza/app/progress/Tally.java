package dev.trenza.app.progress;

import dev.trenza.core.pipeline.RunSummary;
import java.util.Locale;
import java.util.OptionalLong;

/** Where a run stands, for a line. */
record Tally(RunSummary summary, OptionalLong size) {

    private static final double NANOS = 1e9;

    /** {@code 512 of 2,000 items, 3 failed, 812/s, 0.6 s}. */
    String words() {
        String total = size.isPresent() ? String.format(Locale.ROOT, " of %,d", size.getAsLong()) : "";
        String failed = summary.failures() == 0 ? "" : String.format(Locale.ROOT, ", %,d failed", summary.failures());
        return String.format(
                Locale.ROOT, "trenza: %,d%s items%s, %,.0f/s, %.1f s", items(), total, failed, rate(), seconds());
    }

    /** The same for programs. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"progress\":{\"items\":%d,\"size\":%s,\"failures\":%d,\"perSecond\":%.1f,\"seconds\":%.3f}}",
                items(),
                size.isPresent() ? Long.toString(size.getAsLong()) : "null",
                summary.failures(),
                rate(),
                seconds());
    }

    private long items() {
        return summary.items();
    }

    private double rate() {
        return seconds() == 0 ? 0 : items() / seconds();
    }

    private double seconds() {
        return summary.wallTime().toNanos() / NANOS;
    }
}
