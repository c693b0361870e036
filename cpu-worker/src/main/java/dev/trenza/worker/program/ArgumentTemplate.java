package dev.trenza.worker.program;

import dev.trenza.task.Nullable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of a program, with GNU parallel's replacement strings. Immutable.
 *
 * <table>
 * <caption>For the third item, {@code docs/a/report.tar.gz}</caption>
 * <tr><td><code>{}</code></td><td>{@code docs/a/report.tar.gz}</td></tr>
 * <tr><td><code>{.}</code></td><td>{@code docs/a/report.tar}</td></tr>
 * <tr><td><code>{/}</code></td><td>{@code report.tar.gz}</td></tr>
 * <tr><td><code>{//}</code></td><td>{@code docs/a}; {@code .} if there is no folder</td></tr>
 * <tr><td><code>{/.}</code></td><td>{@code report.tar}</td></tr>
 * <tr><td><code>{#}</code></td><td>{@code 3}</td></tr>
 * </table>
 *
 * <p>Anything else stays as it is, and what an item brings in is not looked at again.
 */
public final class ArgumentTemplate {

    private static final Pattern REPLACEMENT = Pattern.compile("\\{(\\.|/|//|/\\.|#)?}");

    private final List<String> arguments;

    private ArgumentTemplate(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
    }

    /** A template of these arguments. */
    public static ArgumentTemplate of(List<String> arguments) {
        return new ArgumentTemplate(arguments);
    }

    /** Whether the text has a replacement string in it. */
    public static boolean isIn(String text) {
        return REPLACEMENT.matcher(text).find();
    }

    /**
     * The arguments for one item.
     *
     * @param index of the item, from 0
     */
    public List<String> fill(String item, long index) {
        return arguments.stream().map(argument -> fill(argument, item, index)).toList();
    }

    /**
     * One text for one item.
     *
     * @param index of the item, from 0
     */
    public static String fill(String text, String item, long index) {
        return REPLACEMENT
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(replacement(match.group(1), item, index)));
    }

    private static String replacement(@Nullable String sign, String item, long index) {
        return switch (sign == null ? "" : sign) {
            case "." -> withoutExtension(item);
            case "/" -> name(item);
            case "//" -> folder(item);
            case "/." -> withoutExtension(name(item));
            case "#" -> Long.toString(index + 1);
            default -> item;
        };
    }

    private static String withoutExtension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** As {@code dirname} has it: slashes at the end are none, and two are one. */
    private static String folder(String path) {
        String trimmed = withoutSlashes(path);
        int slash = trimmed.lastIndexOf('/');
        return slash < 0 ? "." : withoutSlashes(trimmed.substring(0, slash + 1));
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
