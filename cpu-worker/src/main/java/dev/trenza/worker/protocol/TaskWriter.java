package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import dev.trenza.task.Task;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Serialises a task, and sees on the way which classes hold its code and what was written last. Only here does a lambda in
 * a package that is not open say what it was made of. Confined to one thread.
 */
final class TaskWriter extends ObjectOutputStream {

    private final Task<?, ?> task;

    // Mutable state
    private final Map<String, Long> fingerprints = new LinkedHashMap<>();
    private final List<SerializedLambda> lambdas = new ArrayList<>();
    private @Nullable Object last;
    private boolean hasFailed;

    TaskWriter(OutputStream out, Task<?, ?> task) throws IOException {
        super(out);
        this.task = task;
        enableReplaceObject(true);
        holdsCode(task.getClass());
    }

    @Override
    protected Object replaceObject(Object object) {
        // After a failure the stream writes the exception as well.
        hasFailed |= object instanceof NotSerializableException;
        if (hasFailed) {
            return object;
        }
        last = object;
        if (object instanceof SerializedLambda lambda) {
            lambdas.add(lambda);
            holdsCode(lambda.getCapturingClass());
            if (!lambda.getImplClass().equals(lambda.getCapturingClass())) {
                holdsCode(lambda.getImplClass());
            }
        }
        return object;
    }

    @Override
    protected void annotateClass(Class<?> type) {
        if (Task.class.isAssignableFrom(type) || type.isAnonymousClass()) {
            holdsCode(type);
        }
    }

    private void holdsCode(String internalName) {
        String name = internalName.replace('/', '.');
        if (fingerprints.containsKey(name) || name.startsWith("java.")) {
            return;
        }
        try {
            holdsCode(Class.forName(name, false, task.getClass().getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            // Of another loader than the task's, as it is with a lambda of a library that was handed in. The worker has
            // one
            // loader for all, and will find it or say that it does not.
        }
    }

    private void holdsCode(Class<?> type) {
        if (ClassFingerprint.isOfProgram(type)) {
            long fingerprint = ClassFingerprint.of(type);
            if (fingerprint != ClassFingerprint.NONE) {
                fingerprints.put(type.getName(), fingerprint);
            }
        }
    }

    /** By the names of the classes. */
    Map<String, Long> fingerprints() {
        return fingerprints;
    }

    /** Those that were written, in that order; the first is the task, if that is one. */
    List<SerializedLambda> lambdas() {
        return lambdas;
    }

    /** What was written last: what could not be written, if something could not. */
    @Nullable
    Object last() {
        return last;
    }
}
