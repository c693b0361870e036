package dev.trenza.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type whose values may be {@code null}; everything unmarked in this module never is.
 *
 * <p>Our own, because the worker takes no library, not even one of annotations. Tools recognise it by its simple name.
 */
@Documented
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.CLASS)
public @interface Nullable {}
