package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.InvalidParametersException;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with placeholders that are filled in for each item: {@code out/{stem}.txt}. Immutable.
 *
 * <table>
 * <caption>Placeholders; most tell of the item's origin, here {@code docs/a/report.tar.gz}</caption>
 * <tr><th>placeholder</th><th>as in GNU parallel</th><th>becomes</th></tr>
 * <tr><td>{@code {origin}}</td><td>{@code {}}</td><td>the origin as it is: {@code docs/a/report.tar.gz}</td></tr>
 * <tr><td>{@code {path}}</td><td></td><td>the same; of a URL its host and path, without query</td></tr>
 * <tr><td>{@code {base}}</td><td>{@code {.}}</td><td>the path without its extension: {@code docs/a/report.tar}</td></tr>
 * <tr><td>{@code {dir}}</td><td>{@code {//}}</td><td>{@code docs/a}; {@code .} if there is none</td></tr>
 * <tr><td>{@code {name}}</td><td>{@code {/}}</td><td>{@code report.tar.gz}</td></tr>
 * <tr><td>{@code {stem}}</td><td>{@code {/.}}</td><td>{@code report.tar}</td></tr>
 * <tr><td>{@code {ext}}</td><td></td><td>{@code gz}; empty if there is none</td></tr>
 * <tr><td>{@code {relative}}</td><td></td><td>the path made safe to put under another directory: relative, without
 * {@code .}, and with {@code %2E%2E} for {@code ..}</td></tr>
 * <tr><td>{@code {relative-dir}}</td><td></td><td>the directory made safe in the same way; {@code .} if there is
 * none</td></tr>
 * <tr><td>{@code {seq}}</td><td></td><td>position in the stream's source, from 0</td></tr>
 * <tr><td>{@code {number}}</td><td>{@code {#}}</td><td>the same, from 1</td></tr>
 * <tr><td>{@code {stream}}</td><td></td><td>the stream's name</td></tr>
 * <tr><td>{@code {value}}</td><td></td><td>the value at this stage, which must be a text, a number or a boolean</td></tr>
 * </table>
 *
 * <p>A doubled brace stands for a single one.
 */
public final class Template {

    private final String text;
    private final List<Part> parts;

    private Template(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException names what is wrong and where: an unknown placeholder (with the nearest known
     *     one), a brace that is not closed or closes nothing
     */
    public static Template parse(String text) {
        return new Template(text, new TemplateParser(text).parse());
    }

    /**
     * Parses every template among a task's parameters.
     *
     * @throws InvalidParametersException names every parameter that is no template
     */
    static void check(String task, List<Parameter> declared, Parameters parameters) {
        List<InvalidParametersException.Problem> problems = new ArrayList<>();
        for (Parameter parameter : declared) {
            if (parameter.type() == Parameter.Type.TEMPLATE && parameters.has(parameter.name())) {
                try {
                    parse(parameters.string(parameter.name()));
                } catch (IllegalArgumentException e) {
                    problems.add(new InvalidParametersException.Problem(
                            parameter.name(), "task '" + task + "': '" + parameter.name() + "': " + e.getMessage()));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidParametersException(problems);
        }
    }

    /**
     * The text for this item, with whatever the placeholders become; nothing is made safe but by {@code {relative}}.
     *
     * @throws IllegalArgumentException if a placeholder has no text for this item: {@code {value}} of a list, or
     *     {@code {stem}} of an origin that is a map; names the remedy
     */
    public String fill(Item item) {
        return fill(item, (placeholder, replacement, before) -> {});
    }

    /** {@link #fill(Item)}, letting a guard see every replacement first. */
    String fill(Item item, Guard guard) {
        StringBuilder filled = new StringBuilder(text.length() + 32);
        for (Part part : parts) {
            if (part.placeholder() == null) {
                filled.append(part.text());
                continue;
            }
            String replacement = part.placeholder().replacement(item);
            guard.check("{" + part.text() + "}", replacement, filled);
            filled.append(replacement);
        }
        return filled.toString();
    }

    /**
     * What every filled text begins with, up to the last slash before the first placeholder, without it: {@code out} of
     * {@code out/{stem}.txt}; {@code .} if there is no such slash.
     */
    public String fixedDirectory() {
        int length = fixedLength();
        return length == 0 ? "." : shape().substring(0, Math.max(1, length - 1));
    }

    /** How much of every filled text is the fixed directory with its slash. */
    int fixedLength() {
        boolean beginsLiterally = !parts.isEmpty() && parts.get(0).placeholder() == null;
        return beginsLiterally ? parts.get(0).text().lastIndexOf('/') + 1 : 0;
    }

    /** The text with an {@code x} for every placeholder. */
    String shape() {
        StringBuilder shape = new StringBuilder();
        parts.forEach(part -> shape.append(part.placeholder() == null ? part.text() : "x"));
        return shape.toString();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    /** Sees a replacement before it is put in. */
    @FunctionalInterface
    interface Guard {

        /**
         * Throws if the replacement must not be put in.
         *
         * @param placeholder as it was written, with its braces
         * @param before the text up to the placeholder
         */
        void check(String placeholder, String replacement, CharSequence before);
    }
}
