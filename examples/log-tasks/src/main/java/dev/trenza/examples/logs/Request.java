package dev.trenza.examples.logs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of an access log in the combined format of Apache httpd and nginx.
 *
 * @param client address or name
 * @param path without its query
 * @param status of the answer
 * @param bytes of the answer's body
 */
record Request(String client, String path, int status, long bytes) {

    /** Possessive where it can be, so that no line takes more than a time in proportion to its length. */
    private static final Pattern LINE =
            Pattern.compile("(\\S++) \\S++ [^\\[]*+\\[[^\\]]*+\\] \"\\S++ ([^\\s\"?]++)[^\"\\\\]*+"
                    + "(?:\\\\.[^\"\\\\]*+)*+\" (\\d{3}) (\\d{1,18}|-)(?: .*+)?+");

    /** The request of a line, unless it is none. */
    static Optional<Request> of(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String bytes = matcher.group(4);
        return Optional.of(new Request(
                matcher.group(1),
                matcher.group(2),
                Integer.parseInt(matcher.group(3)),
                bytes.equals("-") ? 0 : Long.parseLong(bytes)));
    }
}
