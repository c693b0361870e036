package dev.trenza.app.pipelinefile;

import dev.trenza.app.reshape.Reshaping;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every key that a pipeline file may have, by the mapping in which it stands: what the reader knows, what the schema says
 * and what the documentation lists. Sources, tasks and their parameters are not among them; those describe themselves.
 */
@SuppressWarnings("ImmutableEnumChecker") // Lists of List.of, which cannot be changed.
enum FileKeys {
    /** {@code to} of {@code dead-letter}. */
    DEAD_LETTER("dead-letter", required("to", Form.TEXT, "the file that failures are appended to, as result lines")),

    /** What becomes of one kind of failures, as a mapping. */
    FAILED(
            "failed",
            required("dead-letter", Form.FILE_OR_MAPPING, "put failures aside in this file; the items end as skipped")
                    .of(DEAD_LETTER)),

    /** {@code on-error} as a mapping. */
    ERROR(
            "on-error",
            key("dead-letter", Form.FILE_OR_MAPPING, null, "put failures aside in this file; the items end as skipped")
                    .of(DEAD_LETTER),
            key("failed", Form.END, "as the others", "where the task threw").of(FAILED),
            key("timed-out", Form.END, "as the others", "where a time limit was up")
                    .of(FAILED),
            key("crashed", Form.END, "as the others", "CPU: where its worker died of it")
                    .of(FAILED),
            key("out-of-memory", Form.END, "as the others", "CPU: where it exhausted the heap")
                    .of(FAILED),
            key("quarantined", Form.END, "as the others", "CPU: where its workers died of it at every attempt")
                    .of(FAILED),
            key("others", Form.END, "the stream's; fail", "where nothing else is said")
                    .of(FAILED)),

    /** {@code retry}. */
    RETRY(
            "retry",
            required("attempts", Form.COUNT, "how often to try at most"),
            key("backoff", Form.DURATION, "0s", "the pause before the second attempt; it doubles each time")),

    /** An element of {@code stages} that runs a task. */
    STAGE(
            "stages",
            key("io", Form.TEXT, null, "the I/O task to run, on threads; see: trenza tasks"),
            key("cpu", Form.TEXT, null, "the CPU task to run, in worker JVMs; see: trenza tasks"),
            key("with", Form.PARAMETERS, null, "the parameters of the task"),
            key("concurrency", Form.COUNT, "the run's --io-jobs", "I/O: how many of it at once, on threads of its own"),
            key("workers", Form.COUNT, "the run's --jobs", "CPU: how many of it at once, in workers of its own"),
            key("heap", Form.SIZE, "a share of the machine", "CPU: of each of its workers"),
            key(
                    "oom-heap",
                    Form.SIZE,
                    "none",
                    "CPU: of the worker in which an item runs again that exhausted the heap"),
            key("timeout", Form.DURATION, "none", "of one attempt, from the moment it runs"),
            key("stall-timeout", Form.DURATION, "none", "of one attempt without telling progress"),
            key("queue-timeout", Form.DURATION, "none", "of the wait for the first attempt"),
            key("attempts", Form.COUNT, "2", "CPU: how often an item may kill its worker"),
            key("quarantine", Form.TEXT, "none", "CPU: the folder for items whose workers died of them"),
            key("sandbox", Form.CHOICE, "none", "CPU: what the task is kept from")
                    .oneOf("isolated", "limits", "none"),
            key("sandbox-write", Form.TEXTS, "none", "CPU: where an isolated task may write"),
            key("retry", Form.MAPPING, "one attempt", "what happens when the task fails")
                    .of(RETRY),
            key("rate", Form.RATE, "none", "how many items may begin it in a period; their wait counts in no time-out"),
            key("on-error", Form.ERROR_POLICY, "the stream's", "what becomes of an item that it failed")
                    .of(ERROR)),

    /** {@code output}. */
    OUTPUT(
            "output",
            key("format", Form.CHOICE, "ndjson", "what is written of each item")
                    .oneOf("ndjson", "csv", "files", "sqlite"),
            key(
                    "to",
                    Form.TEXT,
                    "stdout",
                    "the file; csv: {stream} in it is the name of the stream; files: a template such as out/{stem}.txt"),
            key(
                    "columns",
                    Form.TEXTS,
                    "those of the first value",
                    "csv, sqlite: the fields of the values, in this order; also item, stream and seq"),
            key("delimiter", Form.TEXT, ",", "csv: the character between two columns; tab is a word for it"),
            key("table", Form.TEXT, "{stream}", "sqlite: the table; {stream} is the name of the stream"),
            key("mode", Form.CHOICE, "replace", "sqlite: what becomes of rows that are there")
                    .oneOf("replace", "append"),
            key("field", Form.TEXT, "the value itself", "files: which field of a map is written")),

