package dev.trenza.app;

import org.jspecify.annotations.Nullable;

/**
 * The value of an option, with the words that its help has for it: so commands can share an option and differ in its
 * default. Immutable.
 *
 * @param value {@code null} if nobody gave one, and what happens then is in the words
 * @param words what the help says: {@code 256m}, {@code its share of the machine}
 */
record Given<T>(@Nullable T value, String words) {

    static <T> Given<T> nothing(String words) {
        return new Given<>(null, words);
    }

    /** For the help. */
    @Override
    public String toString() {
        return words;
    }
}
