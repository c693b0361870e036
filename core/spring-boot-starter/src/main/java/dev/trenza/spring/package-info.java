/**
 * A pool as a bean of a Spring Boot application.
 *
 * <p>Must never: be needed by anything else of Trenza.
 */
@NullMarked
package dev.trenza.spring;

import org.jspecify.annotations.NullMarked;
