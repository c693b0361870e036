package dev.trenza.app.catalog;

import dev.trenza.task.NearestName;
import dev.trenza.task.Parameter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Shows tasks and sources as text or JSON. Immutable. */
public final class TaskTable {

    private final List<Row> rows;
    private final List<String> allNames;

    private record Row(
            String kind,
            String name,
            @Nullable String input,
            String output,
            String description,
            List<Parameter> parameters) {

        String flow() {
            return input == null ? "-> " + output : input + " -> " + output;
        }
    }

    /**
     * A table of everything, or of what has this name.
     *
     * @param only a name; {@code null} for everything
     */
    public TaskTable(TaskDirectory tasks, @Nullable String only) {
        List<Row> all = new ArrayList<>();
        for (SourceDescription source : tasks.sources()) {
            all.add(new Row("source", source.name(), null, source.output(), source.description(), source.parameters()));
        }
        for (TaskKind kind : TaskKind.values()) {
            for (TaskDescription task : tasks.tasks(kind)) {
                all.add(new Row(
                        kind.word(), task.name(), task.input(), task.output(), task.description(), task.parameters()));
            }
        }
        allNames = all.stream().map(Row::name).toList();
        rows = all.stream().filter(row -> only == null || row.name.equals(only)).toList();
    }

    /** Whether nothing has the name. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** What may have been meant, for the tail of a message. */
    public String suggestion(String name) {
        return NearestName.suggestion(name, allNames);
    }

    /** A line for each: name, what it does, what goes in and comes out. */
    public String overview() {
        StringBuilder text = new StringBuilder();
        int width = rows.stream().mapToInt(row -> row.name.length()).max().orElse(0);
        String kind = "";
        for (Row row : rows) {
            if (!row.kind.equals(kind)) {
                text.append(kind.isEmpty() ? "" : "\n")
                        .append(heading(row.kind))
                        .append('\n');
                kind = row.kind;
            }
            String indent = " ".repeat(width + 4);
            text.append("  ").append(row.name).append(" ".repeat(width - row.name.length() + 2));
            text.append(row.description)
                    .append('\n')
                    .append(indent)
                    .append(row.flow())
                    .append('\n');
        }
        return text.append("\ntrenza tasks NAME shows the parameters of one of them.\n")
                .toString();
    }

    private static String heading(String kind) {
        return switch (kind) {
            case "source" -> "Sources (source: { NAME: ... })";
            case "io" -> "I/O tasks, on threads (io: NAME)";
            default -> "CPU tasks, in worker JVMs (cpu: NAME)";
        };
    }

    /** Everything about each: with its parameters. */
    public String details() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(row.name)
                    .append(" (")
                    .append(row.kind)
                    .append("): ")
                    .append(row.description)
                    .append('\n');
            text.append("  ").append(row.flow()).append('\n');
            text.append(row.parameters.isEmpty() ? "  It takes no parameters.\n" : "\nParameters:\n");
            row.parameters.forEach(parameter -> append(text, parameter));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Parameter parameter) {
        text.append("  ").append(parameter.name()).append(": ").append(parameter.expectation());
        if (parameter.required()) {
            text.append(" (required)");
        } else if (parameter.defaultValue() != null) {
            text.append(" (default: ").append(parameter.defaultValue()).append(')');
        }
        text.append("\n      ").append(parameter.description()).append('\n');
    }

    /** The same for programs. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("tasks");
            rows.forEach(row -> write(json, row));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, Row row) {
        json.writeStartObject();
        json.writeStringProperty("kind", row.kind);
        json.writeStringProperty("name", row.name);
        json.writeStringProperty("description", row.description);
        if (row.input != null) {
            json.writeStringProperty("input", row.input);
        }
        json.writeStringProperty("output", row.output);
        json.writeArrayPropertyStart("parameters");
        for (Parameter parameter : row.parameters) {
            json.writeStartObject();
            json.writeStringProperty("name", parameter.name());
            json.writeStringProperty("type", parameter.type().name().toLowerCase(Locale.ROOT));
            json.writeBooleanProperty("required", parameter.required());
            if (parameter.defaultValue() != null) {
                json.writeStringProperty("default", parameter.defaultValue().toString());
            }
            if (!parameter.choices().isEmpty()) {
                json.writeArrayPropertyStart("choices");
                parameter.choices().forEach(json::writeString);
                json.writeEndArray();
            }
            json.writeStringProperty("description", parameter.description());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
