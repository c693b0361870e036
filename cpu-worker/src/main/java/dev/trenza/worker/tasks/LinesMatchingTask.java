package dev.trenza.worker.tasks;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code lines-matching}: the lines in which a regular expression finds something, as {@code grep} does. Thread-safe.
 *
 * <p>A line ends with a line feed, or with a carriage return and a line feed, of which neither is part of it. The
 * expression is Java's. One that backtracks for ever ends when the call is cancelled.
 */
public final class LinesMatchingTask implements NamedTask {

    private static final String PATTERN = "pattern";
    private static final String INVERT = "invert";
    private static final String COUNT_ONLY = "count-only";
    private static final String MAX = "max";
    private static final String CHARSET = "charset";
    private static final String MAX_LINE = "max-line";

    /** For {@link java.util.ServiceLoader}. */
    public LinesMatchingTask() {}

    @Override
    public String name() {
        return "lines-matching";
    }

    @Override
    public String description() {
        return "Finds the lines that a regular expression matches, as grep does";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "a list of maps of line (its number, from 1) and text, or how many there are; of a map, the field 'matches'"
                + " or 'count'";
    }

    @Override
    public List<Parameter> parameters() {
        return ContentInput.parametersAnd(
                Parameter.required(PATTERN, Parameter.Type.PATTERN, "what to find anywhere in a line"),
                Parameter.optional(INVERT, Parameter.Type.BOOLEAN, false, "the lines in which it is not found"),
                Parameter.optional(COUNT_ONLY, Parameter.Type.BOOLEAN, false, "only how many lines there are"),
                Parameter.optional(MAX, Parameter.Type.INTEGER, null, "stop after so many lines"),
                Parameter.optional(
                        CHARSET,
                        Parameter.Type.STRING,
                        "UTF-8",
                        "how the content is encoded; what is not is shown as \uFFFD"),
                Parameter.optional(MAX_LINE, Parameter.Type.SIZE, "16m", "a line with more characters is an error"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        ContentInput input = new ContentInput(name(), parameters);
        Search search = new Search(
                parameters.pattern(PATTERN),
                parameters.flag(INVERT),
                parameters.flag(COUNT_ONLY),
                parameters.has(MAX) ? positive(parameters.integer(MAX)) : Long.MAX_VALUE,
                charset(parameters.string(CHARSET)),
                (int) Math.min(Integer.MAX_VALUE - 8, parameters.size(MAX_LINE)));
        ContextTask<@Nullable Object, @Nullable Object> task = (value, context) -> {
            Object found = search.in(input.of(value), context);
            return input.result(value, search.countOnly() ? "count" : "matches", found);
        };
        return task;
    }

    private static long positive(long max) {
        if (max < 1) {
            throw new IllegalArgumentException("'max' must be >= 1, was " + max);
        }
        return max;
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'charset' must be one that this Java knows, such as UTF-8 or ISO-8859-1, was '" + name + "'", e);
        }
    }

    /** What to look for, and how. Immutable. */
    private record Search(Pattern pattern, boolean invert, boolean countOnly, long max, Charset charset, int maxLine) {

        Object in(Content content, TaskContext context) throws IOException {
            List<Map<String, Object>> matches = new ArrayList<>();
            long count = 0;
            try (InputStream in = content.open()) {
                LineReader lines = new LineReader(in, charset, maxLine, content.name());
                String line = lines.next(context);
                for (long number = 1; line != null && count < max; number++) {
                    if (find(line, number, content, context) != invert) {
                        count++;
                        if (!countOnly) {
                            matches.add(match(number, line));
                        }
                    }
                    line = lines.next(context);
                }
            }
            return countOnly ? (Object) count : matches;
        }

        private boolean find(String line, long number, Content content, TaskContext context) {
            try {
                return pattern.matcher(new CancellableText(line, context)).find();
            } catch (StackOverflowError e) {
                throw new IllegalStateException(
                        "the pattern '" + pattern + "' needs more stack than there is for line " + number + " of "
                                + content.name() + ", which has " + line.length()
                                + " characters; make its repetitions of alternatives possessive, such as (a|b)*+",
                        e);
            }
        }

        private static Map<String, Object> match(long number, String line) {
            Map<String, Object> match = new LinkedHashMap<>();
            match.put("line", number);
            match.put("text", line);
            return match;
        }
    }
}
