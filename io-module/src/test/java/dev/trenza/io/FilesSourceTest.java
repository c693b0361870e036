package dev.trenza.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.SourceItem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Timeout(60)
class FilesSourceTest {

    private static final SortedNames.Listing REAL = Files::newDirectoryStream;

    @TempDir
    Path directory;

    @BeforeEach
    void makeTree() throws IOException {
        for (String file : List.of(
                "a.md",
                "b.txt",
                "c [1].md",
                "star*.md",
                "{x}.md",
                "ab.md",
                "ä.md",
                ".hidden.md",
                "docs/a.md",
                "docs/b.html",
                "docs/deep/a.md",
                "docs/deep/er/a.md",
                "docs/deep/er/c.xml",
                "docs/.git/x.md",
                "docs2/a.md",
                "empty.d/sub/x",
                "src/x/y/z/one.java",
                "src/x/two.java",
                "src/three.java",
                "z.MD")) {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
        Files.createSymbolicLink(directory.resolve("docs/loop"), directory);
        Files.createSymbolicLink(directory.resolve("docs/self"), Path.of("self"));
        Files.createSymbolicLink(directory.resolve("dangling.md"), Path.of("nowhere"));
        Files.createSymbolicLink(directory.resolve("link.md"), Path.of("a.md"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.md",
                "**/*.md",
                "**",
                "docs/**",
                "docs/**/a.md",
                "**/a.md",
                "docs/*/a.md",
                "docs/*",
                "*/*",
                "*",
                "docs/**/*.{md,xml}",
                "{a,b,nope}.*",
                "{docs,docs2}/{a,b}.{md,html}",
                "?.md",
                "[ab].md",
                "[!a].md",
                "[^a]*.md",
                "[a-c]*",
                "[]a].md",
                "[a-]*.md",
                "c\\ \\[1\\].md",
                "c ?1].md",
                "star\\*.md",
                "\\{x\\}.md",
                "\\{x}.md",
                ".*.md",
                "docs/.git/*",
                "**/.git/*",
                "docs/./a.md",
                "docs//a.md",
                "./docs/a.md",
                "docs/../a.md",
                "docs/../*.txt",
                "docs/loop/a.md",
                "docs/loop/docs/*.md",
                "*/loop/*.md",
                "src/**/**/*.java",
                "**/x/**",
                "src/**/z/*",
                "a.md",
                "ä.*",
                "nope",
                "nope/**",
                "docs",
                "{docs/deep,src}/**/*[ae]*",
                "{,docs/}a.md",
                "**/deep/**/*.md",
                "*[[]*",
                "**/e*/**"
            })
    void itFindsWhatTheShellFinds(String pattern) throws Exception {
        List<Object> found = files(Map.of("patterns", pattern, "allow-empty", true));

        assertThat(found).isEqualTo(inTheShell(pattern));
    }

    @ParameterizedTest
    @CsvSource({
        "docs/**/*.md,        docs/deep,           docs/a.md",
        "docs/**/*.md,        docs/deep/**,        docs/a.md",
        "docs/**/*.md,        docs/a.md,           docs/deep/a.md docs/deep/er/a.md",
        "docs/**/*.md,        **/er,               docs/a.md docs/deep/a.md",
        "docs/**/*.md,        docs/*/*.md,         docs/a.md docs/deep/er/a.md",
        "docs/**/*.md,        '**/{deep,a.md}',    ''",
        "docs/**/*.md,        deep,                docs/a.md docs/deep/a.md docs/deep/er/a.md",
        "src/**,              **/*e.java,          src/x/two.java"
    })
    void whatIsExcludedIsPassedOverAndSoAreWholeFolders(String pattern, String exclude, String expected)
            throws Exception {
        List<Object> found = files(Map.of("patterns", pattern, "exclude", exclude, "allow-empty", true));

        assertThat(found)
                .map(path -> directory.relativize(Path.of(path.toString())).toString())
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void hiddenNamesComeIfAskedFor() throws Exception {
        List<Object> found = files(Map.of("patterns", "**/*.md", "hidden", true));

        assertThat(found)
                .contains(at(".hidden.md"), at("docs/.git/x.md"))
                .hasSize(inTheShell("**/*.md").size() + 2);
    }

    @Test
    void aFileComesOnceHoweverManyPatternsItMatches() {
        assertThat(files(Map.of("patterns", List.of("docs/**/a.md", "docs/*.md", "{docs,docs}/a.*"))))
                .containsExactly(at("docs/a.md"), at("docs/deep/a.md"), at("docs/deep/er/a.md"));
    }

    @Test
    void filesComeInTheSameOrderEveryTime() {
        List<Object> files = files(Map.of("patterns", List.of("src/**", "*.md", "docs2/*")));

        assertThat(files)
                .containsExactly(
                        at("a.md"),
                        at("ab.md"),
                        at("c [1].md"),
                        at("docs2/a.md"),
                        at("link.md"),
                        at("src/three.java"),
                        at("src/x/two.java"),
                        at("src/x/y/z/one.java"),
                        at("star*.md"),
                        at("{x}.md"),
                        at("ä.md"));
    }

    @Test
    void aPathBeginsAsItsPatternDid() {
        assertThat(SourceCatalog.load(null)
                        .open("files", "pom.xml")
                        .collectList()
                        .block())
                .containsExactly("pom.xml");
        assertThat(SourceCatalog.load(null)
                        .open("files", "./src/../pom.xml")
                        .collectList()
                        .block())
                .containsExactly("src/../pom.xml");
        assertThat(SourceCatalog.load(null)
                        .open("files", directory + "/docs/*.html")
                        .collectList()
                        .block())
                .containsExactly(at("docs/b.html"));
    }

    @Test
    void aTildeIsTheHomeDirectory() {
        String before = System.getProperty("user.home");
        System.setProperty("user.home", directory.toString());
        try {
            assertThat(SourceCatalog.load(null)
                            .open("files", "~/docs/*.html")
                            .collectList()
                            .block())
                    .containsExactly(at("docs/b.html"));
        } finally {
            System.setProperty("user.home", before);
        }
    }

    @Test
    void eachPatternThatMatchesNothingIsOneFailedItem() {
        List<Object> items = files(Map.of("patterns", List.of("docs/*.pdf", "a.md", "nope/x/**", "docs", "{p,q}.md")));

        assertThat(items).hasSize(5).element(0).isEqualTo(at("a.md"));
        assertFailed(
                items.get(1),
                "docs/*.pdf",
                "no file matches 'docs/*.pdf' in '" + at("docs")
                        + "'; correct it, or set 'allow-empty' if that may be");
        assertFailed(
                items.get(2),
                "nope/x/**",
                "no file matches 'nope/x/**': there is no '" + at("nope")
                        + "'; correct it, or set 'allow-empty' if that may be");
        assertFailed(
                items.get(3),
                "docs",
                "no file matches 'docs': it is a directory, and 'docs/**' would mean the files below it; correct it, or"
                        + " set 'allow-empty' if that may be");
        assertFailed(
                items.get(4),
                "{p,q}.md",
                "no file matches '{p,q}.md': there is no '" + at("p.md")
                        + "'; correct it, or set 'allow-empty' if that may be");
    }

    @Test
    void aBaseThatDoesNotExistEndsTheStream() {
        StepVerifier.create(SourceCatalog.load(null).open("files", Map.of("patterns", "*", "base", at("nope"))))
                .verifyErrorMessage(
                        "'" + at("nope") + "' cannot be the base of file patterns: there is no such directory");
    }

    @Test
    void aDirectoryThatCannotBeListedIsOneFailedItem() throws IOException {
        SortedNames.Listing listing = path -> {
            if (path.endsWith("deep")) {
                throw new AccessDeniedException(path.toString());
            }
            return REAL.open(path);
        };

        List<Object> items = walk("docs/**/*.{md,html}", listing);

        assertThat(items).hasSize(3).contains(at("docs/a.md"), at("docs/b.html"));
        assertFailed(items.get(2), at("docs/deep"), "'" + at("docs/deep") + "' cannot be listed: permission denied");
    }

    @Test
    void aDirectoryThatFailsHalfWayIsOneFailedItem() throws IOException {
        SortedNames.Listing listing = path -> {
            DirectoryStream<Path> entries = REAL.open(path);
            return path.endsWith("docs2") ? new FailingHalfWay(entries) : entries;
        };

        List<Object> items = walk("{docs2,src}/*", listing);

        assertThat(items).hasSize(2);
        assertFailed(items.get(0), at("docs2"), "'" + at("docs2") + "' cannot be listed: the disk is gone");
        assertThat(items.get(1)).isEqualTo(at("src/three.java"));
    }

    @Test
    void aDirectoryIsListedOnlyIfAPatternNeedsItAndNotBeforeItIsAskedFor() throws IOException {
        List<String> listed = new ArrayList<>();
        GlobWalk walk = new GlobWalk(Glob.parse("docs/deep/**/*.md"), directory, false, path -> {
            listed.add(directory.relativize(path).toString());
            return REAL.open(path);
        });

        assertThat(listed).isEmpty();
        assertThat(walk.next()).isEqualTo(at("docs/deep/a.md"));
        assertThat(listed).containsExactly("docs/deep");
        assertThat(walk.next()).isEqualTo(at("docs/deep/er/a.md"));
        assertThat(listed).containsExactly("docs/deep", "docs/deep/er");
    }

    @Test
    void aHugeDirectoryIsReadPageByPage() throws IOException {
        Path many = Files.createDirectories(directory.resolve("many"));
        for (int i = 0; i < 100; i++) {
            Files.createFile(many.resolve(String.format("f%03d", i * 37 % 100)));
        }
        for (int limit : new int[] {1, 3, 33, 99, 100, 101}) {
            SortedNames names = new SortedNames(many, REAL, name -> !name.endsWith("7"), limit);
            List<String> found = new ArrayList<>();
            for (SortedNames.Name name = names.next(); name != null; name = names.next()) {
                found.add(name.text());
            }

            assertThat(found)
                    .as("%d names at a time", limit)
                    .isEqualTo(IntStream.range(0, 100)
                            .filter(i -> i % 10 != 7)
                            .mapToObj(i -> String.format("f%03d", i))
                            .toList());
        }
    }

    @Test
    void aNameThatIsNoTextIsOneFailedItem() throws Exception {
        Assumptions.assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")));
        String script = "cd \"$1\" && : > \"$(printf 'bad\\377.md')\"";
        assertThat(new ProcessBuilder("bash", "-c", script, "bash", directory.toString())
                        .start()
                        .waitFor())
                .isZero();

        List<Object> items = files(Map.of("patterns", List.of("bad*", "a.md")));

        assertThat(items).hasSize(3).contains(at("a.md"));
        assertThat(items.get(1))
                .isInstanceOfSatisfying(
                        SourceItem.class,
                        failed -> assertThat(failed.failure())
                                .hasMessageContaining(
                                        "has a name that is no text in this JVM's charset for file names (UTF-8)"));
    }

    @Test
    void wrongPatternsAreRefusedAtOnce() {
        assertThatThrownBy(() -> open(Map.of("patterns", List.of("a", "[")))).hasMessageContaining("is not closed");
        assertThatThrownBy(() -> open(Map.of("patterns", List.of())))
                .hasMessage("'patterns' must name at least one pattern, such as 'docs/**'");
        assertThatThrownBy(() -> open(Map.of())).hasMessageContaining("'patterns' is missing");
    }

    private List<Object> walk(String pattern, SortedNames.Listing listing) throws IOException {
        GlobWalk walk = new GlobWalk(Glob.parse(pattern), directory, false, listing);
        List<Object> items = new ArrayList<>();
        for (Object item = walk.next(); item != null; item = walk.next()) {
            items.add(item);
        }
        return items;
    }

    private List<Object> files(Map<String, Object> parameters) {
        return open(parameters).collectList().block();
    }

    private Flux<Object> open(Map<String, Object> parameters) {
        Map<String, Object> all = new java.util.HashMap<>(parameters);
        all.putIfAbsent("base", directory.toString());
        return SourceCatalog.load(null).open("files", all);
    }

    private String at(String path) {
        return directory + "/" + path;
    }

    /**
     * What bash finds: regular files only, sorted name by name as we do. Its {@code **} does not go through links either,
     * but it does look into them, which we do not.
     */
    private List<Object> inTheShell(String pattern) throws Exception {
        String quoted = pattern.replace(" ", "\\ ").replace("\\\\ ", "\\ ");
        String script = "cd \"$1\" && for f in " + quoted + "; do [ -f \"$f\" ] && printf '%s\\0' \"$f\"; done; true";
        Process bash;
        try {
            bash = new ProcessBuilder(
                            "bash", "-O", "globstar", "-O", "nullglob", "-c", script, "bash", directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no bash: " + e.getMessage());
            throw e;
        }
        String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor()).isZero();
        return Arrays.stream(output.split("\0"))
                .filter(file -> !file.isEmpty())
                .filter(file -> !file.contains("loop/") || pattern.contains("loop/") || !pattern.contains("**"))
                .map(file -> at(file.replace("/./", "/").replace("//", "/").replaceFirst("^\\./", "")))
                .distinct()
                .sorted((a, b) -> Arrays.compare(a.split("/"), b.split("/")))
                .map(file -> (Object) file)
                .toList();
    }

    private static void assertFailed(Object item, String origin, String message) {
        assertThat(item).isInstanceOfSatisfying(SourceItem.class, failed -> {
            assertThat(failed.origin()).isEqualTo(origin);
            assertThat(failed.failure()).hasMessage(message);
        });
    }

    /** A directory whose disk goes away. */
    private record FailingHalfWay(DirectoryStream<Path> entries) implements DirectoryStream<Path> {
        @Override
        public java.util.Iterator<Path> iterator() {
            java.util.Iterator<Path> some = entries.iterator();
            return new java.util.Iterator<>() {
                private boolean isFirst = true;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Path next() {
                    if (!isFirst) {
                        throw new java.nio.file.DirectoryIteratorException(new IOException("the disk is gone"));
                    }
                    isFirst = false;
                    return some.next();
                }
            };
        }

        @Override
        public void close() throws IOException {
            entries.close();
        }
    }
}
