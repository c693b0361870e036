package dev.trenza.worker.protocol;

import dev.trenza.task.Task;
import dev.trenza.task.TaskReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;

/**
 * A task on its way to a worker: a name and parameters, or the serialised object. Compared by content, so that a pool
 * sends the same task once.
 *
 * @param name what it is called in messages
 * @param isNamed whether the worker looks it up on its task path
 * @param bytes the parameters of a named task, otherwise the serialised task
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, below
public record TaskDefinition(String name, boolean isNamed, byte[] bytes) {

    /**
     * Encodes a task.
     *
     * @throws IOException if it captures something that is not serialisable; the message says what
     */
    public static TaskDefinition of(Task<?, ?> task) throws IOException {
        if (task instanceof TaskReference reference) {
            return new TaskDefinition(reference.name(), true, ValueCodec.PLAIN.encode(reference.parameters()));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(task);
        } catch (NotSerializableException e) {
            throw new IOException(
                    "task " + nameOf(task) + " captures a " + e.getMessage()
                            + ", which is not Serializable; make it so, or pass it as part of the input",
                    e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IOException("task " + nameOf(task) + " cannot be serialised: " + e, e);
        }
        return new TaskDefinition(nameOf(task), false, bytes.toByteArray());
    }

    /** {@code Hash::sha256} of a method reference, {@code Hash.main lambda} of a lambda, else the class. */
    private static String nameOf(Task<?, ?> task) {
        Class<?> type = task.getClass();
        if (!type.isSynthetic()) {
            return simpleName(type.getName());
        }
        try {
            Method writeReplace = type.getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            SerializedLambda lambda = (SerializedLambda) writeReplace.invoke(task);
            String method = lambda.getImplMethodName();
            return method.startsWith("lambda$")
                    ? simpleName(lambda.getCapturingClass()) + "." + method.split("\\$", 3)[1] + " lambda"
                    : simpleName(lambda.getImplClass()) + "::" + method;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return simpleName(type.getName().replaceFirst("\\$\\$Lambda.*", "")) + " lambda"; // a closed module
        }
    }

    private static String simpleName(String className) {
        return className.substring(1 + Math.max(className.lastIndexOf('.'), className.lastIndexOf('/')));
    }

    /** The parameters of a named task. */
    @SuppressWarnings("unchecked")
    public TaskReference reference() throws IOException {
        Object parameters = ValueCodec.PLAIN.decode(bytes);
        if (!(parameters instanceof Map)) {
            throw new ProtocolException("parameters of task '" + name + "' that are no map");
        }
        return new TaskReference(name, (Map<String, ?>) parameters);
    }

    /**
     * Rebuilds a serialised task. Only a worker does this: it runs its parent's code anyway.
     *
     * @param loader that has the task's classes
     */
    public Task<?, ?> deserialise(ClassLoader loader) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new LoaderObjectInputStream(new ByteArrayInputStream(bytes), loader)) {
            return (Task<?, ?>) in.readObject();
        }
    }

    void encode(ByteSink sink) {
        sink.text(name);
        sink.u8(isNamed ? 1 : 0);
        sink.raw(bytes);
    }

    static TaskDefinition decode(ByteSource source) throws IOException {
        return new TaskDefinition(source.text(), source.u8() == 1, source.rest());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskDefinition that
                && isNamed == that.isNamed
                && name.equals(that.name)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return name;
    }
}
