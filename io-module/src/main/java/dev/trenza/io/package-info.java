/** Ready-made I/O stages. */
@NullMarked
package dev.trenza.io;

import org.jspecify.annotations.NullMarked;