    /** A stream. */
    STREAM(
            "streams",
            required("source", Form.SOURCE, "where the items come from; see: trenza tasks"),
            key("ordered", Form.FLAG, "false", "whether results keep the order of the source"),
            key("on-error", Form.ERROR_POLICY, "fail", "what becomes of failures, where a stage does not say")
                    .of(ERROR),
            required("stages", Form.STAGES, "what happens to each item, in this order; may be empty: []")
                    .of(STAGE),
            key(
                            "output",
                            Form.MAPPING,
                            "the file's",
                            "where its results go, if not where those of the others do; needs 'to'")
                    .of(OUTPUT)),

    /** What a test expects of a stream. */
    EXPECTATION(
            "expect",
            key("values", Form.VALUES, null, "the values of the successes, in order"),
            key("statuses", Form.TEXTS, null, "how the items end, in order"),
            key("errors", Form.TEXTS, null, "a part of the message of each failure, in order")),

    /** An element of {@code tests}. */
    TEST(
            "tests",
            required("name", Form.TEXT, "what the test shows"),
            required("given", Form.GIVEN, "the items of each stream that is to run, in the place of its source"),
            required("expect", Form.EXPECTATIONS, "the values of each stream; or its values, statuses and errors")
                    .of(EXPECTATION)),

    /** The file. */
    PIPELINE(
            "the file",
            key("name", Form.TEXT, "the file's name", "for the eyes"),
            key("task-path", Form.TEXTS, "none", "jars, or folders of jars, with further tasks"),
            required("streams", Form.STREAMS, "the streams by name; they all run at once")
                    .of(STREAM),
            key("output", Form.MAPPING, "ndjson on stdout", "where the results go")
                    .of(OUTPUT),
            key("tests", Form.TESTS, "none", "what 'trenza test' checks").of(TEST));

    private final String title;
    private final List<Key> keys;

    FileKeys(String title, Key... keys) {
        this.title = title;
        this.keys = List.of(keys);
    }

    /** The forms that values have. */
    enum Form {
        TEXT("a text"),
        TEXTS("a text or a list of texts"),
        COUNT("a whole number from 1"),
        FLAG("true or false"),
        DURATION("a duration: 200ms, 1.5s, 2m, 1h"),
        SIZE("a size: 256m, 1.5g"),
        RATE("a rate: 10/s, 90/m, 1/200ms"),
        CHOICE("a word"),
        PARAMETERS("a mapping of the task's parameters"),
        MAPPING("a mapping"),
        FILE_OR_MAPPING("a file, or a mapping"),
        ERROR_POLICY("fail, skip, or a mapping"),
        END("fail, skip, or `dead-letter`"),
        SOURCE("a mapping of one source"),
        STAGES("a list"),
        STREAMS("a mapping by name"),
        VALUES("a list of values"),
        GIVEN("a mapping from streams to lists"),
        EXPECTATIONS("a mapping from streams to lists or mappings"),
        TESTS("a list");

        private final String words;

        Form(String words) {
            this.words = words;
        }

        /** What must stand there, with its unit. */
        String words() {
            return words;
        }
    }

    /**
     * A key.
     *
     * @param name as it is written
     * @param form of its value
     * @param isRequired whether it must be there
     * @param defaultValue in words; {@code null} if there is none
     * @param description one line
     * @param choices the words, if it is one of a few
     * @param section the keys of its value, or of the elements of it
     */
    record Key(
            String name,
            Form form,
            boolean isRequired,
            @Nullable String defaultValue,
            String description,
            List<String> choices,
            @Nullable FileKeys section) {

        private Key oneOf(String... words) {
            return new Key(name, form, isRequired, defaultValue, description, List.of(words), section);
        }

        private Key of(FileKeys keys) {
            return new Key(name, form, isRequired, defaultValue, description, choices, keys);
        }
    }

    private static Key key(String name, Form form, @Nullable String defaultValue, String description) {
        return new Key(name, form, false, defaultValue, description, List.of(), null);
    }

    private static Key required(String name, Form form, String description) {
        return new Key(name, form, true, null, description, List.of(), null);
    }

    /** How the mapping is called. */
    String title() {
        return title;
    }

    /** The keys, in the order in which they are shown. */
    List<Key> keys() {
        return keys;
    }

    /** Their names. */
    List<String> words() {
        return keys.stream().map(Key::name).toList();
    }

    /** The words that say what a stage does: exactly one of them is there. */
    static List<String> stageKinds() {
        return Stream.concat(Stream.of("io", "cpu"), Reshaping.words().stream()).toList();
    }

    /** Every word that a stage may have. */
    static List<String> stageWords() {
        List<String> words = new ArrayList<>(STAGE.words());
        words.addAll(Reshaping.words());
        return words;
    }
}
