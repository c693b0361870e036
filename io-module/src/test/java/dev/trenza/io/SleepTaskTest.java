package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Task;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SleepTaskTest {

    @Test
    void theValueComesBackAfterTheDuration() throws Exception {
        Task<Item, Object> task = IoTaskCatalog.load(null).create("sleep", Map.of("duration", "20ms"));

        long start = System.nanoTime();
        Object value = task.run(new Item("s", 0, "a", 42));

        assertThat(value).isEqualTo(42);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    @Timeout(10)
    void anInterruptEndsIt() {
        Task<Item, Object> task = IoTaskCatalog.load(null).create("sleep", Map.of("duration", "1h"));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> task.run(new Item("s", 0, "a", 42))).isInstanceOf(InterruptedException.class);
    }
}
