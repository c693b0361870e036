package dev.trenza.core;

import dev.trenza.task.Task;
import dev.trenza.task.TaskReference;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a task is called in messages: {@code digest}, {@code Hash::sha256}, {@code lambda in Main.run}. */
public final class TaskName {

    /** javac's name for the body of a lambda: {@code lambda$run$0}. */
    private static final Pattern LAMBDA_BODY = Pattern.compile("lambda\\$(.+?)\\$[0-9a-f$]+");

    private TaskName() {}

    /**
     * The name of a named task, or what the task calls itself by {@code toString}; otherwise the name of the method behind
     * a reference, of the method around a lambda, or of the class.
     */
    public static String of(Task<?, ?> task) {
        if (task instanceof TaskReference reference) {
            return reference.name();
        }
        Class<?> type = task.getClass();
        if (type.isSynthetic()) {
            return ofLambda(task);
        }
        return hasOwnName(type) ? task.toString() : lastPart(type.getName());
    }

    /** What a record says by itself is its content, not its name. */
    private static boolean hasOwnName(Class<?> type) {
        try {
            return !type.isRecord() && type.getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every class has toString", e);
        }
    }

    /** A lambda knows what it was made of, but tells only the serialisation. */
    private static String ofLambda(Task<?, ?> task) {
        try {
            Method writeReplace = task.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            if (writeReplace.invoke(task) instanceof SerializedLambda lambda) {
                return describe(lambda);
            }
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | RuntimeException e) {
            // Not open to us, as in a named module: the class's own name has to do.
            return "lambda in " + owner(task);
        }
        return "lambda in " + owner(task);
    }

    private static String describe(SerializedLambda lambda) {
        String type = lastPart(lambda.getImplClass().replace('/', '.'));
        Matcher body = LAMBDA_BODY.matcher(lambda.getImplMethodName());
        return body.matches() ? "lambda in " + type + "." + body.group(1) : type + "::" + lambda.getImplMethodName();
    }

    /** The class in which a lambda stands: {@code a.b.Main$$Lambda/0x1} is one of {@code Main}. */
    private static String owner(Task<?, ?> task) {
        String name = task.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        return lastPart(lambda < 0 ? name : name.substring(0, lambda));
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }
}
