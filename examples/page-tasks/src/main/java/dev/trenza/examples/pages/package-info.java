/**
 * A task on web pages: their title and where they lead. What is waited for, the network, is none of its business.
 *
 * <p>Must never: open a connection.
 */
@NullMarked
package dev.trenza.examples.pages;

import org.jspecify.annotations.NullMarked;
