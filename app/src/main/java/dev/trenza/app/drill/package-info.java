/**
 * Tries on the user's own settings what a pool promises: each misdeed runs among healthy items in a pool of its own, and
 * what came of it is judged.
 *
 * <p>Must never: judge what it has not seen, or lay hands on a process that the drill's pool did not start.
 */
@NullMarked
package dev.trenza.app.drill;

import org.jspecify.annotations.NullMarked;
