package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blocking I/O task that is found by its name: what {@code io: read} in a pipeline file means.
 *
 * <p>Implementations are public, have a public constructor without arguments, and are listed in
 * {@code META-INF/services/dev.trenza.io.IoTask} of their jar. Neither the constructor nor the describing methods do
 * work.
 *
 * <p>Unlike a {@link dev.trenza.task.NamedTask} it runs in the caller's JVM, on a thread that may block, and sees the
 * whole {@link Item}: it works on the value and may look at the origin.
 */
public interface IoTask {

    /** What users type: lower case, words joined by hyphens, unique on the task path. */
    String name();

    /** One line for {@code trenza tasks}. */
    String description();

    /** What the value must be, in a few words: {@code "a path"}. */
    String input();

    /** What becomes of the value, in a few words: {@code "the file's content"}. */
    String output();

    /** The parameters, in the order in which they are shown; they are checked before anything starts. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /**
     * Makes the task of one stage. It is called from several threads at once, may block, and ends soon after its thread
     * was interrupted. Makes no file, opens no connection: that is for the first call.
     *
     * @param parameters values for everything in {@link #parameters()}, already checked by type
     * @throws IllegalArgumentException if they do not fit for another reason; names the parameter
     */
    Task<Item, @Nullable Object> create(Parameters parameters);
}
