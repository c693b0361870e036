package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code sleep}: holds each item for a while, as a slow service would. Thread-safe. */
public final class SleepTask implements IoTask {

    private static final String DURATION = "duration";

    @Override
    public String name() {
        return "sleep";
    }

    @Override
    public String description() {
        return "Waits, as a slow service would";
    }

    @Override
    public String input() {
        return "anything";
    }

    @Override
    public String output() {
        return "the value, unchanged";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Parameter.optional(DURATION, Parameter.Type.DURATION, "1s", "how long each item waits"));
    }

    /** Its task ends with an {@link InterruptedException} as soon as its thread is interrupted. */
    @Override
    public Task<Item, @Nullable Object> create(Parameters parameters) {
        Duration duration = parameters.duration(DURATION);
        return item -> {
            TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(duration));
            return item.value();
        };
    }
}
