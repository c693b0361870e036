package dev.trenza.app.catalog;

import java.util.Locale;

/** Where a task runs. */
public enum TaskKind {
    /** On a thread of this JVM. */
    IO,
    /** In a worker JVM. */
    CPU;

    /** As it is written in a pipeline file: {@code io} or {@code cpu}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of this word; {@link #CPU} if it is not {@code io}. */
    public static TaskKind of(String word) {
        return word.equals(IO.word()) ? IO : CPU;
    }

    /** As it is written in a message: {@code I/O} or {@code CPU}. */
    public String label() {
        return this == IO ? "I/O" : "CPU";
    }

    /** As it is written in a sentence: {@code an I/O} or {@code a CPU}. */
    public String article() {
        return (this == IO ? "an " : "a ") + label();
    }

    /** The other one. */
    public TaskKind other() {
        return this == IO ? CPU : IO;
    }
}
