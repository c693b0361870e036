package dev.trenza.app.run;

import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.process.WorkerInfo;
import dev.trenza.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Workers that begin in the directories which their items name, for a JVM cannot change its own. Each is a pool of one; there
 * are never more than run at once, and where an item finds none in its directory, the one that has been idle for longest is
 * replaced. So items of one directory should stand beside each other. Thread-safe.
 */
final class WorkersByDirectory implements TaskPool {

    private final int most;
    private final ItemDirectory directory;
    private final Maker maker;

    // Mutable state, guarded by this
    private final List<Worker> workers = new ArrayList<>();
    private final List<TaskPool> leaving = new ArrayList<>();
    private long uses;
    private final List<PoolStatistics> past = new ArrayList<>();
    private boolean isClosed;

    /** Makes a pool of one worker. */
    @FunctionalInterface
    interface Maker {

        /**
         * Makes it.
         *
         * @param number of the worker, from 1
         * @param directory that it begins in
         */
        TaskPool make(int number, Path directory);
    }

    /** Where an item runs. */
    @FunctionalInterface
    interface ItemDirectory {

        /**
         * Names it.
         *
         * @param position of the item in its source, from 0
         */
        Path of(String item, long position);
    }

    /** A worker, and what it does. */
    private static final class Worker {

        final int number;
        final Path directory;
        final TaskPool pool;
        boolean isBusy;
        long lastUse;

        Worker(int number, Path directory, TaskPool pool) {
            this.number = number;
            this.directory = directory;
            this.pool = pool;
        }
    }

    /**
     * Makes one without workers.
     *
     * @param most items at once
     */
    WorkersByDirectory(int most, ItemDirectory directory, Maker maker) {
        this.most = most;
        this.directory = directory;
        this.maker = maker;
    }

