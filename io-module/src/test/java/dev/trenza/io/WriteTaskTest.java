package dev.trenza.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Task;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteTaskTest {

    private final IoTaskCatalog catalog = IoTaskCatalog.load(null);

    @TempDir
    Path directory;

    @Test
    void aValueBecomesAFileAndItsPath() throws Exception {
        Object result = write("out/{relative-dir}/{stem}.txt").run(item("docs/a.html", "text ü"));

        Path file = directory.resolve("out/docs/a.txt");
        assertThat(file).hasContent("text ü");
        assertThat(result).isEqualTo(Map.of("path", file.toString(), "bytes", 7L));
        assertThat(filesBelow(directory)).containsExactly("out/docs/a.txt");
    }

    @Test
    void bytesNumbersAndBooleansAreWrittenToo() throws Exception {
        Task<Item, Object> task = write("{name}");

        task.run(item("bytes", new byte[] {0, -1}));
        task.run(item("number", 42));
        task.run(item("boolean", true));

        assertThat(directory.resolve("bytes")).hasBinaryContent(new byte[] {0, -1});
        assertThat(directory.resolve("number")).hasContent("42");
        assertThat(directory.resolve("boolean")).hasContent("true");
    }

    @Test
    void aLargeFileIsWrittenWhole() throws Exception {
        byte[] content = new byte[300_001];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }

        write("{name}").run(item("large", content));

        assertThat(directory.resolve("large")).hasBinaryContent(content);
    }

    @Test
    void aFieldOfAMapIsWrittenAndTheRestGoesOn() throws Exception {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("title", "T");
        value.put("text", "body");
        value.put("words", 1);

        Object result = write("{stem}.txt", Map.of("field", "text")).run(item("a.html", value));

        assertThat(directory.resolve("a.txt")).hasContent("body");
        assertThat(result)
                .isEqualTo(Map.of(
                        "title",
                        "T",
                        "words",
                        1,
                        "path",
                        directory.resolve("a.txt").toString(),
                        "bytes",
                        4L));
        assertThat(value).containsKey("text");
    }

    @Test
    void aMapOrAListIsWrittenAsJson() throws Exception {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("title", "Ü");
        value.put("words", List.of(1, 2.5));
        value.put("none", null);

        Object result = write("{stem}.json").run(item("a.html", value));
        write("{stem}.json", Map.of("field", "words")).run(item("b.html", value));

        assertThat(directory.resolve("a.json")).hasContent("{\"title\":\"Ü\",\"words\":[1,2.5],\"none\":null}\n");
        assertThat(result).isEqualTo(Map.of("path", directory.resolve("a.json").toString(), "bytes", 43L));
        assertThat(directory.resolve("b.json")).hasContent("[1,2.5]\n");
    }

    @Test
    void whatCannotBeWrittenIsNamedWithItsRemedy() {
        Task<Item, Object> whole = write("{name}");
        Task<Item, Object> field = write("{name}", Map.of("field", "text"));

        assertThatThrownBy(() -> whole.run(item("a", null)))
                .hasMessage("'write' takes bytes, a text, a map or a list, was null");
        assertThatThrownBy(() -> field.run(item("a", Map.of("txt", 1))))
                .hasMessage("the value has no field 'text'; did you mean 'txt'?");
        assertThatThrownBy(() -> field.run(item("a", "plain")))
                .hasMessage("'write' takes the field 'text' of a map, was the text 'plain'; leave out 'field' to write"
                        + " the value itself");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aCharacterThatTheCharsetLacksIsNoQuestionMark() throws Exception {
        Task<Item, Object> task = write("{name}", Map.of("charset", "iso-8859-1"));

        task.run(item("a", "ü"));

        assertThat(directory.resolve("a")).hasBinaryContent("ü".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> task.run(item("b", "€")))
                .isInstanceOf(IOException.class)
                .hasMessage("the text holds a character that ISO-8859-1 lacks; give another 'charset'");
    }

    @Test
    void aFileOfAnEarlierRunIsReplacedInOneStep() throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "a longer text than the new one");

        write("{name}").run(item("a", "new"));

        assertThat(file).hasContent("new");
    }

    @Test
    void theFileIsAsReadableAsAnyOther() throws Exception {
        Path plain = Files.createFile(directory.resolve("plain"));

        write("{name}").run(item("a", "x"));

        assertThat(Files.getPosixFilePermissions(directory.resolve("a")))
                .as(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain)))
                .isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @ParameterizedTest
    @CsvSource({
        "{}, ../up, leads out of",
        "{}, a/../../up, leads out of",
        "{dir}/x, ../.., leads out of",
        "{name}, .., leads out of",
        ".{value}/up, ., leads out of",
        "{stem}, .., leads out of",
        "{value}, .., leads out of",
        "a-{value}, x/../../../../up, leads out of",
        "{}, /etc/passwd, is the absolute name that {} became",
        "{path}, /etc/passwd, is the absolute name that {path} became",
        "{dir}/x, /etc/passwd, is the absolute name that {dir} became",
        "x/{stream}/{}, /etc/passwd, is the absolute name that {} became",
        "{}, a/, names no file",
        "{}, ., names no file",
        "{name}, /, names no file"
    })
    void aNameThatLeadsOutIsRefusedBeforeAnythingIsWritten(String tail, String name, String why) {
        Task<Item, Object> task = write("out/" + tail);

        assertThatThrownBy(() -> task.run(item(name, name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("nothing was written: '")
                .hasMessageContaining(why)
                .hasMessageContaining("use {relative}");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aNulInANameIsRefused() {
        assertThatThrownBy(() -> write("{value}").run(item("a", "a\0b")))
                .hasMessageContaining("a?b' is no path on this system");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "..", "a//b/./c", "https://h/../x", "C:\\x\\..\\y"})
    void relativeMakesAnyOriginSafe(String origin) throws Exception {
        write("out/{relative}.txt").run(item(origin, "x"));

        assertThat(filesBelow(directory))
                .singleElement()
                .asString()
                .startsWith("out/")
                .endsWith(".txt");
    }

    @Test
    void aSymbolicLinkBehindTheFixedDirectoryIsNotFollowed(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(directory.resolve("out"));
        Files.createSymbolicLink(directory.resolve("out/link"), elsewhere);

        assertThatThrownBy(() -> write("out/{relative}").run(item("link/new/a", "x")))
                .hasMessageContaining("link' is a symbolic link, and none is followed");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aSymbolicLinkInTheFilesPlaceIsReplacedNotFollowed(@TempDir Path elsewhere) throws Exception {
        Path victim = Files.writeString(elsewhere.resolve("victim"), "untouched");
        Files.createSymbolicLink(directory.resolve("a"), victim);

        write("{name}").run(item("a", "x"));

        assertThat(victim).hasContent("untouched");
        assertThat(directory.resolve("a")).hasContent("x").isRegularFile();
        assertThat(Files.isSymbolicLink(directory.resolve("a"))).isFalse();
    }

    @Test
    void theFixedDirectoryIsTheAuthorsAffair(@TempDir Path elsewhere) throws Exception {
        Files.createSymbolicLink(directory.resolve("link"), elsewhere);

        write("link/{name}").run(item("a", "x"));

        assertThat(elsewhere.resolve("a")).hasContent("x");
    }

    @ParameterizedTest
    @CsvSource({
        "out/{stem}/../x, goes back by '..' behind its fixed directory",
        "{dir}/.., goes back by '..'",
        "out/, names a directory",
        "{dir}/, names a directory",
        "'', names a directory"
    })
    void aTemplateThatCannotWorkIsRefusedAtOnce(String template, String problem) {
        assertThatThrownBy(() -> catalog.create("write", Map.of("to", template)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void twoItemsNeverBecomeOneFile() throws Exception {
        Task<Item, Object> task = write("{stem}.txt");
        task.run(new Item("s", 0, "a/x.html", "first"));

        assertThatThrownBy(() -> task.run(new Item("s", 1, "b/x.html", "second")))
                .hasMessage(
                        "'" + directory.resolve("x.txt") + "' was already written in this run, for 'a/x.html', and is"
                                + " not overwritten for 'b/x.html'; put {relative} or {seq} into the template");
        assertThat(directory.resolve("x.txt")).hasContent("first");
    }

    @Test
    void notEvenItemsOfTwoStreams() throws Exception {
        write("{stem}.txt").run(new Item("s", 0, "a/x.html", "first"));

        assertThatThrownBy(() -> write("{stem}.txt").run(new Item("t", 0, "b/x.xml", "second")))
                .hasMessageContaining("already written in this run, for 'a/x.html'");
    }

    @Test
    void anItemMayWriteItsFileAgainWhenItIsRetried() throws Exception {
        Task<Item, Object> task = write("{stem}.txt");
        task.run(new Item("s", 0, "a/x.html", "first"));

        task.run(new Item("s", 0, "a/x.html", "again"));

        assertThat(directory.resolve("x.txt")).hasContent("again");
    }

    @Test
    void anotherRunKnowsNothingOfThis() throws Exception {
        write("{stem}.txt").run(new Item("s", 0, "a/x.html", "first"));

        IoTaskCatalog.load(null)
                .create("write", Map.of("to", directory + "/{stem}.txt"))
                .run(new Item("s", 1, "b/x.html", "second"));

        assertThat(directory.resolve("x.txt")).hasContent("second");
    }

    @Test
    void itemsMayMakeOneDirectoryAtTheSameTime() {
        Task<Item, Object> task = write("a/{stream}/c/d/{seq}");

        IntStream.range(0, 200).parallel().forEach(i -> {
            try {
                task.run(new Item("b", i, "o", "x"));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });

        assertThat(filesBelow(directory)).hasSize(200);
    }

    @Test
    void whatTheFileSystemRefusesIsNamedAndLeavesNothing() throws Exception {
        Files.createDirectories(directory.resolve("taken"));
        Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> write("{name}").run(item("taken", "x")))
                .hasMessageStartingWith("'" + directory.resolve("taken") + "' cannot be written: ");
        assertThatThrownBy(() -> write("{relative}").run(item("file/below", "x")))
                .hasMessage("'" + directory.resolve("file") + "' is in the way: a directory must be made there");
        assertThatThrownBy(() -> write("{name}").run(item("n".repeat(300), "x")))
                .hasMessageContaining("cannot be written: ");
        assertThat(filesBelow(directory)).containsExactly("file");
    }

    @Test
    void anInterruptEndsItAndLeavesNothing() {
        Task<Item, Object> task = write("{name}");

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> task.run(item("a", "x"))).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(directory).isEmptyDirectory();
    }

    private Task<Item, Object> write(String template) {
        return write(template, Map.of());
    }

    private Task<Item, Object> write(String template, Map<String, String> more) {
        Map<String, Object> parameters = new LinkedHashMap<>(more);
        parameters.put("to", directory + "/" + template);
        return catalog.create("write", parameters);
    }

    private static Item item(String origin, Object value) {
        return new Item("s", origin.hashCode(), origin, value);
    }

    private static List<String> filesBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
