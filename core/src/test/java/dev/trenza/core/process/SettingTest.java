package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingTest {

    /** What no text can say. */
    private static final Set<String> NOT_AS_TEXT =
            Set.of("initializer", "output", "limits", "settings", "listener", "payload-codec");

    private static WorkerPoolConfig with(String key, String value) {
        return WorkerPool.builder().settings(Map.of(key, value)).settings();
    }

    @Test
    void everyMethodOfTheBuilderHasASettingOfItsName() {
        Set<String> methods = Stream.of(WorkerPool.Builder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == WorkerPool.Builder.class)
                .map(method -> method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .filter(name -> !NOT_AS_TEXT.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> keys = Stream.of(Setting.values()).map(Setting::key).collect(Collectors.toCollection(TreeSet::new));
        keys.remove("sandbox-write"); // a part of sandbox

        assertThat(keys).isEqualTo(methods);
    }

    @Test
    void whatIsReadBackMakesTheSameSettings() throws ReflectiveOperationException {
        WorkerPoolConfig config = WorkerPool.builder()
                .name("thumbnails")
                .workers(3)
                .heap(96 << 20)
                .oomHeap(200 << 20)
                .jvmArguments("-Xss2m", "-Xlog:gc*,safepoint")
                .environment("A", "1")
                .environment("B", "x=y,z,")
                .allow("com.acme.**", "org.acme.Invoice")
                .taskTimeout(Duration.ofMillis(1500))
                .queueTimeout(Duration.ofMinutes(2))
                .attempts(4)
                .gracePeriod(Duration.ZERO)
                .maxPayload(1000)
                .payloadFile(0)
                .maxTasksPerWorker(7)
                .maxWorkerAge(Duration.ofNanos(1_000_001))
                .quarantine(Path.of("/tmp/q"))
                .sandbox(Sandbox.isolated(Path.of("/tmp/a"), Path.of("/tmp/b")))
                .logLevel(Level.DEBUG)
                .settings();

        WorkerPoolConfig again =
                WorkerPool.builder().settings(config.settings()).settings();

        for (RecordComponent component : WorkerPoolConfig.class.getRecordComponents()) {
            if (!component.getName().equals("payloadCodecs")) { // has no text
                assertThat(component.getAccessor().invoke(again))
                        .as(component.getName())
                        .isEqualTo(component.getAccessor().invoke(config));
            }
        }
    }

    @Test
    void theDefaultsAreThoseThatAreDocumented() {
        Map<String, String> read = WorkerPool.builder().settings().settings();

        for (Setting setting : Setting.values()) {
            boolean isValue = !setting.defaultText().contains("`")
                    && !setting.defaultText().startsWith("a ")
                    && !setting.defaultText().startsWith("th");
            String empty = read.getOrDefault(setting.key(), "");
            if (isValue
                    && !empty.isEmpty()
                    && !Set.of("task-path", "inherit-class-path").contains(setting.key())) {
                assertThat(empty).as(setting.key()).isEqualTo(setting.defaultText());
            }
        }
    }

    @Test
    void valuesHaveUnits() {
        int processors = Runtime.getRuntime().availableProcessors();

        assertThat(with("workers", "4").workers()).isEqualTo(4);
        assertThat(with("workers", "2C").workers()).isEqualTo(2 * processors);
        assertThat(with("workers", "100%").workers()).isEqualTo(processors);
        assertThat(with("heap", "256m").heapBytes()).isEqualTo(256 << 20);
        assertThat(with("task-timeout", "30s").limits().task()).isEqualTo(Duration.ofSeconds(30));
        assertThat(with("task-timeout", "none").limits().task()).isNull();
        assertThat(with("log-level", "warning").logLevel()).isEqualTo(Level.WARNING);
        assertThat(with("inherit-class-path", "false").classPath()).isEmpty();
        assertThat(with("allow", "a.B, c.**").allowed()).containsExactly("a.B", "c.**");
    }

    @Test
    void propertiesDoAsWell() {
        Properties defaults = new Properties();
        defaults.setProperty("workers", "3");
        Properties properties = new Properties(defaults);
        properties.setProperty("heap", "64m");

        WorkerPoolConfig config = WorkerPool.builder().settings(properties).settings();

        assertThat(config.workers()).isEqualTo(3);
        assertThat(config.heapBytes()).isEqualTo(64 << 20);
    }

    @Test
    void allMistakesAreToldAtOnceWithWhatWasMeant() {
        Properties properties = new Properties();
        properties.setProperty("task-timout", "30s");
        properties.setProperty("heap", "lots");
        properties.setProperty("idle-timeout", "30");

        assertThatThrownBy(() -> WorkerPool.builder().settings(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        'heap' must be a size such as 4096, 64k, 256m or 1.5g (0, or from 8m; 0 is a share), was 'lots'
                        'idle-timeout' must be a duration such as 200ms, 30s, 2m or 1h, or none (positive), was '30'
                        there is no setting 'task-timout'; did you mean 'task-timeout'?\
                        """);
    }

    @Test
    void theTableInTheDocumentsIsThisOne() throws IOException {
        Path file = Path.of(System.getProperty("trenza.root"), "docs", "settings.md");
        List<String> rows = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(rows)
                .isEqualTo(Stream.of(Setting.values()).map(SettingTest::row).toList());
    }

    private static String row(Setting setting) {
        return "| `" + setting.key() + "` | " + setting.kind().expectation() + " | " + setting.defaultText() + " | "
                + setting.range() + " | " + setting.description() + " |";
    }
}
