package dev.trenza.worker.protocol;

import java.util.List;

/**
 * The classes that may be made from bytes off the wire, on either side. Immutable.
 *
 * <p>Plain values (numbers, strings, arrays, collections, java.time and the like) need no permission. Other classes are
 * matched a pattern: {@code com.acme.Invoice}, {@code com.acme.*} for a package, or
 * {@code com.acme.**} for a package and those below it. The last form never reaches into packages that are known for attacks,
 * such as {@code org.springframework}, from outside of them: {@code org.**} allows nothing there.
 *
 * @param patterns in any order
 */
public record AllowedTypes(List<String> patterns) {

    /** Plain values only. */
    public static final AllowedTypes NONE = new AllowedTypes(List.of());

    /** Refuses a pattern that allows everything. */
    public AllowedTypes {
        patterns = List.copyOf(patterns);
        for (String pattern : patterns) {
            if (!pattern.matches("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.$]*(\\.\\*\\*?)?")) {
                throw new IllegalArgumentException("'" + pattern
                        + "' is no pattern of class names; write com.acme.Invoice, com.acme.* or com.acme.**");
            }
        }
    }

    /** Whether objects of this class may cross. */
    public boolean matches(String className) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, className));
    }

    private static boolean matches(String pattern, String className) {
        if (pattern.endsWith(".**")) {
            String prefix = pattern.substring(0, pattern.length() - 2);
            return className.startsWith(prefix)
                    && (!GadgetPackages.contain(className) || GadgetPackages.contain(prefix));
        }
        if (pattern.endsWith(".*")) {
            String prefix = pattern.substring(0, pattern.length() - 1);
            return className.startsWith(prefix) && className.indexOf('.', prefix.length()) < 0;
        }
        return className.equals(pattern);
    }
}
