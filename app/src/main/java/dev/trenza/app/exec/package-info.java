/**
 * Runs an existing program's {@code main} in worker JVMs: which program, what its end means, how its output is shown. What
 * happens in the worker is {@link dev.trenza.worker.program}.
 *
 * <p>Must never: load a class of the program here.
 */
@NullMarked
package dev.trenza.app.exec;

import org.jspecify.annotations.NullMarked;
