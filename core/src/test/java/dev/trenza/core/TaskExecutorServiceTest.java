package dev.trenza.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.thread.ThreadTaskPool;
import dev.trenza.task.CallableTask;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TaskExecutorServiceTest extends TaskExecutorServiceContract {

    @Override
    TaskPool newPool(int concurrency) {
        return ThreadTaskPool.builder().concurrency(concurrency).build();
    }

    @Test
    void overAnInlinePoolTasksRunInTheCaller() throws Exception {
        try (TaskExecutorService executor = InlineTaskPool.create().asExecutorService()) {
            CallableTask<String> task = () -> Thread.currentThread().getName();

            List<Future<String>> names = executor.invokeAll(List.of(task, task));

            assertThat(names.get(0).get()).isEqualTo(Thread.currentThread().getName());
            assertThat(names.get(1).get()).isEqualTo(Thread.currentThread().getName());
        }
    }

    @Test
    void withoutConcurrencyNothingCouldRun() {
        try (TaskPool pool = InlineTaskPool.create()) {
            assertThatThrownBy(() -> TaskExecutorService.sharing(pool, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("concurrency must be >= 1, was 0");
        }
    }
}
