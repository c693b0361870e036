package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands that only look. */
@Tag("cli")
@Timeout(120)
class LookIT {

    @Test
    void tasksShowsEverythingThatCanBeNamed() throws Exception {
        Trenza.Result result = Trenza.run("tasks");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .extracting(line -> line.replaceAll("^  (\\S+)  .*", "$1"))
                .contains("files", "lines", "range", "items")
                .contains("sleep", "read", "write", "fetch")
                .contains("square", "digest", "wordcount", "lines-matching", "gzip", "gunzip", "primes", "text");
    }

    @Test
    void aTaskShowsItsParametersWithTypesAndDefaults() throws Exception {
        Trenza.Result result = Trenza.run("tasks", "sleep");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains(
                        "sleep (io): Waits, as a slow service would",
                        "  duration: a duration such as 200ms, 1.5s, 2m or 1h (default: 1s)");
    }

    @Test
    void tasksCanBeJson() throws Exception {
        Trenza.Result result = Trenza.run("tasks", "sleep", "--json");

        assertThat(result.out())
                .containsExactly("{\"tasks\":[{\"kind\":\"io\",\"name\":\"sleep\",\"description\":\"Waits, as a slow"
                        + " service would\",\"input\":\"anything\",\"output\":\"the value, unchanged\",\"parameters\":["
                        + "{\"name\":\"duration\",\"type\":\"duration\",\"required\":false,\"default\":\"1s\","
                        + "\"description\":\"how long each item waits\"}]}]}");
    }

    @Test
    void aTaskPathAddsTasks() throws Exception {
        Trenza.Result result = Trenza.run("tasks", "obey", "--task-path", Trenza.HOSTILE_TASKS.toString());

        assertThat(result.status()).isZero();
        assertThat(result.out().get(0)).startsWith("obey (cpu): ");
    }

    @Test
    void aHealthyMachineIsFoundHealthy() throws Exception {
        Trenza.Result result = Trenza.run("doctor");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .anyMatch(line -> line.matches("ok  Java +\\d+.*"))
                .anyMatch(line -> line.matches("ok  processors +\\d+ visible to Java.*"))
                .anyMatch(line -> line.matches("(ok|\\?\\?)  memory .*"))
                .anyMatch(line -> line.matches("(ok|\\?\\?)  sandbox     --sandbox (isolates|cannot).*"))
                .anyMatch(line ->
                        line.matches("ok  share +of each of \\d+ workers: heap [0-9.]+ [GM]iB, processors \\d+"))
                .anyMatch(line -> line.matches("ok  worker +starts in [0-9.]+ ms, answers first in [0-9.]+ ms,"
                        + " then in [0-9.]+ ms, ends in [0-9.]+ ms"));
    }

    @Test
    void aMachineWithoutASandboxIsDoubtfulOnly() throws Exception {
        Trenza.Result result = Isolation.runWithoutPrograms("doctor");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .anyMatch(line -> line.startsWith("??  sandbox     --sandbox cannot be had: neither bwrap"))
                .anyMatch(line -> line.contains("-> tasks have all your rights; install bubblewrap"));
    }

    @Test
    void workersThatCannotStartAreFound() throws Exception {
        Trenza.Result result = Trenza.run("doctor", "--heap", "99999g");

        assertThat(result.status()).isEqualTo(71);
        assertThat(result.out())
                .anyMatch(line -> line.startsWith("!!  worker "))
                .anyMatch(line -> line.matches("..  share +of each of \\d+ workers: heap 97.7 TiB, .*"))
                .anyMatch(line -> line.contains("-> "));
    }
}
