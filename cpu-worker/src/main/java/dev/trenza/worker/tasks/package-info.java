/**
 * The tasks that every worker brings with it, for what {@code java.base} alone can do.
 *
 * <p>They share one convention for their input, told in {@link dev.trenza.worker.tasks.ContentInput}: a text is a path,
 * bytes are content. They read files in pieces, tell progress with each and end soon after they were cancelled.
 *
 * <p>Must never: depend on anything but {@code java.base}; what needs a library is a guest's jar.
 */
package dev.trenza.worker.tasks;
