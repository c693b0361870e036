/**
 * What a run leaves behind so that another can go on where it ended, however it ended. docs/journal.md has the format.
 *
 * <pre>
 *   source -> [ItemWatch: known by content? done before?] -> Pipeline -> [JournaledResults]
 *                                                                          |  1. results.raw
 *                                                                          |  2. journal: what is now in there
 *                                                                          |  3. stdout
 *                                                                          +- at the end: results published by rename
 * </pre>
 *
 * <p>Must never: run anything, or parse arguments.
 */
@NullMarked
package dev.trenza.app.journal;

import org.jspecify.annotations.NullMarked;
