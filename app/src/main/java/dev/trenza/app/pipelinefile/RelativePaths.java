package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Makes the paths of a pipeline file mean the same wherever it is run from: relative ones begin in the folder of the file,
 * {@code ~/} in the user's home. Immutable.
 *
 * <p>Works on the text, for a glob or a template is no path yet: {@code ../*.md} seen from {@code examples} is
 * {@code *.md}.
 */
final class RelativePaths {

    private static final String STDIN = "-";

    private final String home;

    /** Paths begin in this folder; the empty path leaves them as they are. */
    RelativePaths(Path home) {
        this.home = home.toString();
    }

    /** A path that is no parameter. */
    Path ofLimit(String path) {
        return Path.of(resolve(path, UnaryOperator.identity()));
    }

    /** The parameters of a source, with the paths among them resolved. */
    Map<String, Object> ofSource(String source, Map<String, Object> given) {
        return switch (source) {
            case "files" ->
                given.containsKey("base")
                        ? with(given, "base", UnaryOperator.identity())
                        : with(with(given, "patterns", RelativePaths::inGlob), "exclude", RelativePaths::inGlob);
            case "lines", "csv", "ndjson", "urls" -> with(given, "path", UnaryOperator.identity());
            default -> given;
        };
    }

    /** The parameters of a task, with the paths among them resolved. */
    Map<String, Object> ofTask(TaskKind kind, String task, Map<String, Object> given) {
        boolean writes = kind == TaskKind.IO && task.equals("write");
        return writes ? with(given, "to", RelativePaths::inTemplate) : given;
    }

    private Map<String, Object> with(Map<String, Object> given, String name, UnaryOperator<String> escape) {
        Map<String, Object> resolved = new TreeMap<>(given);
        resolved.computeIfPresent(
                name,
                (key, value) -> value instanceof List<?> list
                        ? list.stream()
                                .map(element -> element instanceof String text ? resolve(text, escape) : element)
                                .collect(Collectors.toList())
                        : value instanceof String text ? resolve(text, escape) : value);
        return resolved;
    }

    private String resolve(String text, UnaryOperator<String> escape) {
        if (text.startsWith("~/")) {
            return escape.apply(System.getProperty("user.home")) + text.substring(1);
        }
        if (home.isEmpty() || text.isEmpty() || text.startsWith("/") || text.equals(STDIN)) {
            return text;
        }
        Path folder = Path.of(home).normalize();
        String rest = text;
        while (true) {
            if (rest.startsWith("./")) {
                rest = rest.substring(2);
            } else if (rest.startsWith("../") && isNamed(folder)) {
                rest = rest.substring(3);
                folder = folder.getParent() == null ? Path.of("") : folder.getParent();
            } else {
                return escape.apply(prefix(folder.toString())) + rest;
            }
        }
    }

    private static String prefix(String folder) {
        return folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    }

    /** Whether the folder's last name can be taken away: {@code a/..} is nothing, {@code ../..} is not. */
    private static boolean isNamed(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return !name.isEmpty() && !name.equals("..") && folder.getFileName() != null;
    }

    private static String inGlob(String path) {
        return path.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
    }

    private static String inTemplate(String path) {
        return path.replace("{", "{{").replace("}", "}}");
    }
}
