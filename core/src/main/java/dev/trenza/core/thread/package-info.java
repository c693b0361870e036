/**
 * Tasks on threads of this JVM, for work that waits: files, networks, clocks. Work that computes, crashes or hangs belongs
 * into {@code dev.trenza.core.process}.
 *
 * <p>Must never: run more tasks at once than was said.
 */
@NullMarked
package dev.trenza.core.thread;

import org.jspecify.annotations.NullMarked;
