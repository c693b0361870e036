package dev.trenza.app.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes signals of the operating system while it is open. Confined to the thread that opens and closes it.
 *
 * <p>There is no standard way to let the first Ctrl-C drain and the second one kill, so this is {@code sun.misc.Signal}, by
 * reflection: javac warns of any other use, and nothing can silence that. Where it is missing, signals do what they do in
 * any JVM.
 */
final class Signals implements AutoCloseable {

    // Mutable state
    private final Deque<Restoration> restorations = new ArrayDeque<>();

    private record Restoration(Object signal, Object handler) {}

    /**
     * Runs the action, on a thread of the JVM, each time the signal comes. Does nothing where the signal does not exist,
     * is ignored (as HUP is under {@code nohup}) or belongs to somebody else (as with {@code java -Xrs}).
     *
     * @param name without SIG: {@code INT}
     */
    void on(String name, Runnable action) {
        try {
            Api api = new Api();
            Object signal = api.signal.getConstructor(String.class).newInstance(name);
            Object before = api.handle(signal, api.handler(action));
            if (before.equals(api.ignored())) {
                api.handle(signal, before);
            } else {
                restorations.push(new Restoration(signal, before));
            }
        } catch (ReflectiveOperationException e) {
            return; // The JVM keeps this signal; its default action stays in force.
        }
    }

    /** Gives the signals back to those who had them. */
    @Override
    public void close() {
        while (!restorations.isEmpty()) {
            Restoration restoration = restorations.pop();
            try {
                new Api().handle(restoration.signal, restoration.handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a signal that was taken cannot be given back", e);
            }
        }
    }

    /** What is used of {@code sun.misc.Signal}. */
    private static final class Api {

        private final Class<?> signal = Class.forName("sun.misc.Signal");
        private final Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        private final Method handle = signal.getMethod("handle", signal, handlerType);

        Api() throws ReflectiveOperationException {}

        /** Returns who had the signal before. */
        Object handle(Object received, Object handler) throws IllegalAccessException, InvocationTargetException {
            return handle.invoke(null, received, handler);
        }

        Object ignored() throws ReflectiveOperationException {
            return handlerType.getField("SIG_IGN").get(null);
        }

        Object handler(Runnable action) {
            return Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> action.run();
                            case "equals" -> {
                                return proxy == arguments[0];
                            }
                            case "hashCode" -> {
                                return System.identityHashCode(proxy);
                            }
                            default -> {
                                return "handler of Trenza";
                            }
                        }
                        return null;
                    });
        }
    }
}
