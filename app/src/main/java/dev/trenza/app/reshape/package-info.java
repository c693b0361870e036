/**
 * The stages of a pipeline file that run no task: one item of many, many of one.
 *
 * <pre>
 *   items -> batch, each -> items
 *   items -> collect, count, top, group -> when all are in: items
 * </pre>
 *
 * <p>Must never: keep more than it says, or start anything.
 */
@NullMarked
package dev.trenza.app.reshape;

import org.jspecify.annotations.NullMarked;
