/** The command line. */
@NullMarked
package dev.trenza.app;

import org.jspecify.annotations.NullMarked;
