package dev.trenza.io;

import org.jspecify.annotations.Nullable;

/**
 * One part of a {@link Template}.
 *
 * @param text literal text, or the placeholder's word as it was written
 * @param placeholder {@code null} for literal text
 */
record Part(String text, @Nullable Placeholder placeholder) {}
