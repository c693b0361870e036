package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Optional;

/**
 * {@link AllowedTypes} for the JDK's own deserialisation: those, the value classes of {@code java.base}, nothing else.
 * For one stream; confined to one thread.
 */
final class SerialFilter implements ObjectInputFilter {

    /**
     * Sets within sets that share their elements take time that doubles with each level: 1.6 KB can burn for hours. At
     * this depth it is a fraction of a second.
     */
    private static final int MAX_DEPTH = 20;

    /** A table that a small map makes before its first element is read. */
    private static final int SMALL_ARRAY = 1024;

    private static final List<String> PLAIN_PACKAGES = List.of("java.lang", "java.util", "java.time", "java.math");

    private final AllowedTypes allowed;
    private final int length;

    // Mutable state
    private @Nullable String complaint;

    /**
     * Makes a filter.
     *
     * @param length of the whole stream in bytes
     */
    SerialFilter(AllowedTypes allowed, int length) {
        this.allowed = allowed;
        this.length = length;
    }

    /** Why something was refused, in words; empty if nothing was. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (allowed.patterns().isEmpty()) {
            return refuse("none may cross the process line, for no class is allowed");
        }
        if (info.depth() > MAX_DEPTH) {
            return refuse("it is nested more than " + MAX_DEPTH + " deep; flatten it, or make it a record");
        }
        // Every element takes a byte, and the table of a map less than thrice its entries.
        if (info.arrayLength() > Math.max(SMALL_ARRAY, 3L * length)) {
            return refuse("an array of " + info.arrayLength() + " elements in " + length + " bytes");
        }
        Class<?> type = info.serialClass();
        while (type != null && type.isArray()) {
            type = type.getComponentType();
        }
        if (type == null || type.isPrimitive() || isPlain(type.getName()) || allowed.matches(type.getName())) {
            return Status.ALLOWED;
        }
        return refuse(String.valueOf(TypedValues.notAllowed(type.getName()).getMessage()));
    }

    private Status refuse(String why) {
        complaint = why;
        return Status.REJECTED;
    }

    private static boolean isPlain(String className) {
        return className.equals("java.net.URI")
                || PLAIN_PACKAGES.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
    }
}
