package dev.trenza.task;

/** A named task whose results are of one class. It is made at its first call, and by the thread that runs its calls. */
final class TypedReference<O> implements ContextTask<@Nullable Object, O> {

    private static final long serialVersionUID = 1;

    private final TaskReference reference;
    private final Class<O> output;

    // Mutable state
    private transient volatile @Nullable Task<@Nullable Object, @Nullable Object> task;

    TypedReference(TaskReference reference, Class<O> output) {
        this.reference = reference;
        this.output = output;
    }

    @Override
    @SuppressWarnings("NullAway") // null is a result of every type, as of any task
    public O run(@Nullable Object input, TaskContext context) throws Exception {
        Object result = run(task(), input, context);
        if (result != null && !output.isInstance(result)) {
            throw new ClassCastException("task '" + reference.name() + "' returned a "
                    + result.getClass().getName() + ", not a " + output.getName() + " as its reference says");
        }
        return output.cast(result);
    }

    private static @Nullable Object run(
            Task<@Nullable Object, @Nullable Object> task, @Nullable Object input, TaskContext context)
            throws Exception {
        return task instanceof ContextTask<@Nullable Object, @Nullable Object> contextual
                ? contextual.run(input, context)
                : task.run(input);
    }

    /** Two threads of an inline or thread pool may both make it: each is as good as the other. */
    private Task<@Nullable Object, @Nullable Object> task() {
        Task<@Nullable Object, @Nullable Object> made = task;
        if (made == null) {
            made = TaskCatalog.load(Thread.currentThread().getContextClassLoader())
                    .create(reference);
            task = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return reference.toString();
    }
}
