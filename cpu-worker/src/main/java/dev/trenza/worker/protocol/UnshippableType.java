package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.stream.BaseStream;

/** What to write instead of a capture that cannot be serialised, for the types that people try. */
final class UnshippableType {

    private static final String INSIDE =
            "make it inside the task, keep it in a static field (each worker then has its own),"
                    + " or make it in the pool's initializer";

    private UnshippableType() {}

    /** Its name; a lambda has none that helps. */
    static String nameOf(Class<?> type) {
        if (type.isHidden()) {
            return "a lambda or method reference of type " + interfaceOf(type);
        }
        return Proxy.isProxyClass(type) ? "a proxy of " + interfaceOf(type) : type.getTypeName();
    }

    private static String interfaceOf(Class<?> type) {
        Class<?>[] all = type.getInterfaces();
        return all.length == 0 ? type.getName() : all[0].getName();
    }

    /** Says what to do, for what is captured as {@code this} is, or as anything else. */
    static String remedy(Object culprit, boolean isEnclosingInstance) {
        Class<?> type = culprit.getClass();
        if (isEnclosingInstance) {
            return "it is 'this', of which the task uses a field or a method, or which an inner class holds anyway: copy what"
                    + " it needs into a local variable before, make that method static, or the class a static one or a"
                    + " record";
        }
        if (type.isHidden()) {
            return functionRemedy(type);
        }
        String known = knownRemedy(culprit);
        if (known != null) {
            return known;
        }
        if (culprit instanceof AutoCloseable || belongsToThisJvm(culprit)) {
            return "it belongs to this JVM: " + INSIDE;
        }
        return "let it implement Serializable, pass it as part of the input, or " + INSIDE;
    }

    private static String functionRemedy(Class<?> type) {
        String simple = interfaceOf(type);
        simple = simple.substring(simple.lastIndexOf('.') + 1);
        String owner = TaskLabel.ownerOf(type);
        if (owner.equals("java.util.function.Function") || owner.equals("java.util.function.UnaryOperator")) {
            return "what Function.identity(), andThen and compose return cannot be shipped: write x -> x, or"
                    + " x -> second(first(x))";
        }
        if (owner.startsWith("java.")) {
            return "what " + owner + " makes of functions cannot be shipped: write a lambda that does the same";
        }
        return "a lambda is so only as a type that is: write it where the task is given, pool.map(x -> ...), declare it as a"
                + " dev.trenza.task.Task, or cast it, (" + simple + "<...> & Serializable) x -> ...";
    }

    private static @Nullable String knownRemedy(Object culprit) {
        if (culprit instanceof Path) {
            return "capture its text, path.toString(), or pass the path as the input";
        }
        if (culprit instanceof Charset) {
            return "capture its name(), or use the constant inside the task";
        }
        if (culprit instanceof DateTimeFormatter) {
            return "make it inside the task, or keep it in a static field";
        }
        if (culprit instanceof Optional
                || culprit instanceof OptionalInt
                || culprit instanceof OptionalLong
                || culprit instanceof OptionalDouble) {
            return "capture what is in it, say orElse(null)";
        }
        if (culprit instanceof BaseStream || culprit instanceof Iterator) {
            return "collect it into a list before, and capture that";
        }
        if (culprit instanceof Map.Entry) {
            return "capture its key and its value, or a Map.copyOf";
        }
        if (culprit instanceof Collection || culprit instanceof Map) {
            return "it is a view, as subList, keySet and values make them: capture a copy, List.copyOf(...) or"
                    + " Set.copyOf(...)";
        }
        return knownByName(culprit.getClass());
    }

    /** Of types that java.base does not have. */
    private static @Nullable String knownByName(Class<?> type) {
        if (isA(type, "org.reactivestreams.Publisher")) {
            return "a task takes values, not publishers: flatMap to the value before, and pass it as the input";
        }
        if (type.getName().endsWith("Logger") || isA(type, "org.slf4j.Logger")) {
            return "keep the logger in a static field, or log with the context, Task.withContext((x, context) -> ...)";
        }
        return null;
    }

    private static boolean belongsToThisJvm(Object culprit) {
        return culprit instanceof Thread
                || culprit instanceof ThreadGroup
                || culprit instanceof ThreadLocal
                || culprit instanceof ClassLoader
                || culprit instanceof Process
                || culprit instanceof Executor
                || culprit instanceof Future
                || culprit instanceof Lock
                || isA(culprit.getClass(), "java.sql.Wrapper")
                || isA(culprit.getClass(), "javax.sql.CommonDataSource");
    }

    private static boolean isA(@Nullable Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (at.getName().equals(name)) {
                return true;
            }
            for (Class<?> one : at.getInterfaces()) {
                if (isA(one, name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
