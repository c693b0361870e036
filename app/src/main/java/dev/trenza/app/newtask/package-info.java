/**
 * Makes a Maven project with a task, its test, and the jars that its build needs.
 *
 * <p>Must never: write over a file, or need what is not in this installation.
 */
@NullMarked
package dev.trenza.app.newtask;

import org.jspecify.annotations.NullMarked;
