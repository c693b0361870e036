package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import dev.trenza.task.Task;
import dev.trenza.task.TaskReference;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The packages that a task names: its own, those of the types in its signature, and those of what these declare to hold.
 * Confined to one thread.
 */
final class TaskTypes {

    /** A signature that names more is read only so far. */
    private static final int MAX_TYPES = 1000;

    private static final int MAX_WRAPPERS = 8;

    /** Of tasks, and of what they wrap. */
    private static final Set<String> METHODS = Set.of("run", "call", "get", "apply");

    private final Set<Type> seen = new HashSet<>();
    private final Set<String> packages = new HashSet<>();

    private TaskTypes() {}

    /** The packages, without those that are never named by chance, see {@link GadgetPackages}; what cannot be read adds none. */
    static Set<String> packagesOf(Task<?, ?> task) {
        TaskTypes types = new TaskTypes();
        if (!(task instanceof TaskReference)) {
            try {
                types.add(task, 0);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                // A class that is not there, or a closed module: what was found so far is what there is.
            }
        }
        return Set.copyOf(types.packages);
    }

    private void add(Object task, int depth) throws ReflectiveOperationException {
        Class<?> type = task.getClass();
        if (type.isSynthetic()) {
            Method writeReplace = type.getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            SerializedLambda lambda = (SerializedLambda) writeReplace.invoke(task);
            addLambda(lambda, type.getClassLoader());
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                addCaptured(lambda.getCapturedArg(i), depth);
            }
        } else {
            addPackage(type);
            addSignature(type);
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && field.trySetAccessible()) {
                    addCaptured(field.get(task), depth);
                }
            }
        }
    }

    /** A task that wraps another one has its results; so has one that wraps a {@code Callable} or a function. */
    private void addCaptured(@Nullable Object captured, int depth) {
        boolean isCode = captured instanceof Task
                || captured instanceof Callable
                || captured instanceof Supplier
                || captured instanceof Function;
        if (captured != null && isCode && depth < MAX_WRAPPERS) {
            try {
                add(captured, depth + 1);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                // As for the task itself.
            }
        }
    }

    private void addLambda(SerializedLambda lambda, @Nullable ClassLoader loader) throws ClassNotFoundException {
        Class<?> capturing = Class.forName(lambda.getCapturingClass().replace('/', '.'), false, loader);
        Class<?> owner = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
        addPackage(capturing);
        addPackage(owner);
        MethodType erased = MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader);
        erased.parameterList().forEach(this::add);
        add(erased.returnType());
        for (Method method : owner.getDeclaredMethods()) {
            if (method.getName().equals(lambda.getImplMethodName())) {
                addSignature(method);
            }
        }
    }

    /** What a class says about the input and the output of the task that it is. */
    private void addSignature(Class<?> type) {
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            add(c.getGenericSuperclass());
            for (Type its : c.getGenericInterfaces()) {
                add(its);
            }
            for (Method method : c.getDeclaredMethods()) {
                if (METHODS.contains(method.getName())) {
                    addSignature(method);
                }
            }
        }
    }

    private void addSignature(Method method) {
        add(method.getGenericReturnType());
        for (Type parameter : method.getGenericParameterTypes()) {
            add(parameter);
        }
    }

    private void add(@Nullable Type type) {
        if (type == null || seen.size() >= MAX_TYPES || !seen.add(type)) {
            return;
        }
        if (type instanceof Class<?> known) {
            addClass(known);
        } else if (type instanceof ParameterizedType parameterised) {
            add(parameterised.getRawType());
            addAll(parameterised.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            add(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            addAll(wildcard.getUpperBounds());
        } else if (type instanceof TypeVariable<?> variable) {
            addAll(variable.getBounds());
        }
    }

    private void addAll(Type[] types) {
        for (Type type : types) {
            add(type);
        }
    }

    private void addClass(Class<?> type) {
        if (type.isArray()) {
            add(type.getComponentType());
        } else if (addPackage(type)) {
            addHeld(type);
        }
    }

    /** What an object of the class may hold: a record its components, a sealed type what it permits. */
    private void addHeld(Class<?> type) {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                add(component.getGenericType());
            }
        } else if (Serializable.class.isAssignableFrom(type) && !type.isEnum()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    add(field.getGenericType());
                }
            }
            add(type.getGenericSuperclass());
        }
        if (type.isSealed()) {
            addAll(type.getPermittedSubclasses());
        }
    }

    /** Tells whether it is a package that may be named. */
    private boolean addPackage(Class<?> type) {
        boolean isNamed = !type.isPrimitive() && !GadgetPackages.contain(type.getPackageName() + ".");
        if (isNamed) {
            packages.add(type.getPackageName());
        }
        return isNamed;
    }
}
