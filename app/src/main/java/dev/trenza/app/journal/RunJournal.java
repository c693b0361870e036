package dev.trenza.app.journal;

import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The journal of a run that is going on. Thread-safe.
 *
 * <pre>{@code
 * try (RunJournal journal = RunJournal.open(directory, description, settings, screen::line)) {
 *     Flux<?> source = journal.watch("texts", files);
 *     OutcomeFormat results = new RecordedResults(Optional.of(journal), Optional.empty(), stdout, JsonLines::new);
 *     ... run ...
 *     journal.end(status, isOrdered);
 * }
 * }</pre>
 */
public final class RunJournal implements Closeable {

    /** How much of the last work a loss of power may cost. */
    private static final Duration SYNC = Duration.ofSeconds(1);

    private final RunDirectory run;
    private final RunDescription description;
    private final Settings settings;
    private final RunLock lock;
    private final JournalWriter writer;
    private final FinishedStreams finished;
    private final RecordedSteps steps;
    private final boolean isResumed;
    private final Consumer<String> lines;
    private final Disposable syncing;
    private final Map<String, ItemWatch> watches = new LinkedHashMap<>();
    private final Map<String, StreamMemory> memories = new HashMap<>();
    private final Map<String, EmittedResults> emitted = new HashMap<>();
    private final Set<String> unended = ConcurrentHashMap.newKeySet();
    private final Map<Decision, LongAdder> decisions = new EnumMap<>(Decision.class);

    private final LongAdder newSteps = new LongAdder();
    private final long beganNanos = System.nanoTime();

    // Mutable state, guarded by this
    private @Nullable IOException given;

    /**
     * How a journal is used. Immutable.
     *
     * @param resume whether to go on where an earlier session ended, if there is one
     * @param retryFailed whether items run again that have failed
     * @param explain whether to tell of each item what becomes of it
     * @param compareContent whether files are compared by their bytes, not by their size and time
     * @param isRequired whether the run must end if the journal cannot be written any more
     */
    public record Settings(
            boolean resume, boolean retryFailed, boolean explain, boolean compareContent, boolean isRequired) {}

