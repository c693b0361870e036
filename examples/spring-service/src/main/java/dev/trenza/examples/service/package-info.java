/** A web service that leaves its heavy work to a pool of worker JVMs. */
@NullMarked
package dev.trenza.examples.service;

import org.jspecify.annotations.NullMarked;
