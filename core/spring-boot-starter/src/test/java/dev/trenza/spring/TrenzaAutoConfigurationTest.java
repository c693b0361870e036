package dev.trenza.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.metrics.WorkerPoolMetrics;
import dev.trenza.core.process.Setting;
import dev.trenza.core.process.WorkerPool;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** No call is made here, so no worker is started. */
class TrenzaAutoConfigurationTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TrenzaAutoConfiguration.class));

    @Test
    void thereIsAPoolWithTheSettingsOfTheProperties() {
        application
                .withPropertyValues(
                        "trenza.workers=3", "trenza.heap=256m", "trenza.taskTimeout=30s", "trenza.warmup=false")
                .run(context -> {
                    WorkerPool pool = context.getBean(WorkerPool.class);
                    assertThat(pool.config().workers()).isEqualTo(3);
                    assertThat(pool.config().heapBytes()).isEqualTo(256 << 20);
                    assertThat(pool.config().limits().task()).isEqualTo(Duration.ofSeconds(30));
                });
    }

    @Test
    void aMistypedPropertyIsRefusedWithWhatWasMeant() {
        application
                .withPropertyValues("trenza.task-timout=30s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("did you mean 'task-timeout'?"));
    }

    @Test
    void aPoolOfTheApplicationsOwnIsTheOnlyOne() {
        application
                .withBean(
                        "own",
                        WorkerPool.class,
                        () -> WorkerPool.builder().name("own").build())
                .run(context -> assertThat(
                                context.getBean(WorkerPool.class).config().name())
                        .isEqualTo("own"));
    }

    @Test
    void customizersComeAfterTheProperties() {
        application
                .withPropertyValues("trenza.workers=3")
                .withBean(WorkerPoolCustomizer.class, () -> builder -> builder.workers(5))
                .run(context -> assertThat(
                                context.getBean(WorkerPool.class).config().workers())
                        .isEqualTo(5));
    }

    @Test
    void itCanBeSwitchedOff() {
        application
                .withPropertyValues("trenza.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(WorkerPool.class));
    }

    @Test
    void healthFollowsThePool() {
        application.run(context -> {
            HealthIndicator health = context.getBean("trenzaHealthIndicator", HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.health().getDetails()).containsEntry("restarts", 0L);

            context.getBean(WorkerPool.class).close();

            assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        });
    }

    @Test
    void metricsAreThereWhereMicrometerIs() {
        application.run(context -> assertThat(context).hasBean("trenzaPoolMetrics"));
        application
                .withBean(WorkerPoolMetrics.class, () -> new WorkerPoolMetrics(WorkerPool.create(1)))
                .run(context -> assertThat(context).doesNotHaveBean("trenzaPoolMetrics"));
        application
                .withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.health"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(WorkerPool.class);
                    assertThat(context).doesNotHaveBean("trenzaPoolMetrics");
                    assertThat(context).doesNotHaveBean("trenzaHealthIndicator");
                });
    }

    private static WorkerPool named(String name) {
        return WorkerPool.builder().name(name).build();
    }

    @Test
    void severalPoolsOfTheApplicationsOwnHaveHealthMetersAndAnEndTogether() {
        List<WorkerPool> pools = new ArrayList<>();
        application
                .withBean("thumbnails", WorkerPool.class, () -> named("thumbnails"))
                .withBean("reports", WorkerPool.class, () -> named("reports"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    pools.addAll(context.getBeansOfType(WorkerPool.class).values());
                    HealthIndicator health = context.getBean("trenzaHealthIndicator", HealthIndicator.class);
                    assertThat(health.health().getDetails()).containsOnlyKeys("thumbnails", "reports");
                    SimpleMeterRegistry meters = new SimpleMeterRegistry();
                    context.getBean("trenzaPoolMetrics", MeterBinder.class).bindTo(meters);
                    assertThat(meters.getMeters())
                            .extracting(meter -> meter.getId().getTag("pool"))
                            .contains("thumbnails", "reports");
                    context.getBean("reports", WorkerPool.class).close();
                    assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                });
        assertThat(pools).hasSize(2).allMatch(WorkerPool::isClosed);
    }

    @Test
    void thePoolEndsWithTheApplication() {
        WorkerPool[] pool = new WorkerPool[1];

        application.run(context -> pool[0] = context.getBean(WorkerPool.class));

        assertThat(pool[0].isClosed()).isTrue();
    }

    @Test
    void editorsKnowEverySetting() throws IOException {
        String metadata;
        try (InputStream file = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }

        Set<String> described = Pattern.compile("\"name\": \"trenza\\.([a-z-]+)\"")
                .matcher(metadata)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceAll(".*trenza\\.|\"", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(described)
                .isEqualTo(Stream.concat(Stream.of(Setting.values()).map(Setting::key), Stream.of("enabled", "warmup"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
