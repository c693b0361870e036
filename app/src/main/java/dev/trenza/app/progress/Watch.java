package dev.trenza.app.progress;

import dev.trenza.core.pipeline.RunSummary;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Looks at a run from time to time, so that its items cost nothing. Confined to one timer. */
final class Watch {

    private final String title;
    private final Supplier<OptionalLong> size;
    private final RunSummary summary;
    private final Supplier<List<WorkerDoing>> workers;
    private final Pace pace = new Pace();

    Watch(String title, Supplier<OptionalLong> size, RunSummary summary, Supplier<List<WorkerDoing>> workers) {
        this.title = title;
        this.size = size;
        this.summary = summary;
        this.workers = workers;
    }

    Standing look() {
        long items = summary.items();
        long nanos = summary.wallTime().toNanos();
        pace.look(nanos, items);
        OptionalLong all = size.get();
        return new Standing(
                title,
                items,
                all,
                summary.failures(),
                nanos,
                pace.perSecond(),
                all.isPresent() ? pace.nanosFor(all.getAsLong() - items) : OptionalLong.empty(),
                workers.get());
    }
}
