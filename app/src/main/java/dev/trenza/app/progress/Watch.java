package dev.trenza.app.progress;

import dev.trenza.core.pipeline.RunSummary;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Looks at a run from time to time, so that its items cost nothing. Confined to one timer. */
final class Watch {

    private final String title;
    private final OptionalLong size;
    private final RunSummary summary;
    private final Supplier<List<WorkerDoing>> workers;
    private final Pace pace = new Pace();

    Watch(String title, OptionalLong size, RunSummary summary, Supplier<List<WorkerDoing>> workers) {
        this.title = title;
        this.size = size;
        this.summary = summary;
        this.workers = workers;
    }

    Standing look() {
        long items = summary.items();
        long nanos = summary.wallTime().toNanos();
        pace.look(nanos, items);
        return new Standing(
                title,
                items,
                size,
                summary.failures(),
                nanos,
                pace.perSecond(),
                size.isPresent() ? pace.nanosFor(size.getAsLong() - items) : OptionalLong.empty(),
                workers.get());
    }
}
