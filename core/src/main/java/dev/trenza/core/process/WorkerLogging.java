package dev.trenza.core.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a pool's level to the loggers in its workers. By properties that are read when the first logger is asked for:
 * a worker without one pays nothing. They stand before the user's JVM arguments, which so have the last word.
 */
final class WorkerLogging {

    private static final List<String> OF_JDK = List.of("java", "javax", "jdk", "sun", "com.sun");

    private WorkerLogging() {}

    /**
     * What the worker's JVM is told.
     *
     * @param home the worker's private directory
     * @throws IOException if the file cannot be written there
     */
    static List<String> flags(Level level, Path home) throws IOException {
        List<String> flags = new ArrayList<>();
        flags.add("-Dtrenza.log.level=" + usual(level));
        if (level != Level.INFO) { // which the JDK's own file has
            Path file = home.resolve("logging.properties");
            Files.write(file, configuration(level));
            flags.add("-Djava.util.logging.config.file=" + file);
        }
        return flags;
    }

    /** What the JDK logs itself below INFO is no affair of a task's. */
    private static List<String> configuration(Level level) {
        List<String> lines = new ArrayList<>();
        lines.add("handlers=java.util.logging.ConsoleHandler");
        lines.add("java.util.logging.ConsoleHandler.level=ALL");
        lines.add(".level=" + ofJdk(level));
        if (level.getSeverity() < Level.INFO.getSeverity()) {
            OF_JDK.forEach(name -> lines.add(name + ".level=INFO"));
        }
        return lines;
    }

    private static String usual(Level level) {
        return level == Level.WARNING ? "WARN" : level.name();
    }

    /** As {@code System.Logger.Level} tells for each. */
    private static String ofJdk(Level level) {
        return switch (level) {
            case TRACE -> "FINER";
            case DEBUG -> "FINE";
            case ERROR -> "SEVERE";
            case ALL, INFO, WARNING, OFF -> level.name();
        };
    }
}
