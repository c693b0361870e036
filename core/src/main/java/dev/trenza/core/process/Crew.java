package dev.trenza.core.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workers that there are, and how many have been. Fenced by the dispatcher's lock. */
final class Crew {

    private final int limit;
    private final int startsAtOnce;

    // Mutable state
    private final List<Worker> workers = new ArrayList<>();
    private @Nullable Worker large;
    private int wanted;
    private long answered;
    private long started;
    private long lost;
    private int lostInARow;
    private long killed;
    private long retired;
    private final Map<WorkerEnd, Long> ends = new EnumMap<>(WorkerEnd.class);

    /**
     * Makes an empty crew.
     *
     * @param limit most workers at once
     * @param startsAtOnce most that start at the same time: a JVM's start keeps a processor busy, and with more of them
     *     than processors the first one would be ready no sooner than the last
     */
    Crew(int limit, int startsAtOnce) {
        this.limit = limit;
        this.startsAtOnce = startsAtOnce;
    }

    /** All of them, as they are now: the list does not change with the crew. */
    List<Worker> all() {
        return List.copyOf(workers);
    }

    /** All of them, to look at without a copy. */
    Iterable<Worker> each() {
        return workers;
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    boolean hasSeveral() {
        return workers.size() > 1;
    }

    /** Whether one more may be hired to take another one's place: nobody above the limit is there yet. */
    boolean hasRoomForSuccessor() {
        return workers.size() <= limit;
    }

    boolean isFull() {
        return places() >= limit;
    }

    /** Places that are taken; one that is replaced and still runs a call has none, but for a second such one. */
    private int places() {
        for (Worker worker : workers) {
            if (worker.isReplaced) {
                return workers.size() - 1;
            }
        }
        return workers.size();
    }

    /** Keeps the crew at its limit from now on. */
    void wantAll() {
        wanted = limit;
    }

    /** How many are to be started now, so that none of these calls waits for a worker that could be there. */
    int missing(int calls) {
        int starting = starting();
        int missing = Math.max(calls - starting, wanted - places());
        return Math.min(Math.min(missing, limit - places()), startsAtOnce - starting);
    }

    private int starting() {
        int starting = 0;
        for (Worker worker : workers) {
            starting += worker.state == WorkerState.STARTING && !worker.isLarge() ? 1 : 0;
        }
        return starting;
    }

    /** Whether a call that is to run alone will find a worker without further ado. */
    boolean isGettingOneForItself() {
        return starting() > 0 || workers.stream().anyMatch(Worker::isFresh);
    }

    /** Whether one is busy with a call that runs alone, and takes the next such call. */
    boolean hasDedicated() {
        return workers.stream().anyMatch(Worker::isDedicated);
    }

    /** A new one, with the lowest number that is free; whoever dies is replaced from now on. */
    Worker hire() {
        Worker worker = hireSuccessor();
        wanted = Math.max(wanted, workers.size());
        return worker;
    }

    /** One more for the time until another one goes, whose place it takes. */
    Worker hireSuccessor() {
        Worker worker = new Worker(freeNumber());
        workers.add(worker);
        return worker;
    }

    /** One that goes now is not to be replaced. */
    void shrink() {
        wanted = Math.max(0, wanted - 1);
    }

    /** One with a bigger heap; it takes a place like any other, but is not replaced by its like. */
    Worker hireLarge(long heapBytes) {
        Worker worker = new Worker(freeNumber(), heapBytes);
        worker.hasSuccessor = true; // it needs none
        workers.add(worker);
        large = worker;
        return worker;
    }

    /** The one with a bigger heap: there is at most one. */
    @Nullable
    Worker large() {
        return large;
    }

    /** Whether a place will be free soon without further ado. */
    boolean isLosingOne() {
        return workers.stream()
                .anyMatch(worker -> worker.isLeaving()
                        || worker.state == WorkerState.STOPPING
                        || worker.state == WorkerState.KILLING);
    }

    /** The one that can be spared most easily: takes calls, and has the fewest. */
    @Nullable
    Worker mostDispensable() {
        return workers.stream()
                .filter(worker -> worker.isReady() && !worker.isLeaving() && !worker.hasSuccessor)
                .filter(worker -> !worker.isDedicated())
                .min(Comparator.comparingInt(Worker::load))
                .orElse(null);
    }

    private int freeNumber() {
        int number = 1;
        while (isTaken(number)) {
            number++;
        }
        return number;
    }

    private boolean isTaken(int number) {
        return workers.stream().anyMatch(worker -> worker.number == number);
    }

    /** The one with room that has the fewest calls. */
    @Nullable
    Worker freest() {
        Worker freest = null;
        for (Worker worker : workers) {
            if (worker.hasRoom() && (freest == null || worker.load() < freest.load())) {
                freest = worker;
            }
        }
        return freest;
    }

    /** The one that has the most calls. */
    @Nullable
    Worker fullest() {
        Worker fullest = null;
        for (Worker worker : workers) {
            if (worker.isReady() && (fullest == null || worker.load() > fullest.load())) {
                fullest = worker;
            }
        }
        return fullest;
    }

    /** How many calls all could hold, those included that may still be started. */
    int window() {
        int window = limit;
        for (Worker worker : workers) {
            window += worker.isReady() ? worker.window - 1 : 0;
        }
        return window;
    }

    int ready() {
        return (int) workers.stream().filter(Worker::isReady).count();
    }

    void hasStarted() {
        started++;
    }

    void hasAnswered(int calls) {
        answered += calls;
        lostInARow = 0;
    }

    /** Takes a worker off that is gone. */
    void remove(Worker worker) {
        worker.state = WorkerState.EXITED;
        workers.remove(worker);
        large = worker == large ? null : large;
    }

    /** Counts a worker that is gone and was not meant to be; one more by the same call is not one more in a row. */
    void hasLost(Worker worker, boolean isRepeated) {
        if (worker.killReason.isEmpty()) {
            lost++;
            lostInARow += isRepeated ? 0 : 1;
        } else {
            killed++;
        }
    }

    /** Counts a worker that ended as it should because it had served long enough or had nothing to do. */
    void hasRetired() {
        retired++;
    }

    /** Workers that ended against the pool's will since the last answer of any, each by a call of its own. */
    int lostInARow() {
        return lostInARow;
    }

    /** Counts a worker that is gone. */
    void hasEnded(WorkerEnd why) {
        ends.merge(why, 1L, Long::sum);
    }

    PoolMetrics metrics(int pending, CallTally tally) {
        int inFlight = workers.stream().mapToInt(Worker::load).sum();
        return new PoolMetrics(
                ready(),
                pending,
                inFlight,
                answered,
                started,
                lost,
                killed,
                retired,
                tally.byStatus(),
                tally.waits(),
                tally.sentBytes(),
                tally.receivedBytes(),
                ends);
    }
}