    private RunJournal(
            RunDirectory run,
            RunDescription description,
            Settings settings,
            RunLock lock,
            JournalRecovery recovered,
            Consumer<String> lines)
            throws IOException {
        this.run = run;
        this.description = description;
        this.settings = settings;
        this.lock = lock;
        this.finished = recovered.finished();
        this.steps = recovered.steps();
        this.isResumed = recovered.sessions() > 0;
        this.lines = lines;
        for (Decision decision : Decision.values()) {
            decisions.put(decision, new LongAdder());
        }
        this.writer = new JournalWriter(run.rawResults(), run.values(), run.journal());
        writer.add(
                new JournalRecord.Start(Instant.now(), ProcessHandle.current().pid(), JournalRecovery.bootId()));
        writer.commit();
        this.syncing = Schedulers.boundedElastic()
                .schedulePeriodically(this::sync, SYNC.toMillis(), SYNC.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Begins a session in a folder: the first one of a run, or a further one.
     *
     * @param run its folder; it and its parents are made
     * @param description of what is about to run
     * @param lines takes what the user should know
     * @throws RunInUseException if another process is in the folder
     * @throws RunChangedException if what ran there was something else
     * @throws RunExistsException if there is a run and it is not to be resumed
     * @throws IOException if the folder cannot be written
     */
    public static RunJournal open(
            RunDirectory run, RunDescription description, Settings settings, Consumer<String> lines)
            throws IOException, RunChangedException, RunExistsException {
        Files.createDirectories(run.path());
        RunLock lock = RunLock.take(run);
        boolean isOpen = false;
        try {
            if (!run.exists()) {
                if (run.hasOtherFiles()) {
                    throw new RunExistsException(
                            "'" + run.path() + "' holds other files than those of a run; name a folder of its own");
                }
                description.write(run.description());
            } else if (!settings.resume()) {
                throw new RunExistsException("'" + run.path()
                        + "' holds a run already; go on with it (--resume), or name" + " a folder that does not exist");
            } else {
                RunDescription.read(run).requireSameAs(description, run);
            }
            JournalRecovery recovered = JournalRecovery.of(run, lines);
            RunJournal journal = new RunJournal(run, description, settings, lock, recovered, lines);
            isOpen = true;
            return journal;
        } finally {
            if (!isOpen) {
                lock.close();
            }
        }
    }

    /** Where it is. */
    public RunDirectory run() {
        return run;
    }

    /** Whether this is not the first session. */
    public boolean isResumed() {
        return isResumed;
    }

    /** How many items have succeeded, in all sessions. */
    public long done() {
        return finished.done();
    }

    /** How many items have failed, in all sessions, and have not succeeded since. */
    public long failed() {
        return finished.failed();
    }

    /** How many values are kept that are no results yet, in all sessions. */
    public long onTheirWay() {
        return steps.size() + newSteps.sum();
    }

    /** Says what was there when this session began. */
    public void tellBeginning() {
        if (isResumed) {
            boolean skipsFailed = finished.failed() > 0 && !settings.retryFailed();
            lines.accept("trenza: going on with " + run.id() + ": " + finished.words() + steps.words()
                    + (skipsFailed ? " (--retry-failed runs them again)" : ""));
        }
    }

    /** The source, with what need not run as skipped. */
    public Flux<?> watch(String stream, Flux<?> source) {
        ItemWatch watch = new ItemWatch(
                new Fingerprint(stream, ofFiles()),
                finished.of(stream),
                settings.retryFailed(),
                (origin, decision) -> decided(stream, origin, decision));
        watches.put(stream, watch);
        return watch.over(source);
    }

    private Fingerprint.OfFiles ofFiles() {
        return settings.compareContent() ? Fingerprint.OfFiles.CONTENT : Fingerprint.OfFiles.TIME;
    }

    private void decided(String stream, Object origin, Decision decision) {
        Objects.requireNonNull(decisions.get(decision)).increment();
        explain(stream, origin, decision);
    }

    private void explain(String stream, Object item, Decision decision) {
        if (settings.explain()) {
            lines.accept("trenza: " + stream + ": " + item + ": " + decision.line());
        }
    }

    /** The source of a stream that makes items of others: all of them come out of it. */
    public Flux<?> watchReshaped(String stream, Flux<?> source) {
        emitted.put(stream, new EmittedResults());
        unended.add(stream);
        return source.doOnComplete(() -> unended.remove(stream));
    }

    /** The stages of such a stream, which know the items again. */
    public List<Stage> remembering(String stream, List<Stage> stages) {
        if (!emitted.containsKey(stream)) {
            return stages;
        }
        StreamMemory memory = new StreamMemory(stream, this, ofFiles());
        memories.put(stream, memory);
        return memory.around(stages);
    }

    /** What becomes of an item that enters a step. */
    StreamMemory.Entry enter(String stream, Item item, ItemKey key, boolean isFirst, boolean isLast) {
        Optional<RecordedSteps.Value> value = isLast ? Optional.empty() : steps.find(key);
        Decision decision = value.isPresent()
                ? Decision.DONE
                : Decision.of(finished.of(stream).meet(key), settings.retryFailed());
        if (decision == Decision.UNFINISHED && !isLast && steps.hasWithAnyPrint(key)) {
            decision = Decision.CHANGED;
        }
        if (isFirst) {
            Objects.requireNonNull(decisions.get(decision)).increment();
        }
        explain(stream, item, decision);
        return new StreamMemory.Entry(
                decision,
                value.map(found -> new StreamMemory.Recalled(found.value())).orElse(null));
    }

    /** Whether an earlier session has this very result. */
    boolean isResult(String stream, ItemKey key) {
        return Decision.of(finished.of(stream).meet(key), settings.retryFailed())
                .skips();
    }

    /** Keeps what came out of a step. */
    void addStep(String stream, ItemKey key, @Nullable Object value) {
        LineBuffer bytes = new LineBuffer();
        if (isGivenUp() || !ValueBytes.append(value, bytes)) {
            return;
        }
        int sum = bytes.sum(0, bytes.size());
        try {
            writer.add(bytes, new JournalRecord.Step(Instant.now(), stream, key, bytes.size(), sum));
            newSteps.increment();
        } catch (IOException e) {
            return; // The next commit of the results thread tells of it.
        }
    }

    /** What the item is known by that has ended; empty if it did not run. */
    Optional<StreamMemory.Known> keyOf(StreamOutcome outcome) {
        StreamMemory memory = memories.get(outcome.stream());
        if (memory != null) {
            return Optional.of(memory.of(outcome));
        }
        ItemWatch watch = watches.get(outcome.stream());
        return watch == null
                ? Optional.empty()
                : watch.take(outcome.seq()).map(key -> new StreamMemory.Known(key, false));
    }

    /** A stream that makes items of others has let go of a result, be it an old one. */
    void emitted(StreamOutcome outcome, ItemKey key) {
        EmittedResults results = emitted.get(outcome.stream());
        if (results != null) {
            boolean isSkipped =
                    outcome.outcome().execution().attempts() == 0 && outcome.outcome() instanceof Outcome.Skipped;
            results.add(
                    key,
                    isSkipped
                            ? finished.of(outcome.stream()).isDone(key)
                            : JournalRecord.Item.isDone(outcome.status()));
        }
    }

    /** Adds the result that begins here in the buffer and ends with it. */
    void add(StreamOutcome outcome, ItemKey key, LineBuffer results, int start) throws IOException {
        if (isGivenUp()) {
            return;
        }
        String status = outcome.status();
        int end = results.size();
        finished.of(outcome.stream()).add(key, JournalRecord.Item.isDone(status));
        try {
            writer.add(
                    results,
                    start,
                    new JournalRecord.Item(
                            Instant.now(),
                            outcome.stream(),
                            outcome.seq(),
                            key,
                            status,
                            end - start,
                            results.sum(start, end)));
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /**
     * Writes down what runs, for a report of the folder.
     *
     * @param pools names the pool in which a stage ran
     */
    public RunListener listener(Function<StageRun, String> pools) {
        return new RunListener() {

            private final Map<String, Map<String, Integer>> stages = new HashMap<>();
            private int count;

            @Override
            public void stageFinished(StageRun run) {
                if (run.startedNanos() == 0 && run.status().equals("success")) {
                    return; // Its value is that of an earlier session.
                }
                Map<String, Integer> known = stages.computeIfAbsent(run.stream(), stream -> new HashMap<>());
                Integer number = known.get(run.stage());
                if (number == null) {
                    number = count++;
                    known.put(run.stage(), number);
                    String kind = run.kind().name().toLowerCase(Locale.ROOT);
                    writer.add(new JournalRecord.Stage(
                            Instant.now(), number, run.stream(), run.stage(), kind, pools.apply(run)));
                }
                ran(number, run);
            }
        };
    }

    private void ran(int stage, StageRun run) {
        long start = run.startedNanos() == 0
                ? -1
                : Math.max(0, TimeUnit.NANOSECONDS.toMicros(run.startedNanos() - beganNanos));
        try {
            writer.add(new JournalRecord.Run(
                    stage,
                    run.seq(),
                    run.worker(),
                    start,
                    TimeUnit.NANOSECONDS.toMicros(run.waitNanos()),
                    TimeUnit.NANOSECONDS.toMicros(run.runNanos()),
                    run.status()));
        } catch (IOException e) {
            return; // The next commit of the results thread tells of it.
        }
    }

    /** Writes what was added: a kill cannot take it back. */
    void commit() throws IOException {
        if (isGivenUp()) {
            return;
        }
        try {
            writer.commit();
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private synchronized boolean isGivenUp() {
        return given != null;
    }

    /** A run whose user never asked for a journal goes on without it. */
    private synchronized void giveUp(IOException e) throws IOException {
        boolean isFirst = given == null;
        given = e;
        if (settings.isRequired()) {
            throw e;
        }
        if (isFirst) {
            lines.accept("trenza: the journal '" + run.path() + "' cannot be written any more: " + e.getMessage()
                    + "; the run goes on without it, and cannot be resumed from here on");
        }
    }

    private void sync() {
        try {
            writer.sync();
        } catch (IOException e) {
            try {
                giveUp(e);
            } catch (IOException required) {
                return; // The next commit of the results thread ends the run.
            }
        }
    }

    /**
     * Ends the session: says so in the journal and, if all items of all sources have ended, publishes the results.
     *
     * @param status the exit status so far
     * @param isRegular whether the streams came to their end, so that results are to be published
     * @param isOrdered whether results are to be published in the order of their items
     * @return whether results were published
     * @throws IOException if the journal or the results cannot be written
     */
    public boolean end(int status, boolean isRegular, boolean isOrdered) throws IOException {
        if (isGivenUp()) {
            return false;
        }
        boolean isComplete = isRegular && isEveryItemKnown();
        if (isComplete) {
            emitted.forEach((stream, results) -> finished.of(stream).settle(results.done(), results.failed()));
        }
        writer.end(new JournalRecord.End(Instant.now(), status, finished.done(), finished.failed(), isComplete));
        writer.sync();
        if (isComplete) {
            boolean isMixed = isOrdered || !emitted.isEmpty();
            boolean asTheyAre = finished.replaced() == 0 && !(isMixed && isResumed);
            publication(isOrdered).publish(target(), asTheyAre);
        }
        return isComplete;
    }

    /** Whether it can be gone on with: it has been written to the last. */
    public boolean isResumable() {
        return !isGivenUp();
    }

    private boolean isEveryItemKnown() {
        return unended.isEmpty() && watches.values().stream().allMatch(ItemWatch::isComplete);
    }

    private Publication publication(boolean isOrdered) {
        return new Publication(run, isOrdered, isResumed ? emitted : Map.of());
    }

    /**
     * Passes on the results that are published, in their order.
     *
     * @throws IOException if they cannot be read, or if the consumer throws it
     */
    public void forEachPublished(boolean isOrdered, ResultConsumer consumer) throws IOException {
        publication(isOrdered).forEach(consumer);
    }

    /** Takes a result as it was printed. */
    @FunctionalInterface
    public interface ResultConsumer {
        /** Takes the next one. */
        void accept(byte[] result) throws IOException;
    }

    /** Where the results are when all items have ended. */
    public Path target() {
        return description.output().orElse(run.results());
    }

    /** Says what became of the items, if this was not the first session. */
    public void tellEnd() {
        if (!isResumed) {
            return;
        }
        StringBuilder line = new StringBuilder();
        decisions.forEach((decision, count) -> {
            if (count.sum() > 0) {
                line.append(line.length() == 0 ? "" : ", ").append(decision.line(count.sum()));
            }
        });
        lines.accept("trenza: resumed: " + (line.length() == 0 ? "no items" : line));
        long gone = watches.keySet().stream()
                .mapToLong(stream -> finished.of(stream).gone())
                .sum();
        if (isEveryItemKnown() && gone > 0) {
            lines.accept("trenza: " + gone
                    + " results are of items that the input does not have any more; they stay in the results");
        }
    }

    /** Gives the folder free. */
    @Override
    public void close() throws IOException {
        syncing.dispose();
        try (steps) {
            writer.close();
        } finally {
            lock.close();
        }
    }

    /** Makes sure that a new or renamed file is found after a loss of power. */
    static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return; // Not every system can; the file itself is synced.
        }
    }
}
