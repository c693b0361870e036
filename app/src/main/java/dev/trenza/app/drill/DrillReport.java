package dev.trenza.app.drill;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Shows verdicts: as lines of a table within 80 columns, or as JSON. Immutable. */
public final class DrillReport {

    private static final String ROW = "%-4s  %-21s  %-13s  %9s  %4s  %9s  %4s";
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final boolean isColoured;

    /**
     * Makes a report.
     *
     * @param isColoured whether PASS is green and FAIL red, as on a terminal
     */
    public DrillReport(boolean isColoured) {
        this.isColoured = isColoured;
    }

    /** The heads of the columns. */
    public String head() {
        return String.format(ROW, "", "a task that ...", "ended as", "in", "lost", "next", "left");
    }

    /** A line for one verdict; what is wrong comes on lines of its own. */
    public String line(Verdict verdict) {
        boolean isPassed = verdict.isPassed();
        String next = verdict.seen().nextAnswer().isNegative()
                ? "-"
                : Verdict.show(verdict.seen().nextAnswer());
        String row = String.format(
                ROW,
                isPassed ? "PASS" : "FAIL",
                verdict.drill().word(),
                verdict.status(),
                Verdict.show(verdict.seen().took()),
                verdict.lost(),
                next,
                verdict.seen().left().size());
        if (isColoured) {
            row = (isPassed ? GREEN : RED) + row.substring(0, 4) + PLAIN + row.substring(4);
        }
        StringBuilder lines = new StringBuilder(row);
        verdict.complaints()
                .forEach(complaint -> lines.append("\n      -> ").append(complaint.replaceAll("\\s+", " ")));
        return lines.toString();
    }

    /** The last line. */
    public static String sum(List<Verdict> verdicts) {
        long passed = verdicts.stream().filter(Verdict::isPassed).count();
        int lost = verdicts.stream().mapToInt(Verdict::lost).sum();
        int healthy =
                verdicts.stream().mapToInt(verdict -> verdict.seen().healthy()).sum();
        return String.format(
                Locale.ROOT,
                "%d of %d drills passed; %d of %d healthy items lost",
                passed,
                verdicts.size(),
                lost,
                healthy);
    }

    /** All verdicts for programs. */
    public static String json(List<Verdict> verdicts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("passed", verdicts.stream().allMatch(Verdict::isPassed));
            json.writeArrayPropertyStart("drills");
            verdicts.forEach(verdict -> write(json, verdict));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, Verdict verdict) {
        Observation seen = verdict.seen();
        json.writeStartObject();
        json.writeStringProperty("name", verdict.drill().word());
        json.writeBooleanProperty("passed", verdict.isPassed());
        json.writeStringProperty("status", verdict.status());
        json.writeNumberProperty("tookMs", seen.took().toNanos() / 1e6);
        json.writeNumberProperty("healthy", seen.healthy());
        json.writeNumberProperty("lost", verdict.lost());
        if (!seen.nextAnswer().isNegative()) {
            json.writeNumberProperty("nextAnswerMs", seen.nextAnswer().toNanos() / 1e6);
        }
        json.writeNumberProperty("left", seen.left().size());
        json.writeArrayPropertyStart("complaints");
        verdict.complaints().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }
}
