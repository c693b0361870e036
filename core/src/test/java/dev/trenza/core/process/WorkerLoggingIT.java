package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What loggers of others do in a worker. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class WorkerLoggingIT {

    private final List<WorkerOutput> printed = new CopyOnWriteArrayList<>();

    private WorkerPool.Builder pool() {
        return WorkerPool.builder().name("log").workers(1).output(printed::add);
    }

    static int logBySystemLogger(int x) {
        System.Logger logger = System.getLogger("test");
        for (Level level : Level.values()) {
            if (level != Level.ALL && level != Level.OFF) {
                logger.log(level, "by system " + level);
            }
        }
        return x;
    }

    static int logByJavaLogging(int x) {
        java.util.logging.Logger logger = java.util.logging.Logger.getLogger("test");
        logger.fine("by java DEBUG");
        logger.info("by java INFO");
        logger.severe("by java ERROR");
        return x;
    }

    static List<String> levelProperties(int ignored) {
        List<String> properties = new ArrayList<>();
        properties.add(System.getProperty("trenza.log.level", ""));
        properties.add(System.getProperty("java.util.logging.config.file", "none"));
        return properties;
    }

    private List<String> messages() {
        return printed.stream()
                .map(WorkerOutput::line)
                .filter(line -> line.contains("by system ") || line.contains("by java "))
                .map(line -> line.substring(line.indexOf("by ")))
                .toList();
    }

    @Test
    void theSystemsLoggersHaveThePoolsLevel() {
        try (WorkerPool pool = pool().logLevel(Level.DEBUG).build()) {
            pool.submit(WorkerLoggingIT::logBySystemLogger, 1).block();
            pool.submit(WorkerLoggingIT::logByJavaLogging, 1).block();
        }

        assertThat(messages())
                .containsExactly(
                        "by system DEBUG",
                        "by system INFO",
                        "by system WARNING",
                        "by system ERROR",
                        "by java DEBUG",
                        "by java INFO",
                        "by java ERROR");
        assertThat(printed).allSatisfy(line -> {
            assertThat(line.stream()).isEqualTo(WorkerOutput.Stream.ERR);
            assertThat(line.item()).isEqualTo("0");
        });
    }

    @Test
    void orTheyKeepQuiet() {
        try (WorkerPool pool = pool().logLevel(Level.ERROR).build()) {
            pool.submit(WorkerLoggingIT::logBySystemLogger, 1).block();
            pool.submit(WorkerLoggingIT::logByJavaLogging, 1).block();
        }

        assertThat(messages()).containsExactly("by system ERROR", "by java ERROR");
    }

    @Test
    void withoutALevelTheyHaveThatOfTheJdk() {
        try (WorkerPool pool = pool().build()) {
            pool.submit(WorkerLoggingIT::logBySystemLogger, 1).block();
            assertThat(pool.submit(WorkerLoggingIT::levelProperties, 1).block()).containsExactly("INFO", "none");
        }

        assertThat(messages()).containsExactly("by system INFO", "by system WARNING", "by system ERROR");
    }

    @Test
    void theUsersOwnConfigurationHasTheLastWord() {
        try (WorkerPool pool = pool().logLevel(Level.WARNING)
                .jvmArguments("-Djava.util.logging.config.file=/none", "-Dtrenza.log.level=mine")
                .build()) {
            assertThat(pool.submit(WorkerLoggingIT::levelProperties, 1).block()).containsExactly("mine", "/none");
        }
    }
}
