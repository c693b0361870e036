package dev.trenza.test.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public type shows how it is used, and what it shows compiles. */
class JavadocExamplesTest {

    private static final Path ROOT = Path.of("..", "..");

    private static final List<Path> SOURCES = List.of(
            ROOT.resolve("cpu-worker/src/main/java/dev/trenza/task"),
            ROOT.resolve("core/src/main/java/dev/trenza/core"),
            ROOT.resolve("core/test-kit/src/main/java/dev/trenza/test"));

    private static final Pattern EXAMPLE = Pattern.compile("(?s)<pre>\\{@code\\s(.*?)\\}</pre>");
    private static final Pattern PUBLIC_TYPE = Pattern.compile("(?m)^public .*\\b(class|record|interface|enum) ");
    private static final Pattern MARGIN = Pattern.compile("(?m)^ *\\* ?");

    /** What needs no example of its own, by the reason. */
    private static final Map<String, Set<String>> WITHOUT = Map.of(
            "an exception that is caught as those are which TaskPoolException and RemoteException show",
            Set.of(
                    "PoolClosedException",
                    "PoolUnusableException",
                    "TaskCancelledException",
                    "TaskException",
                    "TaskFailedException",
                    "WorkerLostException",
                    "WorkerOutOfMemoryException",
                    "WorkerStartException",
                    "StreamFailedException",
                    "InvalidParametersException",
                    "UnusableFileException"),
            "a value that one is given by a type that has an example, and only reads",
            Set.of(
                    "CallTotals",
                    "CallsEnded",
                    "Item",
                    "Parameters",
                    "SourceItem",
                    "StageRun",
                    "StreamResult",
                    "StreamTotals",
                    "TaskReference",
                    "WorkerEnd",
                    "WorkerLifetime",
                    "WorkerOutput",
                    "WorkerState"),
            "public for another module of ours alone",
            Set.of(
                    "CallerContext",
                    "Cgroup",
                    "ClassArchive",
                    "LaunchTools",
                    "MemoryBudget",
                    "NearestName",
                    "Nullable",
                    "RunnableTask",
                    "TaskName",
                    "ValueText",
                    "WorkerCount"),
            "of use only with a library that is not here",
            Set.of("WorkerPoolMetrics"));

    /** An example in a source file, told by its line. */
    record Example(Path file, int line, String code) {
        @Override
        public String toString() {
            return file.getFileName() + " line " + line;
        }
    }

    static Stream<Path> publicTypes() {
        return SOURCES.stream()
                .flatMap(JavadocExamplesTest::files)
                .filter(file -> PUBLIC_TYPE.matcher(text(file)).find());
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.getParent().endsWith("local")) // not an API
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Example> examples() {
        return publicTypes().flatMap(JavadocExamplesTest::examplesOf);
    }

    private static Stream<Example> examplesOf(Path file) {
        String text = text(file);
        return EXAMPLE.matcher(text).results().map(found -> {
            int line = 1 + (int) text.substring(0, found.start()).lines().count();
            return new Example(file, line, MARGIN.matcher(found.group(1)).replaceAll(""));
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatJavadocShowsCompiles(Example example, @TempDir Path classes) throws IOException {
        assertThat(ShownCode.problems(example.code(), classes)).isEmpty();
    }

    @Test
    void everyPublicTypeHasAnExampleOrAReasonToHaveNone() {
        List<String> without = publicTypes()
                .filter(file -> examplesOf(file).findAny().isEmpty())
                .map(JavadocExamplesTest::nameOf)
                .toList();

        assertThat(without)
                .as("types without <pre>{@code ...}</pre> in their Javadoc, and those that need none")
                .containsExactlyInAnyOrderElementsOf(
                        WITHOUT.values().stream().flatMap(Set::stream).toList());
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
