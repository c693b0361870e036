/**
 * Reads a pipeline file: strictly, and with every problem told at once by line and column.
 *
 * <pre>
 *   text -> YAML nodes with marks -> Section (keys, types, places) -> PipelineFile, or all its problems
 * </pre>
 *
 * <p>Must never: start anything, or read a file other than the one it was given.
 */
@NullMarked
package dev.trenza.app.pipelinefile;

import org.jspecify.annotations.NullMarked;
