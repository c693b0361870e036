package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.WorkerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/**
 * Workers that do what no task can make a real one do. The first worker of a pool is from the {@link Zoo}, those after it
 * are real: whatever it does costs at most its own item, and the next one succeeds.
 */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class ZooIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path java;

    /** A program in place of java: one animal while there is a cage, then java itself. */
    @BeforeEach
    void open() throws IOException {
        java = Files.writeString(directory.resolve("java"), """
                #!/bin/sh
                if rmdir "$CAGE" 2>/dev/null || [ "$CAGE" = all ]; then
                    exec "$JAVA" --add-opens java.base/java.io=ALL-UNNAMED -Xshare:auto -XX:TieredStopAtLevel=1 \
                        -XX:+UseSerialGC -cp "$ZOO" dev.trenza.core.process.Zoo "$DEED"
                fi
                exec "$JAVA" "$@"
                """);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    private WorkerPool.Builder pool(Zoo.Deed deed, boolean isOnlyTheFirst) throws IOException {
        return WorkerPool.builder()
                .name("zoo")
                .workers(1)
                .attempts(1)
                .java(java)
                .environment(
                        "CAGE",
                        isOnlyTheFirst
                                ? Files.createDirectory(directory.resolve("cage"))
                                        .toString()
                                : "all")
                .environment(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .environment("ZOO", System.getProperty("java.class.path"))
                .environment("DEED", deed.name())
                .heartbeatTimeout(deed == Zoo.Deed.STOPS_ITSELF ? Duration.ofSeconds(1) : Duration.ofSeconds(30));
    }

    private static Outcome<Integer, Integer> square(WorkerPool pool) {
        return Flux.just(1)
                .transform(pool.<Integer, Integer>outcomes(Deeds::square))
                .single()
                .block(SOON);
    }

    private static void nextSucceeds(WorkerPool pool) {
        assertThat(pool.submit(Deeds::square, 7).block(SOON)).isEqualTo(49);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DIES_BEFORE_HELLO              | ended with 9 before it was ready
            CUTS_ITS_HELLO                 | middle of a frame; the bytes read "TZ
            GREETS_LIKE_A_STRANGER         | greets with 'Trenza worker'
            SPEAKS_ANOTHER_VERSION         | version 7
            WRITES_TEXT_INSTEAD_OF_HELLO   | the bytes read "Usage: worker [-v]
            ANNOUNCES_A_NEGATIVE_LENGTH    | a frame of -5 bytes
            ANNOUNCES_MORE_THAN_AGREED     | a frame of 2147483647 bytes
            SENDS_AN_UNKNOWN_TYPE          | the unknown type 77
            ANSWERS_BEFORE_HELLO           | answered a call that it does not have
            SENDS_WHAT_ONLY_A_PARENT_SENDS | sent a Cancel while STARTING
            SAYS_GOODBYE_FIRST             | sent a ByeAck while STARTING
            DIES_AFTER_HELLO               | ended with 8 before it was ready
            DIES_AFTER_WELCOME             | ended with 7 before it was ready
            CANNOT_GET_READY               | no licence today
            """)
    void aWorkerThatNeverGetsReadyIsToldInItsOwnBytes(Zoo.Deed deed, String words) throws IOException {
        try (WorkerPool pool = pool(deed, false).maxStartFailures(1).build()) {
            StepVerifier.create(pool.submit(Deeds::square, 1))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(WorkerStartException.class)
                            .hasMessageContaining(words))
                    .verify(SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "DIES_BEFORE_HELLO",
                "CUTS_ITS_HELLO",
                "WRITES_TEXT_INSTEAD_OF_HELLO",
                "ANSWERS_BEFORE_HELLO",
                "DIES_AFTER_WELCOME"
            })
    void aWorkerThatNeverGotReadyCostsNoItem(Zoo.Deed deed) throws IOException {
        try (WorkerPool pool = pool(deed, true).build()) {
            Outcome<Integer, Integer> outcome = square(pool);

            assertThat(outcome.status()).isEqualTo("success");
            assertThat(outcome.execution().attempts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DIES_WITHOUT_AN_ANSWER            | ended with 6
            CUTS_ITS_RESULT                   | middle of a frame; the bytes read "TZ
            WRITES_TEXT_INSTEAD_OF_A_RESULT   | the bytes read "42, I should say
            ANSWERS_ANOTHER_CALL              | answered a call that it does not have
            SENDS_A_FAILURE_THAT_LIES         | a count of 2139062143 where
            SENDS_A_RESULT_OF_NEGATIVE_LENGTH | a frame of -2147483648 bytes
            STOPS_ITSELF                      | no sign of life for 1 s
            CLOSES_THE_CHANNEL_AND_LIVES_ON   | channel had ended and it had not
            """)
    void whatAWorkerDoesInsteadOfAnsweringCostsItsItemAlone(Zoo.Deed deed, String words) throws IOException {
        try (WorkerPool pool = pool(deed, true).build()) {
            Outcome<Integer, Integer> outcome = square(pool);

            assertThat(outcome.status()).isEqualTo("crashed");
            assertThat(((Outcome.Failure<?, ?>) outcome).failure()).hasMessageContaining(words);
            nextSucceeds(pool);
            assertThat(pool.metrics().restarts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIES_AFTER_THE_RESULT", "ANSWERS_TWICE", "WRITES_TEXT_WHEN_IT_IS_IDLE"})
    void aResultThatHasComeCountsWhateverComesAfterIt(Zoo.Deed deed) throws IOException {
        try (WorkerPool pool = pool(deed, true).build()) {
            assertThat(square(pool).status()).isEqualTo("success");

            await().atMost(SOON).until(() -> pool.metrics().restarts() == 1);
            nextSucceeds(pool);
        }
    }

    @Test
    void aWorkerThatLiesAboutWhatItRunsChargesNobody() throws IOException {
        try (WorkerPool pool = pool(Zoo.Deed.LIES_ABOUT_WHAT_RUNS, true).build()) {
            Outcome<Integer, Integer> outcome = square(pool);

            assertThat(outcome.status()).isEqualTo("success");
            assertThat(outcome.execution().attempts()).isEqualTo(1);
        }
    }

    /** To touch a page of a file that is not there any more is a fault of the processor. */
    @Test
    void aWorkerThatCutsItsStatusPageHarmsNobody() throws IOException {
        try (WorkerPool pool = pool(Zoo.Deed.CUTS_ITS_PAGE_AND_DIES, true).build()) {
            assertThat(square(pool).isSuccess())
                    .as("nothing says that it had begun")
                    .isTrue();
            nextSucceeds(pool);
        }
    }

    @Test
    void aWorkerWithoutAStatusPageIsTakenForFrozen() throws IOException {
        try (WorkerPool pool = pool(Zoo.Deed.CUTS_ITS_PAGE_AND_HANGS, true)
                .heartbeatTimeout(Duration.ofSeconds(1))
                .build()) {
            assertThat(square(pool).isSuccess()).isTrue();
            assertThat(pool.metrics().killed()).isEqualTo(1);
        }
    }

    @Test
    void aResultThatIsNoValueFailsItsItem() throws IOException {
        try (WorkerPool pool = pool(Zoo.Deed.SENDS_A_VALUE_THAT_IS_NONE, true).build()) {
            Outcome<Integer, Integer> outcome = square(pool);

            assertThat(outcome.status()).isEqualTo("failed");
            assertThat(((Outcome.Failure<?, ?>) outcome).failure()).hasMessageContaining("unknown tag 99");
        }
    }

    @Test
    void aRunTimeThatCannotBeIsNotBelieved() throws IOException {
        try (WorkerPool pool =
                pool(Zoo.Deed.CLAIMS_TO_HAVE_RUN_SINCE_EVER, true).build()) {
            Outcome<Integer, Integer> outcome = square(pool);

            assertThat(outcome.isSuccess()).isTrue();
            assertThat(outcome.execution().runNanos()).isBetween(0L, SOON.toNanos());
        }
    }

    @Test
    void aWorkerThatIgnoresTheEndIsKilled() throws IOException {
        try (WorkerPool pool = pool(Zoo.Deed.IGNORES_THE_END, true).build()) {
            assertThat(square(pool).status()).isEqualTo("success");
        }
        // NoLeftovers sees whether it is gone.
    }
}
