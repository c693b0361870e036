package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.task.ContextTask;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

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

    static int logBySlf4j(int x) {
        org.slf4j.Logger logger = LoggerFactory.getLogger("test");
        logger.debug("by slf4j DEBUG");
        logger.info("by slf4j INFO");
        return x;
    }

    @AfterEach
    void tidy() {
        MDC.clear();
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

    @Test
    void aLoggerOfTheTasksOwnSeesTheContextAndMayReferToTheLevel(@TempDir Path directory) throws IOException {
        Path configuration = Files.writeString(directory.resolve("logback.xml"), """
                <configuration>
                  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level [%X{requestId}] %msg%n</pattern></encoder>
                  </appender>
                  <root level="${trenza.log.level}"><appender-ref ref="out"/></root>
                </configuration>
                """);

        try (WorkerPool pool = pool().logLevel(Level.DEBUG)
                .jvmArguments("-Dlogback.configurationFile=" + configuration)
                .build()) {
            MDC.put("requestId", "r-1");
            pool.submit(WorkerLoggingIT::logBySlf4j, 1).block();
            MDC.clear();
            pool.submit(WorkerLoggingIT::logBySlf4j, 1).block();
        }

        assertThat(printed)
                .extracting(WorkerOutput::line)
                .containsExactly(
                        "DEBUG [r-1] by slf4j DEBUG",
                        "INFO [r-1] by slf4j INFO",
                        "DEBUG [] by slf4j DEBUG",
                        "INFO [] by slf4j INFO");
        assertThat(printed)
                .extracting(WorkerOutput::context)
                .containsExactly(Map.of("requestId", "r-1"), Map.of("requestId", "r-1"), Map.of(), Map.of());
    }

    @Test
    void aProcessOfItsOwnSeesTheContextToo() throws InterruptedException {
        ContextTask<Integer, String> task = (x, context) -> context.diagnosticContext() + " " + MDC.get("requestId");
        TaskProcess<String> process =
                new TaskProcess<>("own", task, 1, pool().settings(), (WorkerOutput line) -> printed.add(line));

        MDC.put("requestId", "r-1");
        process.start();

        assertThat(process.result()).isEqualTo("{requestId=r-1} r-1");
    }
}
