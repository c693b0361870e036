package dev.trenza.worker.protocol;

import dev.trenza.task.Task;
import dev.trenza.task.TaskReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Map;

/**
 * A task on its way to a worker: a name and parameters, or the serialised object. Compared by content, so that a pool
 * sends the same task once.
 *
 * @param name what it is called in messages
 * @param isNamed whether the worker looks it up on its task path
 * @param bytes the parameters of a named task, otherwise the fingerprints of the classes that hold its code (a count, then
 *     name and fingerprint of each) and the serialised task
 * @param limitNanos what an attempt may take; {@link #NO_LIMIT} if there is no time-out
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, below
public record TaskDefinition(String name, boolean isNamed, byte[] bytes, long limitNanos) {

    /** Instead of nanoseconds. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** Without a time-out. */
    public TaskDefinition(String name, boolean isNamed, byte[] bytes) {
        this(name, isNamed, bytes, NO_LIMIT);
    }

    /** The same with a time-out for an attempt, of which it is told; the pool is who sees to it. */
    public TaskDefinition within(long nanos) {
        return new TaskDefinition(name, isNamed, bytes, nanos);
    }

    /**
     * Encodes a task.
     *
     * @throws IOException if it captures something that is not serialisable; the message says what, where, and what to write
     */
    public static TaskDefinition of(Task<?, ?> task) throws IOException {
        if (task instanceof TaskReference reference) {
            return new TaskDefinition(reference.name(), true, ValueCodec.PLAIN.encode(reference.parameters()));
        }
        ByteArrayOutputStream serialised = new ByteArrayOutputStream();
        TaskWriter out = new TaskWriter(serialised, task);
        try {
            out.writeObject(task);
            out.flush();
        } catch (NotSerializableException e) {
            throw new IOException(unshippable(task, out, e), e);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new IOException("task '" + TaskLabel.of(task, out.lambdas()) + "' cannot be serialised: " + e, e);
        }
        String name = TaskLabel.of(task, out.lambdas());
        return new TaskDefinition(name, false, withFingerprints(out.fingerprints(), serialised));
    }

    private static String unshippable(Task<?, ?> task, TaskWriter out, NotSerializableException e) {
        String name = TaskLabel.of(task, out.lambdas());
        Object culprit = out.last();
        if (culprit == null || !culprit.getClass().getName().equals(e.getMessage())) {
            return "task '" + name + "' cannot be shipped to a worker: it captures a " + e.getMessage()
                    + ", which is not Serializable; make it so, or pass it as part of the input";
        }
        CapturePath path = CapturePath.of(task, culprit, out.lambdas());
        return "task '" + name + "' cannot be shipped to a worker: " + name + " -> " + path + " is not Serializable; "
                + UnshippableType.remedy(culprit, path.isEnclosingInstance());
    }

    private static byte[] withFingerprints(Map<String, Long> fingerprints, ByteArrayOutputStream serialised)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(serialised.size() + 128);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(fingerprints.size());
        for (Map.Entry<String, Long> one : fingerprints.entrySet()) {
            out.writeUTF(one.getKey());
            out.writeLong(one.getValue());
        }
        serialised.writeTo(out);
        return bytes.toByteArray();
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
     * @throws IOException if a class that holds its code is another build here than where the task came from
     * @throws ClassNotFoundException if one of its classes is not here; the message says what to do
     */
    public Task<?, ?> deserialise(ClassLoader loader) throws IOException, ClassNotFoundException {
        ByteArrayInputStream rest = new ByteArrayInputStream(bytes);
        try {
            verify(new DataInputStream(rest), loader);
            try (ObjectInputStream in = new LoaderObjectInputStream(rest, loader)) {
                return (Task<?, ?>) in.readObject();
            }
        } catch (ClassNotFoundException e) {
            throw new ClassNotFoundException(
                    "class " + e.getMessage() + " of task '" + name + "' is not on the worker's class path ("
                            + System.getProperty("java.class.path", "") + "); add its jar with taskPath, or let workers"
                            + " inherit the caller's class path; what exists only in memory, as in jshell or a program"
                            + " that is run from its source file, cannot be shipped",
                    e);
        }
    }

    /** Before anything of the task is made, for another build may well have a body that fits, but is not it. */
    private void verify(DataInputStream in, ClassLoader loader) throws IOException, ClassNotFoundException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            String className = in.readUTF();
            long callers = in.readLong();
            Class<?> type = Class.forName(className, false, loader);
            long ours = ClassFingerprint.of(type);
            if (ours != callers && ours != ClassFingerprint.NONE) {
                throw new IOException(
                        "task '" + name + "' is refused: class " + className + " is another build in the worker ("
                                + ClassFingerprint.show(ours) + ", from " + locationOf(type) + ") than in the caller ("
                                + ClassFingerprint.show(callers)
                                + "), so that other code could run than was meant; put the same"
                                + " build on both class paths, restart the caller if it was compiled anew meanwhile, or use a named"
                                + " task, NamedTask.reference, if the versions are meant to differ");
            }
        }
    }

    private static String locationOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? "an unknown place" : String.valueOf(source.getLocation());
    }

    void encode(ByteSink sink) {
        sink.text(name);
        sink.u8(isNamed ? 1 : 0);
        sink.i64(limitNanos);
        sink.raw(bytes);
    }

    static TaskDefinition decode(ByteSource source) throws IOException {
        String name = source.text();
        boolean isNamed = source.u8() == 1;
        long limitNanos = source.i64();
        return new TaskDefinition(name, isNamed, source.rest(), limitNanos);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskDefinition that
                && isNamed == that.isNamed
                && limitNanos == that.limitNanos
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
