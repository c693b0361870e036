package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Finds the way from a task to the object that cannot be serialised: {@code captured argument 1 (com.acme.Orders) -> field
 * 'connection' (java.sql.Connection)}. Used once, by one thread, and only when a task was refused.
 */
final class CapturePath {

    /** A longer way helps nobody, and the stack has an end. */
    private static final int MAX_DEPTH = 200;

    private static final String ENCLOSING = "the enclosing instance";

    private final Object culprit;
    private final List<SerializedLambda> lambdas;

    // Mutable state
    private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<String> steps = new ArrayDeque<>();

    /** The lambda that holds the culprit itself, if one does. */
    private @Nullable SerializedLambda holder;

    private CapturePath(Object culprit, List<SerializedLambda> lambdas) {
        this.culprit = culprit;
        this.lambdas = lambdas;
    }

    /**
     * Looks for it.
     *
     * @param task where to begin
     * @param culprit what is looked for
     * @param lambdas that were met while the task was written
     */
    static CapturePath of(Object task, Object culprit, List<SerializedLambda> lambdas) {
        CapturePath path = new CapturePath(culprit, lambdas);
        path.leadsOn(task);
        return path;
    }

    /** Whether the culprit is what the lambda, or the class, that holds it was written in: {@code this}. */
    boolean isEnclosingInstance() {
        if (!steps.isEmpty() && steps.getLast().startsWith(ENCLOSING)) {
            return true;
        }
        return holder != null
                && steps.size() == 1
                && holder.getCapturingClass()
                        .replace('/', '.')
                        .equals(culprit.getClass().getName());
    }

    /** The steps; what is at its end if the way to it cannot be seen. */
    @Override
    public String toString() {
        return steps.isEmpty() ? "something in it (" + typeOf(culprit) + ")" : String.join(" -> ", steps);
    }

    private boolean leadsOn(@Nullable Object from) {
        if (from == culprit) {
            return true;
        }
        if (from == null || from instanceof String || from instanceof Number || from instanceof Class) {
            return false;
        }
        if (steps.size() > MAX_DEPTH || !visited.add(from)) {
            return false;
        }
        if (Proxy.isProxyClass(from.getClass())) {
            Object handler = Proxy.getInvocationHandler(from);
            return step("its handler (" + typeOf(handler) + ")", handler);
        }
        if (from.getClass().isHidden()) {
            return leadsThroughLambda(from);
        }
        if (from instanceof Object[] array) {
            return leadsThrough(List.of(), array);
        }
        if (from.getClass().getName().startsWith("java.")) {
            return leadsThroughJdk(from);
        }
        return leadsThroughFields(from);
    }

    private boolean step(String description, @Nullable Object to) {
        steps.addLast(description);
        if (leadsOn(to)) {
            return true;
        }
        steps.removeLast();
        return false;
    }

    private boolean leadsThroughLambda(Object lambda) {
        for (SerializedLambda candidate : candidates(lambda)) {
            for (int i = 0; i < candidate.getCapturedArgCount(); i++) {
                Object argument = candidate.getCapturedArg(i);
                if (step("captured argument " + (i + 1) + " (" + typeOf(argument) + ")", argument)) {
                    if (argument == culprit) {
                        holder = candidate;
                    }
                    return true;
                }
            }
        }
        return false;
    }

    /** What a lambda was made of; where it does not tell, those that were made in the same class for the same interface. */
    private List<SerializedLambda> candidates(Object lambda) {
        try {
            Method writeReplace = lambda.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            if (writeReplace.invoke(lambda) instanceof SerializedLambda own) {
                return List.of(own);
            }
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | RuntimeException e) {
            // Not serialisable, then nothing has been written of it; or not open to us, as those of the JDK.
        }
        String owner = TaskLabel.ownerOf(lambda.getClass());
        return lambdas.stream()
                .filter(written -> written.getCapturingClass().replace('/', '.').equals(owner))
                .toList();
    }

    private boolean leadsThroughJdk(Object from) {
        if (from instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (step("key (" + typeOf(entry.getKey()) + ")", entry.getKey())
                        || step(
                                "value of key '" + entry.getKey() + "' (" + typeOf(entry.getValue()) + ")",
                                entry.getValue())) {
                    return true;
                }
            }
            return false;
        }
        if (from instanceof Collection<?> collection) {
            return leadsThrough(collection, new Object[0]);
        }
        return from instanceof AtomicReference<?> reference
                && step("its value (" + typeOf(reference.get()) + ")", reference.get());
    }

    private boolean leadsThrough(Collection<?> elements, Object[] array) {
        int i = 0;
        for (Object element : array.length > 0 ? List.of(array).toArray() : elements.toArray()) {
            if (step("element " + i++ + " (" + typeOf(element) + ")", element)) {
                return true;
            }
        }
        return false;
    }

    /** Only what would be written: neither static nor transient, nor of a superclass that is not serialisable. */
    private boolean leadsThroughFields(Object from) {
        for (Class<?> type = from.getClass();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && leadsThroughField(field, from)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean leadsThroughField(Field field, Object from) {
        try {
            field.setAccessible(true);
            Object value = field.get(from);
            String name = field.getName().startsWith("this$") ? ENCLOSING : "field '" + field.getName() + "'";
            return value != null && step(name + " (" + typeOf(value, field.getType()) + ")", value);
        } catch (IllegalAccessException | RuntimeException e) {
            return false; // of a module that is not open
        }
    }

    /** The declared type is the one that the user has written; the other one tells what came. */
    private static String typeOf(Object value, Class<?> declared) {
        String actual = typeOf(value);
        return declared == Object.class
                        || declared.getName().equals(actual)
                        || value.getClass().isHidden()
                ? actual
                : declared.getName() + ", here " + actual;
    }

    static String typeOf(@Nullable Object value) {
        return value == null ? "null" : UnshippableType.nameOf(value.getClass());
    }
}
