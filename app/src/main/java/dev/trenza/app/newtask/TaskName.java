package dev.trenza.app.newtask;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * What a new task is called, and what follows of it for its code. Immutable.
 *
 * @param text as users type it: {@code word-count}
 * @param packageName of its classes
 */
public record TaskName(String text, String packageName) {

    private static final int LONGEST = 40;
    private static final Pattern WORDS = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException tells what is wrong, and what would be right
     */
    public TaskName {
        if (!WORDS.matcher(text).matches()) {
            String near = nearest(text);
            throw new IllegalArgumentException(
                    "a task's name is words in lower case joined by hyphens, such as 'word-count'; '" + text
                            + "' is not" + (near.isEmpty() ? "" : ", but '" + near + "' would be"));
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a task's name has at most " + LONGEST + " characters, '" + text
                    + "' has " + text.length() + "; take a shorter one");
        }
        if (!SourceVersion.isName(packageName, SourceVersion.RELEASE_17)) {
            throw new IllegalArgumentException("'" + packageName + "' cannot be the name of a Java package; give one "
                    + "with --package, such as 'com.example." + text.replace("-", "") + "'");
        }
    }

    /** In the package {@code tasks.wordcount}. */
    public static TaskName of(String text) {
        String segment = text.replace("-", "");
        boolean isWord = SourceVersion.isKeyword(segment, SourceVersion.RELEASE_17);
        return new TaskName(
                text, WORDS.matcher(text).matches() ? "tasks." + segment + (isWord ? "task" : "") : "tasks");
    }

    /** {@code WordCountTask}. */
    String className() {
        return Stream.of(text.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("", "", "Task"));
    }

    /** Where its classes are among the sources: {@code tasks/wordcount}. */
    String path() {
        return packageName.replace('.', '/');
    }

    /** {@code WordCount}, {@code word_count}, {@code Word Count} and {@code wörd-count} are all meant well. */
    private static String nearest(String text) {
        String near = Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[-0-9]+|-+$", "");
        return WORDS.matcher(near).matches() && near.length() <= LONGEST ? near : "";
    }
}
