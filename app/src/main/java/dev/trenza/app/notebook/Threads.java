package dev.trenza.app.notebook;

import dev.trenza.core.thread.TaskThread;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Three threads that wait for three seconds each: three seconds in all, not nine. */
public final class Threads implements Program {

    @Override
    public void run(Narrator narrator, Duration pause) throws InterruptedException {
        List<TaskThread<Integer>> threads = Stream.of(1, 2, 3)
                .map(number -> TaskThread.<Integer, Integer>create(n -> task(n, narrator, pause), number))
                .toList();

        threads.forEach(TaskThread::start);
        for (TaskThread<Integer> thread : threads) {
            thread.join();
        }

        narrator.say("threads.end");
    }

    private static int task(int number, Narrator narrator, Duration pause) throws InterruptedException {
        narrator.say("task.started", number);
        Pause.of(pause);
        narrator.say("task.completed", number);
        return number;
    }

    @Override
    public Duration defaultPause() {
        return Duration.ofSeconds(3);
    }
}