    @Override
    public <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run) {
        return items.index().flatMap(item -> run(item.getT2(), item.getT1(), run), most, 1);
    }

    private <T, O> Mono<Outcome<T, O>> run(T item, long index, TaskRun<T, O> run) {
        return Mono.defer(() -> {
            if (isClosed()) {
                return Mono.error(new PoolClosedException("the pool of '" + run.task() + "' is closed"));
            }
            Path place;
            try {
                place = directory.of(String.valueOf(run.input().apply(item)), run.position(item, index));
            } catch (InvalidPathException e) {
                return Mono.just(missing(item, index, String.valueOf(e.getMessage()), run));
            }
            if (!Files.isDirectory(place)) {
                return Mono.just(missing(item, index, why(place), run));
            }
            return Mono.usingWhen(
                            Mono.fromSupplier(() -> take(place)),
                            worker -> run(worker, item, index, run),
                            worker -> Mono.fromRunnable(() -> giveBack(worker)))
                    .onErrorResume(
                            PoolUnusableException.class,
                            // It went away before its worker could begin there; all else would fail elsewhere, too.
                            e -> Files.isDirectory(place)
                                    ? Mono.error(e)
                                    : Mono.just(missing(item, index, why(place), run)));
        });
    }

    private static <T, O> Mono<Outcome<T, O>> run(Worker worker, T item, long index, TaskRun<T, O> run) {
        return worker.pool
                .outcomes(Flux.just(item), run)
                .next()
                .map(outcome -> numbered(worker.number, outcome.of(index, item)));
    }

    private static String why(Path place) {
        return Files.exists(place) ? "'" + place + "' is no directory" : "there is no directory '" + place + "'";
    }

    private static <T, O> Outcome<T, O> missing(T item, long index, String what, TaskRun<T, O> run) {
        String message = "'" + run.label().apply(item) + "' cannot run in its --workdir: " + what
                + "; make it before, or name another one";
        IOException cause = new IOException(message);
        cause.setStackTrace(new StackTraceElement[0]); // Where it was found out says nothing.
        TaskFailedException failure = new TaskFailedException(message, cause);
        return new Outcome.Failed<>(index, item, failure, new Execution(1, 0, System.nanoTime(), 0, 0));
    }

    /** What the pool calls worker 1 has a number among all. */
    private static <T, O> Outcome<T, O> numbered(int number, Outcome<T, O> outcome) {
        Execution told = outcome.execution();
        return told.worker() == 0
                ? outcome
                : ItemwisePool.withExecution(
                        outcome,
                        new Execution(told.attempts(), number, told.startedNanos(), told.waitNanos(), told.runNanos()));
    }

    // Workers

    private Worker take(Path place) {
        Optional<TaskPool> gone = Optional.empty();
        Worker taken;
        synchronized (this) {
            Worker found = idle(worker -> worker.directory.equals(place))
                    .max(Comparator.comparingLong(worker -> worker.lastUse))
                    .orElse(null);
            if (found == null) {
                gone = workers.size() < most ? Optional.empty() : longestIdle().map(this::remove);
                int number = freeNumber();
                found = new Worker(number, place, maker.make(number, place));
                workers.add(found);
            }
            found.isBusy = true;
            taken = found;
        }
        gone.ifPresent(this::end);
        return taken;
    }

    private Stream<Worker> idle(Predicate<Worker> wanted) {
        return workers.stream().filter(worker -> !worker.isBusy).filter(wanted);
    }

    private Optional<Worker> longestIdle() {
        return idle(worker -> true).min(Comparator.comparingLong(worker -> worker.lastUse));
    }

    private TaskPool remove(Worker worker) {
        workers.remove(worker);
        leaving.add(worker.pool);
        return worker.pool;
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

    private void giveBack(Worker worker) {
        Optional<TaskPool> gone = Optional.empty();
        synchronized (this) {
            worker.isBusy = false;
            worker.lastUse = ++uses;
            boolean isOneTooMany = workers.size() > most || PoolFactory.isUnusable(worker.pool);
            if (isOneTooMany && workers.contains(worker)) {
                gone = Optional.of(remove(worker));
            }
        }
        gone.ifPresent(this::end);
    }

    /** Its process ends while the next one begins. */
    private void end(TaskPool pool) {
        pool.disposeLater().doFinally(end -> ended(pool)).subscribe();
    }

    private synchronized void ended(TaskPool pool) {
        if (leaving.remove(pool)) {
            past.add(PoolFactory.statistics("", pool));
        }
    }

    /** What they have done together so far. */
    synchronized PoolStatistics statistics(String name) {
        List<PoolStatistics> each = new ArrayList<>(past);
        all().forEach(pool -> each.add(PoolFactory.statistics(name, pool)));
        long restarts = each.stream().mapToLong(PoolStatistics::restarts).sum();
        long bytes = each.stream().mapToLong(PoolStatistics::bytes).sum();
        return new PoolStatistics(name, Stage.Kind.CPU, most, restarts, bytes);
    }

    /** The workers that there are now. */
    synchronized List<WorkerInfo> workers() {
        return workers.stream()
                .flatMap(worker -> PoolFactory.workers(worker.pool).stream().map(info -> numbered(worker.number, info)))
                .toList();
    }

    private static WorkerInfo numbered(int number, WorkerInfo info) {
        return new WorkerInfo(
                number,
                info.pid(),
                info.state(),
                info.inFlight(),
                info.answered(),
                info.heapBytes(),
                info.task(),
                info.age());
    }

    // As pools do it

    @Override
    public <I, O> Mono<O> submit(Task<? super I, ? extends O> task, I input) {
        return values(Flux.just(input), TaskRun.<I, O>of(task)).next();
    }

    @Override
    public <T, O> Flux<O> values(Flux<T> items, TaskRun<T, O> run) {
        return outcomes(items, run).handle((outcome, sink) -> {
            if (outcome instanceof Outcome.Failure<T, O> failure) {
                sink.error(failure.failure());
            } else if (outcome instanceof Outcome.Success<T, O> success && success.value() != null) {
                sink.next(success.value());
            }
        });
    }

    @Override
    public int concurrency() {
        return most;
    }

    @Override
    public synchronized boolean isClosed() {
        return isClosed;
    }

    private synchronized List<TaskPool> all() {
        List<TaskPool> all = new ArrayList<>(leaving);
        workers.forEach(worker -> all.add(worker.pool));
        return all;
    }

    private synchronized List<TaskPool> closed() {
        isClosed = true;
        return all();
    }

    @Override
    public Mono<Void> disposeLater() {
        return Mono.defer(() ->
                Flux.fromIterable(closed()).flatMap(TaskPool::disposeLater).then());
    }

    @Override
    public void close() {
        closed().forEach(TaskPool::close);
    }

    @Override
    public void skipPending() {
        all().forEach(TaskPool::skipPending);
    }

    @Override
    public void closeNow() {
        closed().parallelStream().forEach(TaskPool::closeNow);
    }
}
