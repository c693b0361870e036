/**
 * The tasks that a user can name: I/O tasks of this program, CPU tasks of the task path.
 *
 * <p>Must never: run a task; what is loaded here is asked for its name and parameters only.
 */
@NullMarked
package dev.trenza.app.catalog;

import org.jspecify.annotations.NullMarked;
