package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.metrics.WorkerPoolMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

@org.junit.jupiter.api.Tag("process")
@Timeout(120)
class ObservabilityIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path files;

    private static int act(int deed) throws Exception {
        switch (deed) {
            case 1 -> throw new IOException("as told");
            case 2 -> Runtime.getRuntime().halt(9);
            case 3 -> Thread.sleep(600_000);
            default -> {
                return deed;
            }
        }
        return deed;
    }

    private static WorkerPool.Builder builder() {
        return WorkerPool.builder().name("seen").workers(1).attempts(1).heap(64 << 20);
    }

    private static void misbehave(WorkerPool pool) {
        List<String> ends = Flux.just(7, 1, 2, 8)
                .transform(pool.outcomes(ObservabilityIT::act))
                .map(Outcome::status)
                .collectList()
                .block(SOON);
        assertThat(ends).containsExactlyInAnyOrder("success", "failed", "crashed", "success");
    }

    @Test
    void callsAndWorkersAreCountedByHowTheyEnd() {
        try (WorkerPool pool = builder().build()) {
            misbehave(pool);
            Flux.range(10, 1000).transform(pool.map(ObservabilityIT::act)).blockLast(SOON);

            PoolMetrics metrics = pool.metrics();

            assertThat(metrics.ended().get("success").calls()).isEqualTo(1002);
            assertThat(metrics.ended().get("failed").calls()).isEqualTo(1);
            assertThat(metrics.ended().get("crashed").calls()).isEqualTo(1);
            assertThat(metrics.ended().get("timed-out").calls()).isZero();
            assertThat(metrics.waits().calls()).isPositive();
            assertThat(metrics.sentBytes()).isPositive();
            assertThat(metrics.receivedBytes()).isPositive();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(pool.metrics().workerEnds())
                            .containsEntry(WorkerEnd.CRASHED, 1L)
                            .hasSize(1));
        }
    }

    @Test
    void theListOfWorkersTellsWhatEachDoes() {
        try (WorkerPool pool = builder().build()) {
            pool.warmup().block(SOON);
            Disposable running = pool.submit(ObservabilityIT::act, 3).subscribe();
            await().atMost(SOON).until(() -> pool.workers().get(0).task() != null);

            WorkerInfo worker = pool.workers().get(0);

            assertThat(worker.task()).isEqualTo("ObservabilityIT::act");
            assertThat(worker.age()).isPositive();
            assertThat(worker.state()).isEqualTo(WorkerState.READY);
            assertThat(worker.residentBytes()).isGreaterThan(8 << 20);
            running.dispose();
            pool.closeNow();
        }
    }

    @Test
    void everyMeterIsInTheDocumentsAndReads() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (WorkerPool pool = builder().build()) {
            new WorkerPoolMetrics(pool, List.of(Tag.of("app", "test"))).bindTo(registry);
            misbehave(pool);

            await().atMost(SOON)
                    .until(() -> registry.get("trenza.worker.restarts")
                                    .tag("reason", "crashed")
                                    .functionCounter()
                                    .count()
                            == 1);
            assertThat(registry.get("trenza.task")
                            .tag("outcome", "success")
                            .functionTimer()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("trenza.pool.workers")
                            .tag("state", "busy")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(registry.get("trenza.pool.pending").gauge().value()).isZero();
            assertThat(registry.getMeters())
                    .allSatisfy(
                            meter -> assertThat(meter.getId().getTag("pool")).isEqualTo("seen"))
                    .allSatisfy(meter -> assertThat(meter.getId().getTag("app")).isEqualTo("test"));
        }

        Set<String> documented =
                rows("## Micrometer").map(ObservabilityIT::meterOfRow).collect(Collectors.toSet());
        Set<String> registered = registry.getMeters().stream()
                .map(Meter::getId)
                .map(ObservabilityIT::nameAndKey)
                .collect(Collectors.toSet());
        assertThat(registered.stream()
                        .map(name -> name + values(registry, name))
                        .collect(Collectors.toSet()))
                .isEqualTo(documented);
    }

    private static String nameAndKey(Meter.Id id) {
        return id.getTags().stream()
                .map(Tag::getKey)
                .filter(key -> !key.equals("pool") && !key.equals("app"))
                .findFirst()
                .map(key -> id.getName() + " " + key)
                .orElse(id.getName());
    }

    private static String values(SimpleMeterRegistry registry, String nameAndKey) {
        String[] parts = nameAndKey.split(" ", -1);
        if (parts.length == 1) {
            return "";
        }
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().equals(parts[0]))
                .map(meter -> String.valueOf(meter.getId().getTag(parts[1])))
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    /** {@code name key[value, value]}. */
    private static String meterOfRow(String row) {
        String[] cells = row.split("\\|", -1);
        Matcher tag = Pattern.compile("`(.+)`: (.+)").matcher(cells[4].strip());
        String name = cells[1].strip().replace("`", "");
        return tag.matches()
                ? name + " " + tag.group(1) + new TreeSet<>(List.of(tag.group(2).split(", ", -1)))
                : name;
    }

    private static Stream<String> rows(String heading) throws IOException {
        Path file = Path.of(System.getProperty("trenza.root"), "docs", "observability.md");
        return Files.readAllLines(file).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"));
    }

    @Test
    void aListenerHearsWhatHappensInOrder() {
        List<String> heard = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void workerReady(int worker, long pid) {
                heard.add("ready " + worker + (pid > 0 ? "" : " without a process"));
            }

            @Override
            public void workerEnded(int worker, long pid, WorkerEnd why, String description) {
                heard.add("ended " + worker + " " + why);
            }

            @Override
            public void callsEnded(CallsEnded calls) {
                heard.add(calls.calls() + " " + calls.status() + " " + calls.task());
                throw new IllegalStateException("a listener's own trouble");
            }
        };
        try (WorkerPool pool = builder().listener(listener).build()) {
            pool.submit(ObservabilityIT::act, 7).block(SOON);
            pool.submit(ObservabilityIT::act, 2).onErrorComplete().block(SOON);
        }

        await().atMost(SOON).until(() -> heard.contains("ended 1 CLOSED") || heard.size() >= 4);
        assertThat(heard)
                .startsWith("ready 1", "1 success ObservabilityIT::act")
                .contains("1 crashed ObservabilityIT::act", "ended 1 CRASHED");
    }

    @Test
    void aRecordingHasTheEventsThatAreDocumented() throws IOException {
        Path file = files.resolve("trenza.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("trenza.Task");
            recording.enable("trenza.Worker");
            recording.start();
            try (WorkerPool pool = builder().build()) {
                misbehave(pool);
            }
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file);

        assertThat(events.stream()
                        .filter(event -> event.getEventType().getName().equals("trenza.Task")))
                .extracting(event -> event.getString("outcome"))
                .containsExactlyInAnyOrder("success", "failed", "crashed", "success");
        assertThat(events.stream()
                        .filter(event -> event.getEventType().getName().equals("trenza.Worker")))
                .extracting(event -> event.getString("event"))
                .contains("ready", "crashed");
        Set<String> recorded = events.stream()
                .map(event -> "| `" + event.getEventType().getName() + "` | "
                        + event.getFields().stream()
                                .map(field -> "`" + field.getName() + "`")
                                .filter(name -> !Set.of("`stackTrace`", "`startTime`", "`duration`", "`eventThread`")
                                        .contains(name))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.toSet());
        assertThat(rows("## Flight recorder")
                        .map(row -> row.substring(0, row.lastIndexOf(" | ")))
                        .collect(Collectors.toSet()))
                .isEqualTo(recorded);
    }
}
