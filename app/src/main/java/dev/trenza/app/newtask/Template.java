package dev.trenza.app.newtask;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in what stands between two {@code @} in the files that this program brings for a new project. Immutable. */
final class Template {

    private static final Pattern MARK = Pattern.compile("@([a-z0-9]+(?:\\.[a-z]+)?)@");

    private final Map<String, String> values;

    private Template(Map<String, String> values) {
        this.values = values;
    }

    /** For this task, with the versions that this program was built with. */
    static Template of(TaskName task, String repository) throws IOException {
        Properties versions = new Properties();
        versions.load(new StringReader(new String(bytes("versions.properties"), StandardCharsets.UTF_8)));
        Map<String, String> values = new HashMap<>(Map.of(
                "name", task.text(),
                "package", task.packageName(),
                "path", task.path(),
                "class", task.className(),
                "repository", repository));
        versions.stringPropertyNames().forEach(name -> values.put(name, versions.getProperty(name)));
        return new Template(Map.copyOf(values));
    }

    /** The file of this name, filled in. */
    String fill(String name) throws IOException {
        return MARK.matcher(new String(bytes(name + ".template"), StandardCharsets.UTF_8))
                .replaceAll(mark -> Matcher.quoteReplacement(value(mark.group(1))));
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("nothing to fill in for @" + name + "@");
        }
        return value;
    }

    /** A file of this program as it is. */
    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("'" + name + "' is missing in this program");
            }
            return in.readAllBytes();
        }
    }
}
