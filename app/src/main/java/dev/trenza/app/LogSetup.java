package dev.trenza.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Sets up logging when the first logger is asked for: stderr, warnings and worse, one line each. In Java, for an XML file
 * would cost a parser at each start.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    /** The system property that holds the level; -v sets it. */
    static final String LEVEL = "trenza.log.level";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Level level = Level.toLevel(System.getProperty(LEVEL), Level.WARN);
        boolean isVerbose = level.levelInt < Level.WARN_INT;
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(
                isVerbose ? "%d{HH:mm:ss.SSS} %-5level %logger{0} [%thread] %msg%n" : "trenza: %msg%nopex%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(level);
        context.getLogger("dev.trenza").setLevel(level);
        if (isVerbose) {
            context.getLogger("dev.trenza.core").setLevel(Level.DEBUG); // Workers start and end there.
        }
        if (!isVerbose) {
            // Reactor reports what came too late for a cancelled run, with a stack: no affair of the user's.
            context.getLogger("reactor").setLevel(Level.OFF);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
