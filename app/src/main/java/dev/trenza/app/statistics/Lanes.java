package dev.trenza.app.statistics;

import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a {@link TimeLine} while a run goes on, in bounded memory. Not thread-safe. */
final class Lanes {

    static final int BARS = 3_000;

    private static final int LONGEST_BARS = 300;
    private static final int LANES = 128;
    private static final int MARKS = 400;

    // Mutable state
    private final Bins bins = new Bins();
    private final Bins.Row finished = bins.row();
    private final Bins.Row load = bins.row();
    private final Bins.Row loadSamples = bins.row();
    private final Map<Key, LaneCount> lanes = new HashMap<>();
    private final Slowest<KeptBar> longest =
            new Slowest<>(LONGEST_BARS, bar -> bar.run().runNanos());
    private final List<TimeLine.Mark> marks = new ArrayList<>();
    private @Nullable List<KeptBar> all = new ArrayList<>();
    private long lastNanos;

    /** @param worker 0 for all those that have no lane of their own */
    record Key(String pool, Stage.Kind kind, int worker) {}

    /** What one lane adds up to. */
    final class LaneCount {
        final Key key;
        final Bins.Row busy = bins.row();
        Bins.@Nullable Row failures;
        int width = 1;
        long runs;
        long busyNanos;

        LaneCount(Key key) {
            this.key = key;
        }
    }

    private record KeptBar(LaneCount lane, long startNanos, StageRun run) {}

    /** The lane of a worker; one and the same for all that come after there are too many. */
    LaneCount lane(String pool, Stage.Kind kind, int worker) {
        Key key = new Key(pool, kind, worker);
        LaneCount known = lanes.get(key);
        if (known != null) {
            return known;
        }
        if (lanes.size() < LANES) {
            LaneCount lane = new LaneCount(key);
            lanes.put(key, lane);
            return lane;
        }
        LaneCount rest = lanes.computeIfAbsent(new Key(pool, kind, 0), LaneCount::new);
        rest.width = rest.runs == 0 ? 1 : rest.width + 1;
        return rest;
    }

    /** A stage of an item has run. */
    void ran(LaneCount lane, long startNanos, StageRun run) {
        long end = startNanos + run.runNanos();
        lane.runs++;
        lane.busyNanos += run.runNanos();
        lane.busy.addInterval(startNanos, end);
        if (!run.status().equals("success")) {
            if (lane.failures == null) {
                lane.failures = bins.row();
            }
            lane.failures.add(end, 1);
        }
        lastNanos = Math.max(lastNanos, end);
        keep(lane, startNanos, run);
    }

    private void keep(LaneCount lane, long startNanos, StageRun run) {
        longest.offer(run.runNanos(), () -> new KeptBar(lane, startNanos, run));
        if (all != null && all.size() < BARS) {
            all.add(new KeptBar(lane, startNanos, run));
        } else {
            all = null; // some of them would look as if the others had not been
        }
    }

    /** An item has ended. */
    void finished(long atNanos) {
        finished.add(atNanos, 1);
        lastNanos = Math.max(lastNanos, atNanos);
    }

    /** The processors were so busy, in thousandths. */
    void loaded(long atNanos, long thousandths) {
        load.add(atNanos, thousandths);
        loadSamples.add(atNanos, 1);
    }

    /** Something happened to a worker. */
    void mark(TimeLine.Mark mark) {
        if (marks.size() < MARKS) {
            marks.add(mark);
        }
    }

    /** What there is, up to the end of the run. */
    TimeLine timeLine(long endNanos) {
        long span = Math.max(1, Math.max(endNanos, lastNanos));
        finished.add(span - 1, 0); // makes the parts reach so far
        int parts = bins.covering(span);
        List<LaneCount> sorted = new ArrayList<>(lanes.values());
        sorted.sort(Comparator.<LaneCount, Stage.Kind>comparing(lane -> lane.key.kind())
                .thenComparing(lane -> lane.key.pool())
                .thenComparing(lane -> lane.key.worker() == 0 ? Integer.MAX_VALUE : lane.key.worker()));
        Map<LaneCount, Integer> positions = new HashMap<>();
        sorted.forEach(lane -> positions.put(lane, positions.size()));
        return new TimeLine(
                span,
                bins.nanos(),
                sorted.stream().map(lane -> lane(lane, parts)).toList(),
                bars(positions),
                all != null,
                finished.sums(parts),
                load(parts),
                marks);
    }

    private TimeLine.Lane lane(LaneCount lane, int parts) {
        List<Double> utilisation = lane.busy.sums(parts).stream()
                .map(busy -> Math.min(1, busy / ((double) bins.nanos() * lane.width)))
                .toList();
        return new TimeLine.Lane(
                lane.key.pool(),
                lane.key.kind(),
                lane.key.worker(),
                lane.width,
                lane.runs,
                lane.busyNanos,
                utilisation,
                lane.failures == null ? List.of() : lane.failures.sums(parts));
    }

    private List<TimeLine.Bar> bars(Map<LaneCount, Integer> positions) {
        return (all == null ? longest.list() : all)
                .stream()
                        .map(bar -> new TimeLine.Bar(
                                positions.getOrDefault(bar.lane, 0),
                                bar.startNanos,
                                bar.run.runNanos(),
                                bar.run.stream(),
                                bar.run.stage(),
                                bar.run.seq(),
                                bar.run.status()))
                        .sorted(Comparator.comparingLong(TimeLine.Bar::startNanos))
                        .toList();
    }

    private List<Double> load(int parts) {
        List<Long> sums = load.sums(parts);
        List<Long> samples = loadSamples.sums(parts);
        List<Double> means = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            means.add(samples.get(i) == 0 ? Double.NaN : sums.get(i) / 1e3 / samples.get(i));
        }
        return means;
    }
}
