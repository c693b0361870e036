package dev.trenza.app.notebook;

import dev.trenza.core.process.TaskProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Two processes, each a JVM with a number of its own. */
public final class Processes implements Program {

    @Override
    public void run(Narrator narrator, Duration pause) throws InterruptedException {
        List<TaskProcess<Long>> processes = Stream.of(1, 2)
                .map(number -> new TaskProcess<Long>(String.valueOf(number), Processes::task, pause.toMillis()))
                .toList();

        processes.forEach(TaskProcess::start);
        for (int i = 0; i < processes.size(); i++) {
            narrator.say("process.started", i + 1, processes.get(i).pid());
        }
        for (int i = 0; i < processes.size(); i++) {
            processes.get(i).join();
            narrator.say("process.ended", i + 1, processes.get(i).exitCode().orElseThrow());
        }

        narrator.say(
                "processes.end", processes.get(0).result(), processes.get(1).result());
    }

    /** Runs in the other process, and returns its number as that one sees it. */
    private static long task(long millis) throws InterruptedException {
        Pause.of(Duration.ofMillis(millis));
        return ProcessHandle.current().pid();
    }
}
