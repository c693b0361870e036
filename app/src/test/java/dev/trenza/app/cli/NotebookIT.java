package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("cli")
@Timeout(120)
class NotebookIT {

    private static final Pattern BAR = Pattern.compile("\"ts\":([0-9.E]+),\"dur\":([0-9.E]+),\"pid\":([12])");

    @TempDir
    Path folder;

    @Test
    void threadsStartTogetherAndAreJoined() throws Exception {
        Trenza.Result result = Trenza.run("notebook", "threads", "--seconds", "0.5");

        assertThat(result.status()).isZero();
        assertThat(result.out().subList(0, 3))
                .containsExactlyInAnyOrder("Task 1 started", "Task 2 started", "Task 3 started");
        assertThat(result.out().subList(3, 6))
                .containsExactlyInAnyOrder("Task 1 completed", "Task 2 completed", "Task 3 completed");
        assertThat(result.out().get(6)).isEqualTo("All threads have ended");
    }

    @Test
    void aThreadPoolEndsWhenAllIsDone() throws Exception {
        Trenza.Result result = Trenza.run("notebook", "thread-pool", "--seconds", "0.1");

        assertThat(result.status()).isZero();
        assertThat(result.out().subList(0, 5))
                .containsExactlyInAnyOrder(
                        "Task 0 is running",
                        "Task 1 is running",
                        "Task 2 is running",
                        "Task 3 is running",
                        "Task 4 is running");
        assertThat(result.out()).hasSize(6).last().isEqualTo("All tasks have completed");
    }

    @Test
    void processesHaveNumbersOfTheirOwn() throws Exception {
        Trenza.Result result = Trenza.run("notebook", "processes", "--seconds", "0.1");

        assertThat(result.status()).isZero();
        String first =
                numberIn("Process 1 started \\(pid (\\d+)\\)", result.out().get(0));
        String second =
                numberIn("Process 2 started \\(pid (\\d+)\\)", result.out().get(1));
        assertThat(first).isNotEqualTo(second);
        assertThat(result.out().subList(2, 5))
                .containsExactly(
                        "Process 1 ended with exit code 0",
                        "Process 2 ended with exit code 0",
                        "Both processes have ended; their tasks saw the pids " + first + " and " + second);
    }

    @Test
    void aProcessPoolKeepsTheOrder() throws Exception {
        Trenza.Result result = Trenza.run("notebook", "process-pool");

        assertThat(result.status()).isZero();
        assertThat(result.out()).containsExactly("Results: [0, 1, 4, 9, 16]");
    }

    @Test
    void combinedRunsBothStrandsAtOnce() throws Exception {
        Path trace = folder.resolve("trace.json");

        Trenza.Result result = Trenza.run("notebook", "combined", "--seconds", "1", "--trace=" + trace);

        assertThat(result.status()).isZero();
        assertThat(result.out()).hasSize(6).last().isEqualTo("CPU-bound results: [0, 1, 4, 9, 16]");
        assertThat(result.err()).last().asString().matches(".*both at once for (?!0\\.000)[0-9.]+ ms");
        List<Bar> bars = bars(Files.readString(trace));
        List<Bar> io = bars.stream().filter(bar -> bar.process == 1).toList();
        List<Bar> cpu = bars.stream().filter(bar -> bar.process == 2).toList();
        assertThat(io).hasSize(5);
        assertThat(cpu).hasSize(5).allMatch(bar -> io.stream().anyMatch(bar::overlaps));
    }

    @Test
    void itSpeaksSpanish() throws Exception {
        try (Trenza trenza =
                Trenza.start(folder, Map.of("LC_ALL", "es_ES.UTF-8"), "notebook", "thread-pool", "--seconds", "0.01")) {
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isZero();
            assertThat(result.out())
                    .contains("Tarea 4 en ejecuci\u00f3n")
                    .last()
                    .isEqualTo("Todas las tareas se han completado");
        }
    }

    private static String numberIn(String pattern, String line) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher.group(1);
    }

    private static List<Bar> bars(String trace) {
        return Stream.of(trace.split("\n"))
                .map(BAR::matcher)
                .filter(Matcher::find)
                .map(found -> new Bar(
                        Double.parseDouble(found.group(1)),
                        Double.parseDouble(found.group(2)),
                        Integer.parseInt(found.group(3))))
                .toList();
    }

    private record Bar(double start, double length, int process) {
        boolean overlaps(Bar other) {
            return start < other.start + other.length && other.start < start + length;
        }
    }
}
