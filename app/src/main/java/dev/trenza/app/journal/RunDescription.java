package dev.trenza.app.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What was run, as {@code run.json} has it. Immutable.
 *
 * @param name of the pipeline or the task
 * @param verb of the command line: {@code run}, {@code map}
 * @param subject what {@code --resume} finds it by: the pipeline file, or the task
 * @param arguments the whole command line behind {@code trenza}
 * @param folder in which it was given
 * @param output where the results are published; empty for the run's own folder
 * @param started when the first session began
 * @param definition what makes one run the continuation of another: streams, sources, tasks with their parameters and
 *     code, format of the results. One thing a line
 */
public record RunDescription(
        String name,
        String verb,
        String subject,
        List<String> arguments,
        Path folder,
        Optional<Path> output,
        Instant started,
        List<String> definition) {

    private static final int FORMAT = 1;
    private static final JsonFactory JSON = new JsonFactory();

    /** Copies the lists. */
    public RunDescription {
        arguments = List.copyOf(arguments);
        definition = List.copyOf(definition);
    }

    /** Whether both do the same to whatever items there are. */
    public boolean isSameAs(RunDescription other) {
        return verb.equals(other.verb) && subject.equals(other.subject) && definition.equals(other.definition);
    }

    /**
     * Makes sure that a run may go on as this.
     *
     * @throws RunChangedException names what is different
     */
    void requireSameAs(RunDescription now, RunDirectory run) throws RunChangedException {
        if (definition.equals(now.definition)) {
            return;
        }
        StringBuilder message =
                new StringBuilder("'" + run.id() + "' cannot go on, for its results would not fit together:");
        difference("was", definition, now.definition, message);
        difference("is ", now.definition, definition, message);
        message.append("\nput it back as it was, or begin a new run: the same command without --resume");
        throw new RunChangedException(message.toString());
    }

    private static void difference(String word, List<String> these, List<String> those, StringBuilder message) {
        these.stream()
                .filter(line -> !those.contains(line))
                .forEach(
                        line -> message.append("\n  ").append(word).append(": ").append(line));
    }

    /** Writes it; it is there as a whole or not at all. */
    void write(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), Files.newOutputStream(temporary))) {
            writeTo(json);
        } catch (JacksonException e) {
            throw new IOException(e.getMessage(), e);
        }
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("format", FORMAT);
        json.writeStringProperty("name", name);
        json.writeStringProperty("verb", verb);
        json.writeStringProperty("subject", subject);
        write(json, "arguments", arguments);
        json.writeStringProperty("folder", folder.toString());
        output.ifPresent(path -> json.writeStringProperty("output", path.toString()));
        json.writeStringProperty("started", started.toString());
        write(json, "definition", definition);
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private static void write(JsonGenerator json, String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    /**
     * Reads what a run has written.
     *
     * @throws IOException if it cannot be read, or is none
     */
    public static RunDescription read(RunDirectory run) throws IOException {
        Path file = run.description();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
            return new Reading(json).description();
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new IOException("'" + file + "' is no description of a run: " + e.getMessage(), e);
        }
    }

    /** Confined to one call. */
    private static final class Reading {

        private final JsonParser json;
        private final List<String> arguments = new ArrayList<>();
        private final List<String> definition = new ArrayList<>();

        // Mutable state
        private String name = "";
        private String verb = "";
        private String subject = "";
        private String folder = "";
        private Optional<Path> output = Optional.empty();
        private Instant started = Instant.EPOCH;

        Reading(JsonParser json) {
            this.json = json;
        }

        RunDescription description() {
            json.nextToken();
            for (JsonToken token = json.nextToken(); token == JsonToken.PROPERTY_NAME; token = json.nextToken()) {
                String property = json.currentName();
                json.nextToken();
                take(property);
            }
            if (verb.isEmpty()) {
                throw new IllegalArgumentException("it has no verb");
            }
            return new RunDescription(name, verb, subject, arguments, Path.of(folder), output, started, definition);
        }

        private void take(String property) {
            switch (property) {
                case "format" -> {
                    if (json.getIntValue() != FORMAT) {
                        throw new IllegalArgumentException(
                                "its format is " + json.getIntValue() + ", this version reads " + FORMAT);
                    }
                }
                case "name" -> name = json.getString();
                case "verb" -> verb = json.getString();
                case "subject" -> subject = json.getString();
                case "arguments" -> texts(arguments);
                case "folder" -> folder = json.getString();
                case "output" -> output = Optional.of(Path.of(json.getString()));
                case "started" -> started = Instant.parse(json.getString());
                case "definition" -> texts(definition);
                default -> json.skipChildren();
            }
        }

        private void texts(List<String> into) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                into.add(json.getString());
            }
        }
    }
}
