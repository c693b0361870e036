package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where there is no SLF4J, or a broken one; what there is with one is tested where there are real workers. */
class LoggerContextTest {

    private static ClassLoader loaderThat(Runnable fails) {
        return new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                fails.run();
                throw new ClassNotFoundException(name);
            }
        };
    }

    @Test
    void withoutSlf4jNothingHappens() {
        LoggerContext context = new LoggerContext(loaderThat(() -> {}));

        assertThat(context.<String>within(Map.of("key", "value"), () -> "done")).isEqualTo("done");
        assertThat(context.<String>within(Map.of("key", "value"), () -> "again"))
                .isEqualTo("again");
    }

    @Test
    void aBrokenSlf4jCostsNoCall() {
        LoggerContext context = new LoggerContext(loaderThat(() -> {
            throw new NoClassDefFoundError("org/slf4j/spi/MDCAdapter");
        }));

        assertThat(context.<String>within(Map.of("key", "value"), () -> "done")).isEqualTo("done");
    }
}
