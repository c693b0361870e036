package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.output.StreamOutput;
import dev.trenza.app.output.TableOutput;
import dev.trenza.app.reshape.Reshaping;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.pipeline.Rate;
import dev.trenza.core.process.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a valid pipeline file says; its relative paths are resolved against its folder. Immutable.
 *
 * @param name of the pipeline; the file's own name without its ending if it gives none
 * @param streams in the order of the file, at least one
 * @param taskPath jars and folders of jars, besides those of the installation
 * @param output where result lines go; empty for stdout
 * @param table that takes the values in the place of result lines
 * @param tests in the order of the file
 */
public record PipelineFile(
        String name,
        List<Stream> streams,
        List<Path> taskPath,
        Optional<Path> output,
        Optional<TableOutput> table,
        List<Example> tests) {

    /** Copies the lists. */
    public PipelineFile {
        streams = List.copyOf(streams);
        taskPath = List.copyOf(taskPath);
        tests = List.copyOf(tests);
    }

    /**
     * A test: what comes out of some items.
     *
     * @param line of the file at which it is written
     * @param name what it shows
     * @param given items by the name of the stream that gets them in the place of its source
     * @param expected by the name of the stream
     */
    public record Example(int line, String name, Map<String, List<Object>> given, Map<String, Expectation> expected) {

        /** Copies the maps; their order is kept. */
        public Example {
            given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
            expected = Collections.unmodifiableMap(new LinkedHashMap<>(expected));
        }
    }

    /**
     * What must come out of a stream. What is empty may be anything; but if neither statuses nor errors are given, every
     * item must succeed.
     *
     * @param values of the successes, in order
     * @param statuses of all items, in order
     * @param errors a part of the message of each failure, in order
     */
    public record Expectation(
            Optional<List<@Nullable Object>> values, Optional<List<String>> statuses, Optional<List<String>> errors) {}

    /**
     * A source and what happens to its items.
     *
     * @param name unique in the file
     * @param source where the items come from
     * @param ordered whether the outcomes keep the order of the source
     * @param stages in order; may be empty
     * @param onError what becomes of an item that the source could not produce
     * @param output where its results go, if not where those of the other streams do
     */
    public record Stream(
            String name,
            Source source,
            boolean ordered,
            List<Stage> stages,
            ErrorPolicy onError,
            Optional<StreamOutput> output) {

        /** Copies the stages. */
        public Stream {
            stages = List.copyOf(stages);
        }

        /** The same stream with other stages. */
        public Stream with(List<Stage> newStages) {
            return new Stream(name, source, ordered, newStages, onError, output);
        }
    }

    /** The outputs of the streams that have one of their own, by the names of the streams. */
    public Map<String, StreamOutput> outputs() {
        Map<String, StreamOutput> outputs = new LinkedHashMap<>();
        streams.forEach(stream -> stream.output().ifPresent(output -> outputs.put(stream.name(), output)));
        return outputs;
    }

    /**
     * Where the items of a stream come from.
     *
     * @param name of the source
     * @param parameters by name; already checked against what the source declares
     */
    public record Source(String name, Map<String, Object> parameters) {

        /** Copies the parameters. */
        public Source {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * One step of a stream.
     *
     * @param kind where it runs; {@link TaskKind#IO} if it runs no task
     * @param task its name, or the word of its reshaping
     * @param parameters by name, each a text or a list; already checked against what the task declares
     * @param limits how much of it at once, how long, how often
     * @param rate how many items may begin it in a period
     * @param onError what becomes of an item that it failed
     * @param reshaping what it does in the place of running a task
     * @param emits whether its task makes many items of one, as it goes
     */
    public record Stage(
            TaskKind kind,
            String task,
            Map<String, Object> parameters,
            Limits limits,
            Optional<Rate> rate,
            ErrorPolicy onError,
            Optional<Reshaping> reshaping,
            boolean emits) {

        /** Copies the parameters. */
        public Stage {
            parameters = Map.copyOf(parameters);
        }

        /** A stage that runs a task as fast as it can. */
        public Stage(TaskKind kind, String task, Map<String, Object> parameters, Limits limits) {
            this(kind, task, parameters, limits, Optional.empty(), ErrorPolicy.FAIL, Optional.empty(), false);
        }

        /** Whether its items are others than those that came. */
        public boolean isReshaping() {
            return emits || reshaping.isPresent();
        }

        /** Whether it cannot share the pool of the run; what emits keeps its worker until its items are done. */
        public boolean wantsOwnPool() {
            boolean isLimited = kind == TaskKind.IO ? limits.concurrency().isPresent() : limits.wantOwnPool();
            return emits || isLimited;
        }
    }

    /**
     * What becomes of an item that failed.
     *
     * @param skips whether it ends as skipped, and not as failed
     * @param deadLetter the file that its result line is appended to
     * @param byStatus what becomes of those that ended in one of these ways instead: {@code timed-out}, {@code crashed}
     */
    public record ErrorPolicy(boolean skips, Optional<Path> deadLetter, Map<String, ErrorPolicy> byStatus) {

        /** It ends as failed. */
        public static final ErrorPolicy FAIL = new ErrorPolicy(false, Optional.empty());

        /** It ends as skipped. */
        public static final ErrorPolicy SKIP = new ErrorPolicy(true, Optional.empty());

        /** The same for every failure. */
        public ErrorPolicy(boolean skips, Optional<Path> deadLetter) {
            this(skips, deadLetter, Map.of());
        }

        /** Copies the map; its order is kept. */
        public ErrorPolicy {
            byStatus = Collections.unmodifiableMap(new LinkedHashMap<>(byStatus));
        }

        /** The same, but with these ways out for some of the failures. */
        public ErrorPolicy with(Map<String, ErrorPolicy> more) {
            Map<String, ErrorPolicy> all = new LinkedHashMap<>(byStatus);
            all.putAll(more);
            return new ErrorPolicy(skips, deadLetter, all);
        }

        /** The files that failures are appended to. */
        public List<Path> deadLetters() {
            Set<Path> files = new LinkedHashSet<>();
            deadLetter.ifPresent(files::add);
            byStatus.values().forEach(policy -> files.addAll(policy.deadLetters()));
            return List.copyOf(files);
        }
    }

    /**
     * What bounds a stage. Whatever is empty takes the default of the run.
     *
     * @param concurrency calls at once, of an I/O stage
     * @param workers of a pool of its own, of a CPU stage
     * @param heap of each of its workers, in bytes
     * @param oomHeap of the worker in which an item runs again that has exhausted the heap, in bytes
     * @param times how long an item may take
     * @param attempts how often an item may kill its worker
     * @param quarantine where items are kept whose workers died of them
     * @param sandbox what the task is kept from
     * @param retry what happens if the task fails
     */
    public record Limits(
            OptionalInt concurrency,
            OptionalInt workers,
            OptionalLong heap,
            OptionalLong oomHeap,
            TimeLimits times,
            OptionalInt attempts,
            Optional<Path> quarantine,
            Optional<Sandbox> sandbox,
            Optional<Retry> retry) {

        /** Nothing said. */
        public static final Limits NONE = new Limits(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                TimeLimits.NONE,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        /** The same bounds with another retry. */
        public Limits with(Retry newRetry) {
            return new Limits(
                    concurrency, workers, heap, oomHeap, times, attempts, quarantine, sandbox, Optional.of(newRetry));
        }

        /** Whether the stage cannot share the pool of the run. */
        public boolean wantOwnPool() {
            return workers.isPresent()
                    || heap.isPresent()
                    || oomHeap.isPresent()
                    || attempts.isPresent()
                    || quarantine.isPresent()
                    || sandbox.isPresent();
        }
    }

    /**
     * Runs a failed task again.
     *
     * @param attempts at least 1
     * @param backoff the pause before the second attempt
     */
    public record Retry(int attempts, Duration backoff) {}
}
