package dev.trenza.task;

/** Tasks of another package than the tasks that they wrap, like a library's. */
public final class Wrappers {

    private Wrappers() {}

    private record Later<I, O>(Task<I, O> wrapped) implements Task<I, O> {
        @Override
        public O run(I input) throws Exception {
            return wrapped.run(input);
        }
    }

    /** A task that is a lambda. */
    public static <I, O> Task<I, O> twice(Task<I, O> wrapped) {
        return input -> {
            wrapped.run(input);
            return wrapped.run(input);
        };
    }

    /** A task that is a class. */
    public static <I, O> Task<I, O> later(Task<I, O> wrapped) {
        return new Later<>(wrapped);
    }
}
