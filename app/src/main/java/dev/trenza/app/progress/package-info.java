/**
 * Shows how a run gets on.
 *
 * <p>Must never: hold up the run, or print but through the {@link dev.trenza.app.screen.Screen}.
 */
@NullMarked
package dev.trenza.app.progress;

import org.jspecify.annotations.NullMarked;
