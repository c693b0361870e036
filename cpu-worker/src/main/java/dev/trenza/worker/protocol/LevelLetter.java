package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.lang.System.Logger.Level;

/** A level of a log as one letter: the first of its name, since no two begin alike. */
public final class LevelLetter {

    private static final Level[] ALL = Level.values();

    private LevelLetter() {}

    /** The letter of a level. */
    public static char of(Level level) {
        return level.name().charAt(0);
    }

    /** The level of a letter; {@code null} if there is none. */
    public static @Nullable Level level(int letter) {
        for (Level level : ALL) {
            if (of(level) == letter) {
                return level;
            }
        }
        return null;
    }
}
