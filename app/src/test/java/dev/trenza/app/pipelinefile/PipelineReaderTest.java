package dev.trenza.app.pipelinefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.output.TableOutput;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.pipeline.Rate;
import dev.trenza.core.process.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineReaderTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("COUNT", "7", "FOLDER", "here");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("pipe.yaml");
    }

    @Test
    void theWholeLanguageIsRead() throws Exception {
        Files.writeString(folder.resolve("mine.jar"), "");

        PipelineFile pipeline = read("""
                name: documents
                task-path: mine.jar
                streams:
                  texts:
                    source: { files: ["a/**", "b/*.{xml,html}"] }
                    ordered: true
                    stages:
                      - io: read
                        concurrency: 8
                        retry: { attempts: 3, backoff: 200ms }
                      - cpu: digest
                        workers: 2
                        timeout: 20s
                        stall-timeout: 5s
                        queue-timeout: 1m
                        heap: 256m
                        oom-heap: 1g
                        quarantine: bad
                        sandbox: isolated
                        sandbox-write: [out, /data]
                        attempts: 4
                        with: { algorithm: md5, rounds: 007 }
                  numbers:
                    source: { range: 5 }
                    stages: [ { cpu: square } ]
                  more:
                    source: { range: { to: 6 } }
                    stages: []
                  values:
                    source: { items: [1, 2.5, "3", true, ~, [a], { k: v }] }
                    stages: []
                  value:
                    source: { items: 3 }
                    stages: []
                output: { format: ndjson, to: out/results.ndjson }
                """);

        assertThat(pipeline.name()).isEqualTo("documents");
        assertThat(pipeline.taskPath()).containsExactly(folder.resolve("mine.jar"));
        assertThat(pipeline.output()).contains(folder.resolve("out/results.ndjson"));
        assertThat(pipeline.streams())
                .extracting(PipelineFile.Stream::source)
                .containsExactly(
                        new PipelineFile.Source(
                                "files", Map.of("patterns", List.of(folder + "/a/**", folder + "/b/*.{xml,html}"))),
                        new PipelineFile.Source("range", Map.of("to", "5")),
                        new PipelineFile.Source("range", Map.of("to", "6")),
                        new PipelineFile.Source(
                                "items",
                                Map.of(
                                        "values",
                                        Arrays.asList(1L, 2.5, "3", true, null, List.of("a"), Map.of("k", "v")))),
                        new PipelineFile.Source("items", Map.of("values", 3L)));
        PipelineFile.Stream texts = pipeline.streams().get(0);
        assertThat(texts.ordered()).isTrue();
        PipelineFile.Stage io = texts.stages().get(0);
        assertThat(io.kind()).isEqualTo(TaskKind.IO);
        assertThat(io.limits().concurrency()).hasValue(8);
        assertThat(io.limits().retry()).contains(new PipelineFile.Retry(3, Duration.ofMillis(200)));
        PipelineFile.Stage cpu = texts.stages().get(1);
        assertThat(cpu.parameters()).containsExactlyInAnyOrderEntriesOf(Map.of("algorithm", "md5", "rounds", "007"));
        assertThat(cpu.limits().workers()).hasValue(2);
        assertThat(cpu.limits().times())
                .isEqualTo(new TimeLimits(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofMinutes(1)));
        assertThat(cpu.limits().heap()).hasValue(256L << 20);
        assertThat(cpu.limits().oomHeap()).hasValue(1L << 30);
        assertThat(cpu.limits().quarantine()).contains(folder.resolve("bad"));
        assertThat(cpu.limits().sandbox()).contains(Sandbox.isolated(folder.resolve("out"), Path.of("/data")));
        assertThat(cpu.limits().attempts()).hasValue(4);
        assertThat(cpu.limits().wantOwnPool()).isTrue();
    }

    @Test
    void stagesThatRunNoTaskRatesAndErrorPoliciesAreRead() throws Exception {
        PipelineFile.Stream stream = read("""
                streams:
                  s:
                    source: { range: 5 }
                    on-error: skip
                    stages:
                      - io: read
                        rate: 90/m
                      - batch: 100
                      - cpu: square
                        rate: 1/200ms
                        on-error: { dead-letter: bad.ndjson }
                      - each
                      - each: words
                        on-error: fail
                      - group: { by: [type, year], sum: bytes }
                      - top: { n: 3, by: count }
                      - count
                """).streams().get(0);

        assertThat(stream.onError()).isEqualTo(PipelineFile.ErrorPolicy.SKIP);
        assertThat(stream.stages())
                .extracting(PipelineFile.Stage::task)
                .containsExactly("read", "batch", "square", "each", "each", "group", "top", "count");
        assertThat(stream.stages())
                .extracting(stage -> stage.reshaping().isPresent())
                .containsExactly(false, true, false, true, true, true, true, true);
        assertThat(stream.stages().get(0).rate()).contains(new Rate(90, Duration.ofMinutes(1)));
        assertThat(stream.stages().get(0).onError()).isEqualTo(PipelineFile.ErrorPolicy.SKIP);
        assertThat(stream.stages().get(1).parameters()).isEqualTo(Map.of("size", "100"));
        assertThat(stream.stages().get(2).rate()).contains(new Rate(1, Duration.ofMillis(200)));
        assertThat(stream.stages().get(2).onError().deadLetter()).contains(folder.resolve("bad.ndjson"));
        assertThat(stream.stages().get(4).onError()).isEqualTo(PipelineFile.ErrorPolicy.FAIL);
        assertThat(stream.stages().get(5).parameters())
                .isEqualTo(Map.of("by", List.of("type", "year"), "sum", "bytes"));
    }

    @Test
    void filesOfWhichOneUseSpoilsTheOtherAreTold() throws IOException {
        Files.writeString(folder.resolve("in.txt"), "");

        assertThat(problems("""
                streams:
                  s:
                    source: { lines: in.txt }
                    on-error: { dead-letter: ./in.txt }
                    stages: []
                    output: { to: x/../out.ndjson }
                  t:
                    source: { lines: "-" }
                    on-error: { dead-letter: out.ndjson }
                    stages: []
                    output: { to: in.txt }
                  u: { source: { lines: "-" }, stages: [], output: { format: csv } }
                output: { to: out.ndjson }
                """))
                .extracting(
                        problem -> problem.toString().substring(file.toString().length() + 1))
                .containsExactly(
                        "4:30: failures cannot go into this file, for stream 's' reads it and would never end",
                        "6:19: two outputs cannot share a file, and results go there already",
                        "9:30: failures cannot go into this file, for results go there",
                        "11:19: results cannot go into this file, for stream 's' reads it",
                        "12:16: only one stream can read standard input, and stream 't' reads it already",
                        "12:52: 'output' of stream 'u' needs 'to': stdout is for the streams that have no output of"
                                + " their own");
    }

    @Test
    void aStreamMayHaveAnOutputOfItsOwnAndADashIsStdout() throws Exception {
        PipelineFile pipeline = read("""
                streams:
                  s: { source: { range: 5 }, stages: [], output: { format: csv, to: "{stream}.csv" } }
                  t: { source: { range: 5 }, stages: [], output: { format: files, to: out/ } }
                  u: { source: { range: 5 }, stages: [] }
                output: { to: "-" }
                """);

        assertThat(pipeline.output()).isEmpty();
        assertThat(pipeline.outputs()).containsOnlyKeys("s");
        assertThat(pipeline.outputs().get("s").table().orElseThrow().fileOf("s"))
                .contains(folder.resolve("s.csv"));
        assertThat(pipeline.streams())
                .extracting(stream ->
                        stream.stages().stream().map(PipelineFile.Stage::task).toList())
                .containsExactly(List.of(), List.of("write"), List.of());
    }

    @Test
    void whatIsSetInOnePlaceStaysAsItWasWhereAnAliasStands() throws Exception {
        Files.writeString(file, """
                streams:
                  a: &base { source: { range: 1 }, stages: [ { cpu: square } ] }
                  b: *base
                """);

        PipelineFile pipeline = new PipelineReader(taskPath -> new KnownTasks())
                .read(file, List.of("streams.b.source.range=9", "streams.b.stages[0].workers=2"));

        assertThat(pipeline.streams())
                .extracting(stream -> stream.source().parameters().get("to"))
                .containsExactly("1", "9");
        assertThat(pipeline.streams())
                .extracting(stream -> stream.stages().get(0).limits().workers().isPresent())
                .containsExactly(false, true);
    }

    @Test
    void aliasesOfAliasesDoNotFillTheMemory() {
        StringBuilder lines = new StringBuilder("streams:\n  s:\n    stages: []\n    source:\n      items:\n");
        lines.append("        - &a0 [1, 1]\n");
        for (int i = 1; i < 25; i++) {
            lines.append("        - &a" + i + " [ *a" + (i - 1) + ", *a" + (i - 1) + " ]\n");
        }

        assertThat(problems(lines.toString()))
                .singleElement()
                .asString()
                .contains("a value of more than 1000000 parts; put them into a file");
    }

    @Test
    void eachWayToFailMayHaveItsOwnEnd() throws Exception {
        PipelineFile.Stream stream = read("""
                streams:
                  s:
                    source: { range: 5 }
                    on-error: { dead-letter: bad.ndjson, out-of-memory: fail }
                    stages:
                      - cpu: square
                        on-error: { timed-out: skip, crashed: { dead-letter: crashed.ndjson } }
                      - cpu: square
                        on-error: { failed: skip, others: fail }
                """).streams().get(0);

        PipelineFile.ErrorPolicy aside = new PipelineFile.ErrorPolicy(true, Optional.of(folder.resolve("bad.ndjson")));
        PipelineFile.ErrorPolicy streams = aside.with(Map.of("out-of-memory", PipelineFile.ErrorPolicy.FAIL));
        assertThat(stream.onError()).isEqualTo(streams);
        assertThat(stream.stages().get(0).onError())
                .isEqualTo(streams.with(Map.of(
                        "timed-out",
                        PipelineFile.ErrorPolicy.SKIP,
                        "crashed",
                        new PipelineFile.ErrorPolicy(true, Optional.of(folder.resolve("crashed.ndjson"))))));
        assertThat(stream.stages().get(1).onError())
                .isEqualTo(PipelineFile.ErrorPolicy.FAIL.with(Map.of("failed", PipelineFile.ErrorPolicy.SKIP)));

        assertThat(problems("""
                streams:
                  s:
                    source: { range: 5 }
                    on-error: { timeout: skip, crashed: skp, others: skip, dead-letter: x }
                    stages: [ { cpu: square, on-error: {} }, { cpu: square, on-error: { failed: { to: x } } } ]
                """))
                .extracting(
                        problem -> problem.toString().substring(file.toString().length() + 1))
                .containsExactly(
                        "4:17: 'timeout' is not known in 'on-error'; did you mean 'timed-out'?",
                        "4:41: 'crashed' must be fail, skip or { dead-letter: FILE }, was 'skp'; did you mean 'skip'?",
                        "4:46: 'dead-letter' is for the others already; take one of the two away",
                        "5:40: 'on-error' must be fail, skip or { dead-letter: FILE }, was an empty mapping",
                        "5:81: 'failed' needs 'dead-letter': the file that failures are appended to",
                        "5:83: 'to' is not known in 'failed'; known: dead-letter");
    }

    @Test
    void whatIsWrongWithThemIsToldAtOnce() {
        assertThat(problems("""
                streams:
                  s:
                    source: { range: 5 }
                    on-error: skp
                    stages:
                      - count: 3
                      - conut
                      - top
                      - batch: x
                      - each: { feild: a }
                      - cpu: square
                        rate: 10
                        on-error: { dead-letter: }
                      - batch: 3
                        timeout: 3s
                      - on-error: dead-letter
                """))
                .extracting(
                        problem -> problem.toString().substring(file.toString().length() + 1))
                .containsExactly(
                        "4:15: 'on-error' must be fail, skip or { dead-letter: FILE }, was 'skp'; did you mean 'skip'?",
                        "6:16: 'count' takes nothing; write '- count'",
                        "7:9: a stage of stream 's' must be a mapping with 'io' or 'cpu', or one of each, collect, count,"
                                + " group, was 'conut'; did you mean 'count'?",
                        "8:9: 'top' takes n: write 'top: ...'",
                        "9:9: stage 'batch': 'size' must be a whole number, was 'x'",
                        "10:17: stage 'each' has no parameter 'feild'; did you mean 'field'?",
                        "12:15: 'rate' must be a rate such as 10/s, 90/m or 1/200ms, was '10'",
                        "13:33: 'dead-letter' must be a text, was nothing",
                        "15:9: 'timeout' is not for this stage: 'batch' runs no task; give it to a stage that does",
                        "16:9: a stage of stream 's' has neither 'io' nor 'cpu'; it needs exactly one, or one of batch,"
                                + " each, collect, count, top, group",
                        "16:19: 'dead-letter' needs a file: on-error: { dead-letter: bad.ndjson }");
    }

    @Test
    void resultsMayBecomeATableOrFiles() throws Exception {
        String streams = "streams: { s: { source: { range: 5 }, stages: [ { cpu: square } ] } }\n";

        PipelineFile csv =
                read(streams + "output: { format: csv, to: \"out/{stream}.csv\", columns: [a, b], delimiter: tab }");
        PipelineFile sqlite = read(streams + "output: { format: sqlite, to: x.db, table: t, mode: append }");
        PipelineFile files = read(streams + "output: { format: files, to: out/ }");

        assertThat(csv.output()).isEmpty();
        assertThat(csv.table())
                .contains(new TableOutput(
                        TableOutput.Kind.CSV,
                        Optional.of(folder.resolve("out/{stream}.csv")),
                        List.of("a", "b"),
                        '\t',
                        "{stream}",
                        false));
        assertThat(sqlite.table())
                .contains(new TableOutput(
                        TableOutput.Kind.SQLITE, Optional.of(folder.resolve("x.db")), List.of(), ',', "t", true));
        assertThat(files.streams().get(0).stages())
                .extracting(PipelineFile.Stage::task)
                .containsExactly("square", "write");
        assertThat(files.streams().get(0).stages().get(1).parameters())
                .isEqualTo(Map.of("to", folder + "/out/{relative}"));
    }

    @Test
    void whatIsWrongWithTheOutputIsToldAtOnce() {
        String streams = "streams: { s: { source: { range: 5 }, stages: [] } }\n";

        assertThat(problems(streams + "output: { format: cvs }"))
                .singleElement()
                .asString()
                .endsWith("2:19: 'format' must be one of ndjson, csv, files, sqlite, was 'cvs'; did you mean 'csv'?");
        assertThat(problems(streams + "output: { format: sqlite, delimiter: ';', mode: add, columns: [a, a] }"))
                .extracting(
                        problem -> problem.toString().substring(file.toString().length() + 1))
                .containsExactly(
                        "2:9: 'output' needs 'to': the file of the database",
                        "2:27: 'delimiter' is of use with csv only, and 'format' is sqlite",
                        "2:49: 'mode' must be replace or append, was 'add'",
                        "2:63: 'columns' has a name twice");
        assertThat(problems(streams + "output: { format: csv, delimiter: '||' }"))
                .singleElement()
                .asString()
                .contains("'delimiter' must be one character");
    }

    @Test
    void theNameIsThatOfTheFileIfNoneIsGiven() throws Exception {
        assertThat(read("streams: { s: { source: { range: 1 }, stages: [] } }").name())
                .isEqualTo("pipe");
    }

    /** Each row: a stage, the column of the mistake in line 6, and what is said about it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { cpu: squre }                              | 16 | no CPU task is named 'squre'; did you mean 'square'?
            { cpu: read }                               | 16 | no CPU task is named 'read'; it is an I/O task: write 'io: read'
            { cpu: zzz }                                | 16 | no CPU task is named 'zzz'; known: square, digest
            { io: read, cpu: square }                   | 21 | a stage of stream 's' has both 'io' and 'cpu'; it needs exactly one
            { timeout: 1s }                             | 9  | a stage of stream 's' has neither 'io' nor 'cpu'; it needs exactly one, or one of batch, each, collect, count, top, group
            { cpu: square, wrokers: 2 }                 | 24 | 'wrokers' is not known in a stage of stream 's'; did you mean 'workers'?
            { cpu: square, workers: two }               | 33 | 'workers' must be a whole number from 1, was 'two'
            { cpu: square, workers: 0 }                 | 33 | 'workers' must be a whole number from 1, was '0'
            { cpu: square, workers: [2] }               | 33 | 'workers' must be a whole number from 1, was a list
            { cpu: square, concurrency: 2 }             | 24 | 'concurrency' is not for this stage: a stage with 'cpu' runs in workers; its width is 'workers'
            { io: read, heap: 1g }                      | 21 | 'heap' is not for this stage: a stage with 'io' runs on threads; its width is 'concurrency'
            { cpu: square, timeout: 20 }                | 33 | 'timeout' must be a duration such as 200ms, 1.5s, 2m or 1h, was '20'
            { cpu: square, timeout: 0s }                | 33 | 'timeout' must be a duration such as 200ms, 1.5s, 2m or 1h, was '0s'
            { cpu: square, stall-timeout: 5 }           | 39 | 'stall-timeout' must be a duration such as 200ms, 1.5s, 2m or 1h, was '5'
            { cpu: square, queue-timeout: 0s }          | 39 | 'queue-timeout' must be a duration such as 200ms, 1.5s, 2m or 1h, was '0s'
            { cpu: square, stal-timeout: 5s }           | 24 | 'stal-timeout' is not known in a stage of stream 's'; did you mean 'stall-timeout'?
            { cpu: square, heap: 256q }                 | 30 | 'heap' must be a size from 8m, such as 64m, 512m or 2g, was '256q'
            { cpu: square, heap: 1g, oom-heap: 512m }   | 44 | 'oom-heap' must be more than 'heap'
            { cpu: square, sandbox: yes }               | 33 | 'sandbox' must be isolated, limits or none, was 'yes'
            { cpu: square, sandbox: limits, sandbox-write: a } | 41 | 'sandbox-write' is of use with 'sandbox: isolated' only
            { cpu: square, sandbox: isolated, sandbox-write: / } | 58 | a sandbox in which / is writable is none
            { io: read, sandbox: isolated }             | 21 | 'sandbox' is not for this stage: a stage with 'io' runs on threads; its width is 'concurrency'
            { io: read, oom-heap: 1g }                  | 21 | 'oom-heap' is not for this stage: a stage with 'io' runs on threads; its width is 'concurrency'
            { cpu: square, retry: 3 }                   | 31 | 'retry' must be a mapping such as { attempts: 3, backoff: 200ms }, was '3'
            { cpu: square, retry: { backoff: 1s } }     | 31 | 'retry' needs 'attempts': how often to try at most
            { cpu: square, with: { a: 1 } }             | 32 | task 'square' has no parameter 'a'; it takes none
            { cpu: digest, with: { algoritm: md5 } }    | 32 | task 'digest' has no parameter 'algoritm'; did you mean 'algorithm'?
            { cpu: digest, with: { algorithm: md6 } }   | 43 | task 'digest': 'algorithm' must be one of: sha-256, md5, was 'md6'
            { cpu: digest, with: { rounds: [1] } }      | 40 | task 'digest': 'rounds' must be a whole number, was '[1]'
            { cpu: digest, with: { rounds: {} } }       | 40 | 'rounds' must be a single value or a list, was a mapping
            { io: write, with: { to: refused } }        | 11 | task 'write' refuses this
            { io: write }                               | 11 | task 'write': 'to' is missing; it must be a text with placeholders such as {stem} (where to)
            { cpu: square, cpu: square }                | 24 | 'cpu' is there twice in a stage of stream 's'
            { cpu: }                                    | 15 | 'cpu' must be a text, was nothing
            square                                      | 9  | a stage of stream 's' must be a mapping with 'io' or 'cpu', or one of each, collect, count, group, was 'square'
            { cpu: square, timeout: "${NOPE}" }         | 33 | 'NOPE' is neither an environment variable nor a system property; set it, or give a default: ${NOPE:...}
            { cpu: square, timeout: "${ 1s" }           | 33 | '${' begins a placeholder such as ${NAME} or ${NAME:default}; write $${ for a plain ${
            """)
    void aMistakeInAStageIsToldWithItsPlace(String stage, int column, String message) {
        List<Problem> problems = problems("""
                name: mistakes
                streams:
                  s:
                    source: { range: 5 }
                    stages:
                      - %s
                """.formatted(stage));

        assertThat(problems).containsExactly(new Problem(file.toString(), 6, column, message));
    }

    /** Each row: a source, the column of the mistake in line 2, and what is said about it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { fles: "*" }              | 18 | 'fles' is not known in the source of stream 's'; did you mean 'files'?
            { files: }                 | 24 | 'files' must be a single value or a list, was nothing
            { lines: gone.txt }        | 25 | there is no file 'FOLDER/gone.txt'
            { lines: ../FOLDER }       | 25 | 'FOLDER' is a directory; 'files' takes the files in it
            { range: [1] }             | 18 | source 'range': 'to' must be a whole number, was '[1]'
            { range: x }               | 18 | source 'range': 'to' must be a whole number, was 'x'
            { range: { too: 5 } }      | 18 | source 'range': 'to' is missing; it must be a whole number (how many)
            { range: { to: x } }       | 31 | source 'range': 'to' must be a whole number, was 'x'
            { range: 1, items: [1] }   | 16 | the source of stream 's' must be exactly one of files, lines, range, items, was range and items
            { }                        | 16 | the source of stream 's' must be exactly one of files, lines, range, items, was nothing
            { items: [!mine 3] }       | 26 | the tag !mine is not understood; take it away
            { items: [.inf] }          | 26 | '.inf' is out of range: whole numbers have 64 bits, and none is infinite
            { items: [{a: 1, a: 2}] }  | 33 | 'a' is there twice
            docs                       | 16 | the source of stream 's' must be a mapping such as { files: "docs/**" }, was 'docs'
            """)
    void aMistakeInASourceIsToldWithItsPlace(String source, int column, String message) {
        List<Problem> problems = problems("streams:\n  s: { source: %s, stages: [] }\n"
                .formatted(source.replace("FOLDER", folder.getFileName().toString())));

        assertThat(problems.get(0))
                .isEqualTo(new Problem(file.toString(), 2, column, message.replace("FOLDER", folder.toString())));
    }

    @Test
    void manyMistakesAreToldAtOnceInTheOrderOfTheFile() {
        List<Problem> problems = problems("""
                nmae: x
                streams:
                  a:
                    source: { rnge: 5 }
                    stages:
                      - cpu: squre
                      - io: write
                        with: { too: out }
                  b:
                    stages: none
                output: { format: xml }
                """);

        assertThat(problems)
                .extracting(problem -> problem.line() + ":" + problem.column())
                .containsExactly("1:1", "4:15", "6:14", "7:9", "8:17", "10:5", "10:13", "11:19");
    }

    @Test
    void aRelativePathBeginsInTheFolderOfTheFile() {
        assertThat(files("examples", "docs/*.md")).isEqualTo("examples/docs/*.md");
        assertThat(files("examples", "../*.md")).isEqualTo("*.md");
        assertThat(files("examples", "./../../*.md")).isEqualTo("../*.md");
        assertThat(files("..", "../*.md")).isEqualTo("../../*.md");
        assertThat(files("/a/b", "../../../*.md")).isEqualTo("/../*.md");
        assertThat(files("", "*.md")).isEqualTo("*.md");
        assertThat(files("examples", "/etc/*")).isEqualTo("/etc/*");
        assertThat(files("examples", "~/*")).isEqualTo(System.getProperty("user.home") + "/*");
        assertThat(files("odd[1]", "*.md")).isEqualTo("odd\\[1\\]/*.md");
        assertThat(new RelativePaths(Path.of("a{b}")).ofTask(TaskKind.IO, "write", Map.of("to", "out/{/}")))
                .containsEntry("to", "a{{b}}/out/{/}");
        assertThat(new RelativePaths(Path.of("a")).ofSource("files", Map.of("base", "b", "patterns", "*")))
                .isEqualTo(Map.of("base", "a/b", "patterns", "*"));
        assertThat(new RelativePaths(Path.of("a")).ofSource("lines", Map.of("path", "-")))
                .containsEntry("path", "-");
    }

    private static Object files(String home, String pattern) {
        return new RelativePaths(Path.of(home))
                .ofSource("files", Map.of("patterns", pattern))
                .get("patterns");
    }

    @Test
    void brokenYamlIsToldWithItsPlace() {
        assertThat(problems("streams:\n  a: [1, 2\n  b: 3\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .startsWith(file + ":3:")
                        .contains("not YAML")
                        .doesNotContain("\n"));
    }

    @Test
    void anEmptyFileAndAListAreNoPipelines() {
        assertThat(problems(""))
                .extracting(Problem::message)
                .containsExactly("the file is empty; a pipeline has at least 'streams'");
        assertThat(problems("- a"))
                .extracting(Problem::message)
                .containsExactly("a pipeline must be a mapping with 'streams', was a list");
        assertThat(problems("name: x"))
                .extracting(Problem::message)
                .containsExactly("a pipeline needs 'streams': one or more streams by name");
        assertThat(problems("streams: {}"))
                .extracting(Problem::message)
                .containsExactly("there are no streams; a pipeline has at least one");
    }

    @Test
    void aFileThatIsNotThereOrNotTextIsToldInOneLine() throws IOException {
        assertThat(problems(null)).extracting(Problem::toString).containsExactly(file + ": there is no such file");

        Files.write(file, "ñ".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems(null)).extracting(Problem::toString).containsExactly(file + ": the file is not UTF-8 text");
    }

    @Test
    void aValueThatContainsItselfIsRefused() {
        assertThat(problems("streams: { s: { source: { items: &a [*a] }, stages: [] } }"))
                .extracting(Problem::message)
                .contains("a value cannot contain itself");
    }

    @Test
    void placeholdersAreReplacedAndThenTyped() throws Exception {
        PipelineFile pipeline = read("""
                name: "${FOLDER}-${MISSING:default}-$${FOLDER}"
                streams:
                  s:
                    source: { items: [ "${COUNT}", "x" ] }
                    stages: []
                  t:
                    source: { items: [ plain ] }
                    stages: []
                  n:
                    source:
                      items:
                        - ${COUNT}
                        - ${NOTHING:5}
                    stages: []
                  r:
                    source: { range: "${COUNT}" }
                    stages: []
                """);

        assertThat(pipeline.name()).isEqualTo("here-default-${FOLDER}");
        assertThat(pipeline.streams().get(0).source())
                .extracting(PipelineFile.Source::parameters)
                .isEqualTo(Map.of("values", List.of("7", "x")));
        assertThat(pipeline.streams().get(2).source())
                .extracting(PipelineFile.Source::parameters)
                .isEqualTo(Map.of("values", List.of(7L, 5L)));
        assertThat(pipeline.streams().get(3).source())
                .extracting(PipelineFile.Source::parameters)
                .isEqualTo(Map.of("to", "7"));
    }

    private static final String SQUARES = """
            streams:
              first:
                source: { range: 5 }
                stages:
                  - cpu: square
                    timeout: 1s
              second:
                source: { items: [1, 2] }
                stages: []
            """;

    @Test
    void settingsTakeThePlaceOfWhatTheFileSaysOrAreAdded() throws Exception {
        PipelineFile pipeline = read(
                SQUARES,
                "name=other",
                "streams.first.source.range=${COUNT}",
                "streams.first.stages[0].workers=3",
                "streams.first.stages.0.timeout=9s",
                "streams.second.source.items[1]=x=y",
                "streams.second.source.items[0]=[a, {b: c}]",
                "output.to=results.ndjson");

        assertThat(pipeline.name()).isEqualTo("other");
        assertThat(pipeline.streams()).extracting(PipelineFile.Stream::name).containsExactly("first", "second");
        assertThat(pipeline.streams().get(0).source().parameters()).isEqualTo(Map.of("to", "7"));
        PipelineFile.Limits limits = pipeline.streams().get(0).stages().get(0).limits();
        assertThat(limits.workers()).hasValue(3);
        assertThat(limits.times().task()).isEqualTo(Duration.ofSeconds(9));
        assertThat(pipeline.streams().get(1).source().parameters())
                .isEqualTo(Map.of("values", List.of(List.of("a", Map.of("b", "c")), "x=y")));
        assertThat(pipeline.output()).hasValue(folder.resolve("results.ndjson"));
    }

    @Test
    void aLaterSettingWins() throws Exception {
        assertThat(read(SQUARES, "name=a", "name=b").name()).isEqualTo("b");
    }

    @Test
    void whatIsWrongWithASettingIsToldByItsOwnWords() {
        List<String> settings = List.of(
                "streams.first.stages[0].timeout=soon",
                "streams.first.stages[0].tiemout=3s",
                "streams.first.stages[1].timeout=3s",
                "streams.first.source.range.to.x=3",
                "streams.third.stages=[]",
                "name",
                "a..b=3",
                "name={");

        InvalidPipelineException e = catchThrowableOfType(
                InvalidPipelineException.class, () -> read(SQUARES, settings.toArray(String[]::new)));

        assertThat(e.problems())
                .extracting(Problem::toString)
                .anyMatch(text -> text.startsWith("--set " + settings.get(0) + ": 'timeout' must be "))
                .anyMatch(text -> text.equals("--set " + settings.get(1)
                        + ": 'tiemout' is not known in a stage of stream 'first'; did you mean 'timeout'?"))
                .contains("--set " + settings.get(2) + ": 'streams.first.stages' is a list of 1, which has no [1]")
                .contains("--set " + settings.get(3) + ": 'streams.first.source.range' is '5', and has no 'to'")
                .anyMatch(text -> text.startsWith("--set " + settings.get(4) + ": ") && text.contains("'source'"))
                .anyMatch(text -> text.startsWith("--set name: must be PATH=VALUE"))
                .anyMatch(text -> text.startsWith("--set a..b=3: must be PATH=VALUE"))
                .contains("--set name={: the value is not YAML; put it into quotes: name='...'");
    }

    @Test
    void theExceptionsMessageHoldsEveryProblem() {
        assertThatThrownBy(() -> read("streams: 3\nfoo: 4\n"))
                .isInstanceOf(InvalidPipelineException.class)
                .hasMessageContaining(":1:10: 'streams' must be a mapping")
                .hasMessageContaining(":2:1: 'foo' is not known in a pipeline");
    }

    private PipelineFile read(String yaml, String... settings) throws InvalidPipelineException {
        try {
            if (yaml != null) {
                Files.writeString(file, yaml);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PipelineReader(taskPath -> new KnownTasks(), new Substitution(ENVIRONMENT::get))
                .read(file, List.of(settings));
    }

    private List<Problem> problems(String yaml) {
        InvalidPipelineException e = catchThrowableOfType(InvalidPipelineException.class, () -> read(yaml));
        assertThat(e).as("an InvalidPipelineException for:\n" + yaml).isNotNull();
        return e.problems();
    }
}
