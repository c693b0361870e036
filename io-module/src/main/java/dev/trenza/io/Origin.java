package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An item's origin, read as a path. Any text can be: a line or a number is a path with a name and no directory.
 *
 * @param text as the source emitted it
 * @param path with slashes; of a URL the host and the path
 */
record Origin(String text, String path) {

    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?([^/?#]*)([^?#]*).*");

    /**
     * Reads the origin of an item.
     *
     * @throws IllegalArgumentException if it is neither a text, a number, a boolean nor a path
     */
    static Origin of(Item item) {
        Object origin = item.origin();
        String text = origin instanceof Path || origin instanceof File || origin instanceof URI
                ? origin.toString()
                : Placeholder.plainText("origin", origin);
        Matcher url = URL.matcher(text);
        return new Origin(text, url.matches() ? url.group(1) + url.group(2) : text.replace(File.separatorChar, '/'));
    }

    /** All before the name, or a dot. */
    String directory() {
        int slash = trimmed().lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : trimmed().substring(0, slash);
    }

    /** All after the last slash that has something after it. */
    String name() {
        String trimmed = trimmed();
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    /** The name without its last extension. Leading dots begin no extension. */
    String stem() {
        String name = name();
        int dot = name.lastIndexOf('.');
        boolean isExtension =
                dot > 0 && !name.substring(0, dot).replace(".", "").isEmpty();
        return isExtension ? name.substring(0, dot) : name;
    }

    /** The path without its last extension. */
    String base() {
        String trimmed = trimmed();
        return trimmed.substring(0, trimmed.length() - (name().length() - stem().length()));
    }

    /** The last extension without its dot; empty if there is none. */
    String extension() {
        return name().length() == stem().length() ? "" : name().substring(stem().length() + 1);
    }

    /** The path, safe to put under another directory. */
    String relative() {
        return safe(path);
    }

    /** The directory, safe to put under another directory. */
    String relativeDirectory() {
        return safe(directory());
    }

    private String trimmed() {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static String safe(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment.equals("..") ? "%2E%2E" : segment);
            }
        }
        return segments.isEmpty() ? "." : String.join("/", segments);
    }
}
