package dev.trenza.core.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.TaskFailedException;
import dev.trenza.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskThreadTest {

    private static final Task<Integer, Integer> SQUARE = x -> x * x;

    private static final Task<String, Integer> FAIL = path -> {
        throw new IOException("no " + path);
    };

    @Test
    void runsTheTaskOnAThreadOfItsOwn() throws InterruptedException {
        TaskThread<String> thread = TaskThread.<String, String>builder(
                        x -> x + Thread.currentThread().getName(), "on ")
                .name("mine")
                .build();

        assertThat(thread.start().result()).isEqualTo("on mine");
        assertThat(thread.name()).isEqualTo("mine");
    }

    @Test
    void startsOnce() throws InterruptedException {
        TaskThread<Integer> thread = TaskThread.create(SQUARE, 3).start();

        assertThatThrownBy(thread::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(thread.name())
                .hasMessageContaining("starts once");
        thread.join();
        assertThatThrownBy(thread::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void joinNeedsAStart() {
        TaskThread<Integer> thread = TaskThread.create(SQUARE, 3);

        assertThat(thread.isAlive()).isFalse();
        assertThatThrownBy(thread::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start()");
        assertThatThrownBy(() -> thread.join(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(thread::result).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void joinMayRepeatAndTellsWhetherItEnded() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        TaskThread<Integer> thread = TaskThread.<Integer, Integer>create(
                        x -> {
                            release.await();
                            return x;
                        },
                        7)
                .start();

        assertThat(thread.join(Duration.ZERO)).isFalse();
        assertThat(thread.join(Duration.ofMillis(5))).isFalse();
        assertThat(thread.isAlive()).isTrue();
        release.countDown();
        thread.join();
        thread.join();

        assertThat(thread.join(Duration.ZERO)).isTrue();
        assertThat(thread.isAlive()).isFalse();
        assertThat(thread.result()).isEqualTo(7);
    }

    @Test
    void whatTheTaskThrowsComesOutOfTheResultAndNotOfJoin() throws InterruptedException {
        List<String> uncaught = new CopyOnWriteArrayList<>();
        TaskThread<Integer> thread = TaskThread.<String, Integer>builder(FAIL, "file")
                .name("reader")
                .onUncaught((name, thrown) -> uncaught.add(name + " " + thrown))
                .build()
                .start();

        thread.join();

        assertThat(uncaught).containsExactly("reader java.io.IOException: no file");
        assertThatThrownBy(thread::result)
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("reader")
                .hasMessageContaining("no file")
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(thread::result).isInstanceOf(TaskFailedException.class);
    }

    @Test
    void anInterruptReachesTheTask() throws InterruptedException {
        TaskThread<Boolean> thread = TaskThread.<Integer, Boolean>create(
                        x -> {
                            try {
                                Thread.sleep(x);
                                return false;
                            } catch (InterruptedException e) {
                                return true;
                            }
                        },
                        600_000)
                .start();

        thread.interrupt();

        assertThat(thread.result()).isTrue();
    }
}
