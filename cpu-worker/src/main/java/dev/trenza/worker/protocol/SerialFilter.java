package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.ObjectInputFilter;
import java.util.Optional;
import java.util.Set;

/**
 * {@link CrossingTypes} for the JDK's own deserialisation: those, the value classes of {@code java.base}, nothing else.
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

    private static final Set<String> PLAIN_PACKAGES = Set.of(
            "java.lang",
            "java.math",
            "java.time",
            "java.time.chrono",
            "java.time.format",
            "java.time.temporal",
            "java.time.zone",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "java.util.regex");

    /** Of a package that holds other things as well; an address is made without a look at the network. */
    private static final Set<String> PLAIN_CLASSES = Set.of(
            "java.io.File",
            "sun.util.calendar.ZoneInfo", // of a calendar: its rules by their name
            "java.net.URI",
            "java.net.InetAddress",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetSocketAddress");

    private final CrossingTypes types;
    private final int length;

    // Mutable state
    private @Nullable String complaint;

    /**
     * Makes a filter.
     *
     * @param length of the whole stream in bytes
     */
    SerialFilter(CrossingTypes types, int length) {
        this.types = types;
        this.length = length;
    }

    /** Why something was refused, in words; empty if nothing was. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (!types.isOpenToJdk()) {
            return refuse("none may cross the process line, for no class is allowed");
        }
        if (info.depth() > MAX_DEPTH) {
            return refuse("it is nested more than " + MAX_DEPTH + " deep; flatten it, or make it a record");
        }
        // Every element takes a byte, and the table of a map less than thrice its entries.
        if (info.arrayLength() > Math.max(SMALL_ARRAY, 3L * length)) {
            return refuse("an array of " + info.arrayLength() + " elements in " + length + " bytes");
        }
        if (info.references() > length) {
            return refuse(info.references() + " objects in " + length + " bytes");
        }
        Class<?> type = info.serialClass();
        while (type != null && type.isArray()) {
            type = type.getComponentType();
        }
        if (type == null || type.isPrimitive() || isPlain(type.getName()) || types.mayArrive(type.getName())) {
            return Status.ALLOWED;
        }
        return refuse(RefusedValueException.notAllowedText(type.getName()));
    }

    private Status refuse(String why) {
        complaint = why;
        return Status.REJECTED;
    }

    /** They hold text, stacks and other exceptions. */
    private static boolean isExceptionOfTheJdk(String className) {
        return className.startsWith("java.") && (className.endsWith("Exception") || className.endsWith("Error"));
    }

    /** Whether it is a value class of the JDK; what else is in these packages is not serialisable, or harmless. */
    static boolean isPlain(String className) {
        return PLAIN_CLASSES.contains(className)
                || isExceptionOfTheJdk(className)
                || PLAIN_PACKAGES.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
    }
}
