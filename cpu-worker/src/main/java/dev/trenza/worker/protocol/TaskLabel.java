package dev.trenza.worker.protocol;

import dev.trenza.task.Task;
import java.lang.invoke.SerializedLambda;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a shipped task is called: {@code Hash::sha256}, {@code lambda in Main.run}, else its class, or what it calls itself. */
final class TaskLabel {

    /** javac's name for the body of a lambda: {@code lambda$run$0}, {@code lambda$run$3dd6c713$1} if it is serialisable. */
    private static final Pattern BODY = Pattern.compile("lambda\\$(.+?)\\$[0-9a-f$]+");

    private TaskLabel() {}

    /**
     * Its name.
     *
     * @param lambdas that were met while it was written, the first one first
     */
    static String of(Task<?, ?> task, List<SerializedLambda> lambdas) {
        Class<?> type = task.getClass();
        if (!type.isHidden()) {
            return type.getName().startsWith("dev.trenza.task.") ? task.toString() : simpleName(type.getName());
        }
        return lambdas.isEmpty() ? "lambda in " + simpleName(ownerOf(type)) : of(lambdas.get(0));
    }

    private static String of(SerializedLambda lambda) {
        String method = lambda.getImplMethodName();
        Matcher body = BODY.matcher(method);
        return body.matches()
                ? "lambda in " + simpleName(lambda.getCapturingClass().replace('/', '.')) + "." + body.group(1)
                : simpleName(lambda.getImplClass().replace('/', '.')) + "::" + method.replace("<init>", "new");
    }

    /** The class in which a lambda stands: {@code a.b.Main$$Lambda/0x1} is one of {@code a.b.Main}. */
    static String ownerOf(Class<?> lambda) {
        String name = lambda.getName();
        int end = name.indexOf("$$Lambda");
        return end < 0 ? name : name.substring(0, end);
    }

    private static String simpleName(String className) {
        return className.substring(1 + className.lastIndexOf('.')).replace('$', '.');
    }
}
