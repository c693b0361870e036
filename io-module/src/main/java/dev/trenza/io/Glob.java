package dev.trenza.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A pattern for paths, as in a shell: {@code docs/**}{@code /*.{html,xml}}. Immutable.
 *
 * <p>{@code *} stands for any characters but a slash, {@code ?} for one, {@code [a-z]} for one of some, {@code [!a-z]}
 * for one of all others; {@code **} for any number of directories, also none, and at the end for all files below;
 * {@code {a,b}} for either text, which may hold slashes and patterns; {@code \} takes the next character as it is.
 *
 * @param text as it was written, whole
 * @param start where the walk begins
 * @param segments at least one; the last one is for files
 */
record Glob(String text, Start start, List<Segment> segments) {

    private static final int MOST_ALTERNATIVES = 1_000;

    Glob {
        segments = List.copyOf(segments);
    }

    /** Where a pattern begins. */
    enum Start {
        /** In the base directory. */
        BASE,
        /** In the root directory: the pattern begins with a slash. */
        ROOT,
        /** In the user's home directory: the pattern begins with {@code ~/}. */
        HOME;

        /** The directory that it means. */
        Path directory(Path base) {
            return switch (this) {
                case BASE -> base;
                case ROOT -> Path.of("/");
                case HOME -> Path.of(System.getProperty("user.home"));
            };
        }
    }

    /**
     * Reads a pattern.
     *
     * @return one glob for each alternative in braces
     * @throws IllegalArgumentException names the pattern, what is wrong and where
     */
    static List<Glob> parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a file pattern must not be empty; write '**' for all files");
        }
        return alternatives(text, text).stream()
                .map(alternative -> withoutBraces(text, alternative))
                .toList();
    }

    private static Glob withoutBraces(String text, String alternative) {
        Start start = alternative.startsWith("/") ? Start.ROOT : alternative.startsWith("~/") ? Start.HOME : Start.BASE;
        List<Segment> segments = new ArrayList<>();
        for (String word : (start == Start.HOME ? alternative.substring(2) : alternative).split("/", -1)) {
            boolean isRepeated = word.equals("**")
                    && !segments.isEmpty()
                    && segments.get(segments.size() - 1).isAnyDirectories();
            if (!word.isEmpty() && !word.equals(".") && !isRepeated) {
                segments.add(Segment.parse(text, word));
            }
        }
        if (segments.isEmpty() || alternative.endsWith("/")) {
            throw new IllegalArgumentException(
                    "file pattern '" + text + "' means a directory; add '**' for all files below it");
        }
        if (segments.get(segments.size() - 1).isAnyDirectories()) {
            segments.add(Segment.parse(text, "*"));
        }
        return new Glob(text, start, segments);
    }

    /** Multiplies out the first braces, then those of what came out. */
    private static List<String> alternatives(String whole, String text) {
        int open = find(text, 0, '{');
        if (open < 0) {
            return List.of(text);
        }
        List<String> choices = new ArrayList<>();
        int end = choices(whole, text, open, choices);
        List<String> alternatives = new ArrayList<>();
        for (String choice : choices) {
            alternatives.addAll(alternatives(whole, text.substring(0, open) + choice + text.substring(end)));
            if (alternatives.size() > MOST_ALTERNATIVES) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "file pattern '%s' has more than %d alternatives; write several patterns",
                        whole,
                        MOST_ALTERNATIVES));
            }
        }
        return alternatives;
    }

    /** Splits what is in the braces at its own commas; returns where the braces end. */
    private static int choices(String whole, String text, int open, List<String> choices) {
        int depth = 0;
        int start = open + 1;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if ((c == ',' && depth == 1) || (c == '}' && --depth == 0)) {
                choices.add(text.substring(start, i));
                start = i + 1;
                if (depth == 0) {
                    return start;
                }
            }
        }
        throw new IllegalArgumentException(
                "file pattern '" + whole + "': a '{' is not closed; write '\\{' for a brace");
    }

    private static int find(String text, int from, char wanted) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /**
     * What stands between two slashes.
     *
     * @param kind what it means
     * @param text the name if it is literal, else as it was written
     * @param pattern matches the name; of no use if the kind is {@link Kind#ANY_DIRECTORIES}
     */
    record Segment(Kind kind, String text, Pattern pattern) {

        /** What a segment means. */
        enum Kind {
            /** One name. */
            LITERAL,
            /** Any name that matches. */
            NAMES,
            /** {@code **}. */
            ANY_DIRECTORIES
        }

        boolean isAnyDirectories() {
            return kind == Kind.ANY_DIRECTORIES;
        }

        boolean isLiteral() {
            return kind == Kind.LITERAL;
        }

        /**
         * Whether a name fits, by the rules of shells for names that begin with a dot.
         *
         * @param withHidden whether {@code *} also stands for a leading dot
         */
        boolean matches(String name, boolean withHidden) {
            if (isLiteral()) {
                return text.equals(name);
            }
            boolean mayBeHidden = withHidden || !name.startsWith(".") || text.startsWith(".");
            return mayBeHidden && (isAnyDirectories() || pattern.matcher(name).matches());
        }

        private static Segment parse(String whole, String word) {
            StringBuilder regex = new StringBuilder();
            StringBuilder literal = new StringBuilder();
            boolean isLiteral = true;
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                if (c == '*' || c == '?') {
                    regex.append(c == '*' ? ".*" : ".");
                    isLiteral = false;
                } else if (c == '[') {
                    i = characters(whole, word, i, regex);
                    isLiteral = false;
                } else {
                    char taken = c == '\\' && i + 1 < word.length() ? word.charAt(++i) : c;
                    regex.append(quote(taken));
                    literal.append(taken);
                }
            }
            Kind kind = word.equals("**") ? Kind.ANY_DIRECTORIES : isLiteral ? Kind.LITERAL : Kind.NAMES;
            return new Segment(
                    kind, isLiteral ? literal.toString() : word, Pattern.compile(regex.toString(), Pattern.DOTALL));
        }

        /** Turns {@code [...]} into a regular expression's; returns where it ends. */
        private static int characters(String whole, String word, int open, StringBuilder regex) {
            int i = open + 1;
            boolean isNegated = i < word.length() && (word.charAt(i) == '!' || word.charAt(i) == '^');
            regex.append(isNegated ? "[^" : "[");
            int first = isNegated ? i + 1 : i;
            for (i = first; i < word.length(); i++) {
                char c = word.charAt(i);
                if (c == ']' && i > first) {
                    regex.append(']');
                    return i;
                }
                boolean isRange = c == '-' && i > first && i + 1 < word.length() && word.charAt(i + 1) != ']';
                if (isRange) {
                    refuseBackwards(whole, word.charAt(i - 1), word.charAt(i + 1));
                }
                regex.append(isRange ? "-" : quote(c == '\\' && i + 1 < word.length() ? word.charAt(++i) : c));
            }
            throw new IllegalArgumentException(
                    "file pattern '" + whole + "': a '[' is not closed; write '\\[' for a bracket");
        }

        private static void refuseBackwards(String whole, char from, char to) {
            if (from > to) {
                throw new IllegalArgumentException("file pattern '" + whole + "': the range '" + from + "-" + to
                        + "' is empty; write '" + to + "-" + from + "'");
            }
        }

        private static String quote(char c) {
            return Character.isLetterOrDigit(c) || Character.isSurrogate(c) ? String.valueOf(c) : "\\" + c;
        }
    }
}
