package dev.trenza.app.journal;

import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StreamOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Knows the items of a stream again that makes items of others: not only those of its source, but those that it has made
 * as well, each by what it is made of.
 *
 * <pre>
 *   source -> [read -> parse] -> batch -> [embed] -> results
 *              step 0: what came out       the last step: results,
 *              is kept, and taken          as of any other stream
 *              from there on a resume
 * </pre>
 *
 * <p>Thread-safe as the stages of a stream need it: each takes its items one at a time.
 */
final class StreamMemory {

    private final String stream;
    private final RunJournal journal;
    private final Fingerprint.OfFiles ofFiles;
    private final Map<String, Step> stepOfStage = new HashMap<>();
    private final Map<String, Fingerprint> ofReshapes = new HashMap<>();

    /** An item of the run, among all others. */
    private record Place(long seq, String part) {}

    /** What an item is known by, and whether an earlier session has its result. */
    record Known(ItemKey key, boolean isResult) {}

    /** A value that an earlier session has got out of the step; goes through its stages as it is. */
    record Recalled(@Nullable Object value) {}

    StreamMemory(String stream, RunJournal journal, Fingerprint.OfFiles ofFiles) {
        this.stream = stream;
        this.journal = journal;
        this.ofFiles = ofFiles;
    }

    /** Stages between two that make items of others. */
    final class Step {

        private final boolean isFirst;
        private final boolean isLast;
        private final Fingerprint fingerprint;
        private final Map<Place, Known> running = new ConcurrentHashMap<>();

        Step(int number, boolean isFirst, boolean isLast) {
            this.isFirst = isFirst;
            this.isLast = isLast;
            this.fingerprint = new Fingerprint(stream + "\n" + number, ofFiles);
        }

        /** Whether what comes out of it is a result. */
        boolean isLast() {
            return isLast;
        }

        /** Takes an item in; tells what came of it in an earlier session. */
        Entry enter(Item item) {
            ItemKey key = fingerprint.of(item.origin(), item.value());
            Entry entry = journal.enter(stream, item, key, isFirst, isLast);
            running.put(
                    new Place(item.seq(), item.part()),
                    new Known(key, entry.decision().skips()));
            return entry;
        }

        /** A value has come out that is no result. */
        void leave(Item item, @Nullable Object value, boolean isNew) {
            Known known = running.remove(new Place(item.seq(), item.part()));
            if (isNew && known != null) {
                journal.addStep(stream, known.key(), value);
            }
        }
    }

    /**
     * What becomes of an item that goes into a step.
     *
     * @param decision whether it runs, and why
     * @param recalled what came out of the step before; {@code null} if it runs, or if that was a result
     */
    record Entry(Decision decision, @Nullable Recalled recalled) {}

    /** The stages, with those that run tasks remembering. */
    List<Stage> around(List<Stage> stages) {
        List<Stage> remembering = new ArrayList<>();
        Step step = null;
        int number = 0;
        boolean isFirst = true;
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            if (stage.reshape() != null) {
                ofReshapes.put(stage.name(), new Fingerprint(stream + "\n" + stage.name(), ofFiles));
                remembering.add(stage);
                step = null;
                number++;
                continue;
            }
            boolean begins = step == null;
            if (step == null) {
                boolean isLast = stages.subList(i, stages.size()).stream().allMatch(later -> later.reshape() == null);
                step = new Step(number, isFirst, isLast);
                isFirst = false;
            }
            boolean ends = i + 1 == stages.size() || stages.get(i + 1).reshape() != null;
            stepOfStage.put(stage.name(), step);
            remembering.add(remembering(
                    stage, new RememberingPool(stage.pool(), stage.input(), step, begins, ends, journal.isResumed())));
        }
        return remembering;
    }

    private static Stage remembering(Stage stage, RememberingPool pool) {
        return new Stage(
                stage.name(),
                stage.kind(),
                pool,
                stage.task(),
                item -> item,
                stage.limits(),
                stage.retry(),
                stage.rate(),
                stage.onError(),
                null);
    }

    /** What the outcome is known by that leaves the stream. */
    Known of(StreamOutcome outcome) {
        Item item = outcome.outcome().item();
        Step step = stepOfStage.get(outcome.stage());
        Known known = step == null ? null : step.running.remove(new Place(item.seq(), item.part()));
        return known == null ? ofWhatItIs(outcome) : known;
    }

    /** Of what has left in front of a step, or behind all of them. */
    private Known ofWhatItIs(StreamOutcome outcome) {
        String stage = outcome.stage() == null ? "" : outcome.stage();
        Fingerprint fingerprint =
                ofReshapes.computeIfAbsent(stage, name -> new Fingerprint(stream + "\n" + name, ofFiles));
        ItemKey place = fingerprint.of(outcome.origin(), outcome.part());
        ItemKey key = new ItemKey(place.high(), place.low(), print(outcome));
        return new Known(key, journal.isResult(stream, key));
    }

    private static int print(StreamOutcome outcome) {
        LineBuffer bytes = new LineBuffer();
        Object end = outcome.isSuccess()
                ? outcome.value()
                : outcome.skipped(outcome.status()).outcome();
        if (end instanceof Outcome.Skipped<?, ?> failed) {
            end = failed.reason();
        }
        if (!ValueBytes.append(end, bytes)) {
            ValueBytes.append(String.valueOf(end), bytes);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, bytes.size());
        return (int) crc.getValue();
    }
}
