package dev.trenza.core;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Hands the lines of tasks to a logger of this JVM, each at its level and with the MDC of its task's subscriber.
 * Thread-safe.
 *
 * <pre>{@code
 * WorkerPool.builder().output(TaskLineLogger.to(LoggerFactory.getLogger("com.acme.thumbnails")));
 * }</pre>
 *
 * <p>A pool with this as its consumer takes the level of the logger for that of its tasks, unless it is given another.
 */
public final class TaskLineLogger implements Consumer<TaskLine> {

    private final Logger logger;

    private TaskLineLogger(Logger logger) {
        this.logger = logger;
    }

    /** Makes a consumer of lines. */
    public static TaskLineLogger to(Logger logger) {
        return new TaskLineLogger(logger);
    }

    /** From which level on the logger takes lines now. */
    public Level level() {
        for (Level level : Level.values()) {
            if (level != Level.ALL && level != Level.OFF && logger.isEnabledForLevel(slf4j(level))) {
                return level;
            }
        }
        return Level.OFF;
    }

    /** The level that a pool's tasks have with this consumer, if nobody says otherwise. */
    public static Level levelOf(Consumer<?> consumer) {
        return consumer instanceof TaskLineLogger own ? own.level() : Level.INFO;
    }

    @Override
    public void accept(TaskLine line) {
        try {
            CallerContext.within(line.context(), () -> {
                logger.atLevel(slf4j(line.level())).log("{} | {}", line.origin(), line.line());
                return null;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a logger throws no checked exception", e);
        }
    }

    private static org.slf4j.event.Level slf4j(Level level) {
        return switch (level) {
            case ALL, TRACE -> org.slf4j.event.Level.TRACE;
            case DEBUG -> org.slf4j.event.Level.DEBUG;
            case INFO -> org.slf4j.event.Level.INFO;
            case WARNING -> org.slf4j.event.Level.WARN;
            case ERROR, OFF -> org.slf4j.event.Level.ERROR;
        };
    }
}
