package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The way from an object to the first one of a class that it holds: {@code .order.lines[2].owner}. For messages; what cannot
 * be looked into, such as the insides of the JDK, is passed over. Confined to one thread.
 */
final class FieldPath {

    private static final int MAX_OBJECTS = 10_000;
    private static final int MAX_DEPTH = 100;

    private final String className;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private FieldPath(String className) {
        this.className = className;
    }

    /** The way as a serialiser would go it, without transient fields; empty if there is none, or it is the object itself. */
    static String to(String className, Object root) {
        try {
            String path = new FieldPath(className).search(root, 0);
            return path == null ? "" : path;
        } catch (RuntimeException | StackOverflowError e) {
            return ""; // code of others runs in its collections
        }
    }

    private @Nullable String search(@Nullable Object object, int depth) {
        if (object == null || depth > MAX_DEPTH || seen.size() > MAX_OBJECTS) {
            return null;
        }
        if (object.getClass().getName().equals(className)) {
            return "";
        }
        if (object instanceof Enum || object instanceof String || object instanceof Number || !seen.add(object)) {
            return null;
        }
        if (object instanceof Collection<?> elements) {
            return searchAll(elements, depth);
        }
        if (object instanceof Map<?, ?> map) {
            return searchMap(map, depth);
        }
        if (object.getClass().isArray()) {
            return object instanceof Object[] array ? searchArray(array, depth) : null;
        }
        return searchFields(object, depth);
    }

    private @Nullable String searchArray(Object[] array, int depth) {
        for (int i = 0; i < Array.getLength(array); i++) {
            String path = search(array[i], depth + 1);
            if (path != null) {
                return "[" + i + "]" + path;
            }
        }
        return null;
    }

    private @Nullable String searchAll(Collection<?> elements, int depth) {
        int i = 0;
        for (Object element : elements) {
            String path = search(element, depth + 1);
            if (path != null) {
                return "[" + i + "]" + path;
            }
            i++;
        }
        return null;
    }

    private @Nullable String searchMap(Map<?, ?> map, int depth) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String inKey = search(entry.getKey(), depth + 1);
            if (inKey != null) {
                return "[a key]" + inKey;
            }
            String path = search(entry.getValue(), depth + 1);
            if (path != null) {
                return "[" + shorten(String.valueOf(entry.getKey())) + "]" + path;
            }
        }
        return null;
    }

    /** A key in brackets, as far as it is short. */
    static String shorten(String key) {
        return key.length() <= 40 ? key : key.substring(0, 40) + "...";
    }

    private @Nullable String searchFields(Object object, int depth) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                boolean isSent =
                        !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
                if (isSent && !field.getType().isPrimitive()) {
                    String path = search(read(field, object), depth + 1);
                    if (path != null) {
                        return "." + field.getName() + path;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable Object read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException | InaccessibleObjectException | SecurityException e) {
            return null;
        }
    }
}
