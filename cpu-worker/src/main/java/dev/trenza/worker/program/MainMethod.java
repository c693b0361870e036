package dev.trenza.worker.program;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;

/**
 * The method that {@code java} would begin a class with: {@code public static void main(String[])}, and from Java 25 on
 * (JEP 512) any {@code main} that is not private, without arguments and of an instance as well. Immutable.
 */
final class MainMethod {

    private static final int FIRST_WITH_INSTANCES = 25;

    private static final Set<String> OURS = Set.of(MainMethod.class.getName(), ProgramRun.class.getName());

    /** They may go round in a circle. */
    private static final int MOST_CAUSES = 64;

    private final Class<?> type;
    private final Method method;

    private MainMethod(Class<?> type, Method method) {
        this.type = type;
        this.method = method;
        method.setAccessible(true); // Its class need not be public.
    }

    /**
     * Finds it.
     *
     * @param java the version of Java
     * @throws NoSuchMethodException if there is none
     */
    static MainMethod of(Class<?> type, int java) throws NoSuchMethodException {
        Method found;
        try {
            found = type.getMethod("main", String[].class);
        } catch (NoSuchMethodException e) {
            if (java < FIRST_WITH_INSTANCES) {
                throw e;
            }
            found = anyOf(type);
        }
        if (java < FIRST_WITH_INSTANCES && !Modifier.isStatic(found.getModifiers())) {
            throw new NoSuchMethodException(type.getName() + ".main(String[]) is not static");
        }
        return new MainMethod(type, found);
    }

    private static Method anyOf(Class<?> type) throws NoSuchMethodException {
        Class<?>[][] signatures = {{String[].class}, {}};
        for (Class<?>[] parameters : signatures) {
            for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
                for (Method method : owner.getDeclaredMethods()) {
                    if (method.getName().equals("main")
                            && Arrays.equals(method.getParameterTypes(), parameters)
                            && !Modifier.isPrivate(method.getModifiers())) {
                        return method;
                    }
                }
            }
        }
        throw new NoSuchMethodException(type.getName() + " has no main(String[]), and no main()");
    }

    /** Takes what is ours, or reflection's, from the ends of its stacks: in a JVM of its own nothing called the program. */
    static void forgetCallers(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            StackTraceElement[] stack = cause.getStackTrace();
            int end = 0;
            while (end < stack.length && !OURS.contains(stack[end].getClassName())) {
                end++;
            }
            while (end < stack.length && end > 0 && isReflection(stack[end - 1].getClassName())) {
                end--;
            }
            cause.setStackTrace(Arrays.copyOf(stack, end));
            cause = cause.getCause();
        }
    }

    private static boolean isReflection(String type) {
        return type.startsWith("java.lang.reflect.")
                || type.startsWith("jdk.internal.reflect.")
                || type.equals(Class.class.getName());
    }

    /**
     * Calls it.
     *
     * @throws InvocationTargetException if it, or the constructor of its class, throws
     */
    void invoke(String[] arguments) throws ReflectiveOperationException {
        Object target = null;
        if (!Modifier.isStatic(method.getModifiers())) {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            target = constructor.newInstance();
        }
        if (method.getParameterCount() == 0) {
            method.invoke(target);
        } else {
            method.invoke(target, (Object) arguments);
        }
    }
}
