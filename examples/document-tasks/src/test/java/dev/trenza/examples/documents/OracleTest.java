package dev.trenza.examples.documents;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trenza.examples.samples.SampleDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with programs that know nothing of ours; where one is missing, its test is skipped. */
@Timeout(60)
class OracleTest {

    private static final String PYTHON_XML_WORDS = "import sys, xml.etree.ElementTree as e;"
            + "print(sum(len(t.split()) for t in e.parse(sys.argv[1]).getroot().itertext()))";
    private static final String PYTHON_HTML_TEXT = """
            import sys
            from html.parser import HTMLParser
            class Visible(HTMLParser):
                hidden = 0
                def handle_starttag(self, tag, attrs): self.hidden += tag in ('script', 'style', 'title')
                def handle_endtag(self, tag): self.hidden -= tag in ('script', 'style', 'title')
                def handle_data(self, data):
                    if not self.hidden: sys.stdout.buffer.write((data + ' ').encode('utf-8'))
            Visible().feed(open(sys.argv[1], encoding='utf-8').read())
            """;

    @TempDir
    private Path folder;

    @Test
    void wordsAndCharactersOfAnyTextAreThoseOfWc() throws Exception {
        StringBuilder odd =
                new StringBuilder("a b\tc\rd\fe\u000bf\n\n g\u00a0h\u2007i\u202fj\u2003k\u3000l\u2060m\u200bn");
        odd.append(" \ud83d\ude00 - -- \u00e4\u0301 \u7de8\u3080 ");
        Path file = Files.writeString(folder.resolve("odd.txt"), odd);

        Extraction extraction = Extraction.of(file);

        assertThat(extraction.words()).isEqualTo(number(run("wc", "-w", file.toString())));
        assertThat(extraction.characters()).isEqualTo(number(run("wc", "-m", file.toString())));
    }

    @Test
    void theNoticesOfThisJdkHaveTheWordsThatWcCounts() throws Exception {
        List<Path> notices;
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.home"), "legal"))) {
            notices = files.filter(Files::isRegularFile).sorted().toList();
        }
        assumeTrue(!notices.isEmpty(), "this JDK has no notices");

        for (Path notice : notices) {
            Extraction extraction = Extraction.of(notice);
            if (extraction.type().equals("plain")) {
                Path text = Files.writeString(folder.resolve("notice.txt"), extraction.text());
                assertThat(extraction.words())
                        .as(notice.toString())
                        .isEqualTo(number(run("wc", "-w", notice.toString())));
                assertThat(number(run("wc", "-w", text.toString()))).isEqualTo(extraction.words());
            }
        }
    }

    @Test
    void thePomsOfThisProjectHaveTheWordsThatPythonFinds() throws Exception {
        Path root = Path.of(System.getProperty("trenza.root"));

        for (String pom : List.of("pom.xml", "app/pom.xml", "cpu-worker/pom.xml")) {
            String words =
                    run("python3", "-c", PYTHON_XML_WORDS, root.resolve(pom).toString());
            assertThat(Extraction.of(root.resolve(pom)).words()).as(pom).isEqualTo(number(words));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"braid", "trenza", "rope-walk"})
    void docxHasTheWordsThatUnzipAndPythonFind(String name) throws Exception {
        SampleDocuments.write(folder);
        Path docx = folder.resolve(name + ".docx");
        Path body = Files.writeString(
                folder.resolve("body.xml"),
                run("unzip", "-p", docx.toString(), "word/document.xml").replaceAll("<w:delText>.*?</w:delText>", ""));

        String words = run("python3", "-c", PYTHON_XML_WORDS, body.toString());

        assertThat(Extraction.of(docx).words()).isEqualTo(number(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"braid", "trenza", "rope-walk"})
    void odtHasTheWordsThatUnzipAndPythonFind(String name) throws Exception {
        SampleDocuments.write(folder);
        Path odt = folder.resolve(name + ".odt");
        Path body = Files.writeString(folder.resolve("body.xml"), run("unzip", "-p", odt.toString(), "content.xml"));

        String words = run("python3", "-c", PYTHON_XML_WORDS, body.toString());

        assertThat(Extraction.of(odt).words()).isEqualTo(number(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"braid", "trenza", "rope-walk"})
    void htmlHasTheWordsThatPythonFinds(String name) throws Exception {
        SampleDocuments.write(folder);
        Path html = folder.resolve(name + ".html");

        String text = run("python3", "-c", PYTHON_HTML_TEXT, html.toString());

        assertThat(Extraction.of(html).text().strip().split("\\s+"))
                .containsExactly(text.strip().split("\\s+"));
    }

    private static long number(String output) {
        return new Scanner(output).nextLong();
    }

    /** Its standard output; skips the test if there is no such program. */
    private static String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed");
            throw e;
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
        return output;
    }
}
