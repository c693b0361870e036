package dev.trenza.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.examples.samples.SampleDocuments;
import dev.trenza.examples.samples.SampleText;
import dev.trenza.task.InvalidParametersException;
import dev.trenza.task.TaskCatalog;
import dev.trenza.task.UnusableFileException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTaskTest {

    static Stream<Arguments> samples() {
        return SampleDocuments.texts().stream()
                .flatMap(text -> Stream.of("docx", "odt", "html", "xml").map(type -> Arguments.of(text, type)));
    }

    @Test
    void itIsFoundByItsName() {
        TaskCatalog catalog = TaskCatalog.load(getClass().getClassLoader());

        assertThat(catalog.task("text")).isInstanceOf(TextTask.class);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyFormatGivesTheTextThatWasWrittenIntoIt(SampleText sample, String type, @TempDir Path folder)
            throws Exception {
        SampleDocuments.write(folder);

        Extraction extraction = Extraction.of(folder.resolve(sample.name() + "." + type));

        String title = type.equals("xml") ? sample.title() + "\n" : "";
        assertThat(extraction.type()).isEqualTo(type);
        assertThat(extraction.title()).isEqualTo(sample.title());
        assertThat(extraction.text()).isEqualTo(title + String.join("\n", sample.paragraphs()) + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docx", "odt", "html", "xml"})
    void bytesGiveTheSameAsTheirFile(String type, @TempDir Path folder) throws Exception {
        SampleDocuments.write(folder);
        Path file = folder.resolve("trenza." + type);

        Extraction ofBytes = Extraction.of(Files.readAllBytes(file));

        assertThat(ofBytes).isEqualTo(Extraction.of(file));
    }

    @Test
    void theEndingOfAFileDoesNotMatter(@TempDir Path folder) throws Exception {
        SampleDocuments.write(folder);
        Path renamed = Files.move(
                folder.resolve("braid.docx"), folder.resolve("braid.html"), StandardCopyOption.REPLACE_EXISTING);

        Extraction extraction = Extraction.of(renamed);

        assertThat(extraction.type()).isEqualTo("docx");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    html  | <!DOCTYPE html><p>a
                    html  | <!doctype HTML public "-//W3C//DTD HTML 4.01//EN"><p>a
                    html  | <?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>a</p></html>
                    html  | <!-- a comment --> <BODY>a
                    html  | <h1 align="center">a</h1> and Markdown
                    xml   | <?xml version="1.0"?><a>a</a>
                    xml   | <!-- a licence --><project><name>a</name></project>
                    xml   | <!DOCTYPE book SYSTEM "book.dtd"><book>a</book>
                    xml   | <a:feed xmlns:a="urn:a">a</a:feed>
                    plain | <me@example.org> wrote: a
                    plain | < 3 is less
                    plain | <1> is no tag
                    plain | # a
                    """)
    void theTypeIsToldByTheContent(String type, String content) throws Exception {
        assertThat(Extraction.of(content).type()).isEqualTo(type);
    }

    @Test
    void theTypeCanBeGiven() throws Exception {
        byte[] markup = "<p>a</p>".getBytes(StandardCharsets.UTF_8);

        assertThat(Extraction.of(markup, Map.of("type", "plain")).text()).isEqualTo("<p>a</p>");
        assertThat(Extraction.of(markup, Map.of("type", "xml")).text()).isEqualTo("a\n");
    }

    @Test
    void htmlShowsWhatABrowserShows() throws Exception {
        String html = """
                <!DOCTYPE html><html><head><title> A  title </title><style>no{}</style></head><body>
                <h1>Top</h1>One&nbsp;<b>bo</b>ld   line<br>and another
                <script>no()</script><noscript>no</noscript><template>no</template><!-- no -->
                <p hidden>no</p><p style="color: red; DISPLAY : none">no</p><iframe>no</iframe>
                <ul><li>first</li><li>second</li></ul>
                <pre>  kept
                    as it is</pre>
                <table><tr><td>left</td><td>right</td></tr></table>
                """;

        Extraction extraction = Extraction.of(html);

        assertThat(extraction.title()).isEqualTo("A title");
        assertThat(extraction.text()).isEqualTo("""
                        Top
                        One\u00a0bold line
                        and another
                        first
                        second
                          kept
                            as it is
                        left
                        right
                        """);
    }

    @Test
    void htmlIsDecodedAsItSays() throws Exception {
        byte[] latin = "<html><meta charset='ISO-8859-1'><p>caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Extraction.of(latin).text()).isEqualTo("caf\u00e9\n");
    }

    @Test
    void xmlGivesTheTextOfItsElementsAndNoMore() throws Exception {
        Extraction extraction = Extraction.of("""
                <?xml version="1.0"?><!-- no --><?no no?>
                <project no="no"><groupId>dev.trenza</groupId><name>Trenza</name>
                  <description><![CDATA[a <braid>]]>
                     of &#116;wo</description><parent><name>no</name></parent></project>
                """);

        assertThat(extraction.title()).isEqualTo("Trenza");
        assertThat(extraction.text()).isEqualTo("dev.trenza\nTrenza\na <braid> of two\nno\n");
    }

    @Test
    void oldPomsUseNamedCharactersOfHtml() throws Exception {
        assertThat(Extraction.of("<project><name>Laugst&oslash;l</name></project>")
                        .text())
                .isEqualTo("Laugst\u00f8l\n");
    }

    @Test
    void utf16XmlIsRecognised() throws Exception {
        byte[] xml = "<?xml version='1.0' encoding='UTF-16'?><a>caf\u00e9</a>".getBytes(StandardCharsets.UTF_16);

        assertThat(Extraction.of(xml))
                .extracting(Extraction::type, Extraction::text)
                .containsExactly("xml", "caf\u00e9\n");
    }

    @Test
    void docxBreaksTabsAndRevisionsAreUnderstood() throws Exception {
        String body = """
                <w:document xmlns:w="urn:w" xmlns:mc="urn:mc"><w:body>
                <w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>one</w:t><w:tab/><w:t xml:space="preserve"> two</w:t>
                <w:br/><w:t>three</w:t></w:r></w:p>
                <w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>no</w:delText></w:r></w:del>
                <w:moveFrom><w:r><w:t>no</w:t></w:r></w:moveFrom>
                <w:r><w:instrText>no</w:instrText></w:r></w:p>
                <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>
                <mc:Fallback><w:p><w:r><w:t>no</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>
                </w:body></w:document>
                """;

        Extraction extraction =
                Extraction.of(Zip.docx().with("word/document.xml", body).bytes());

        assertThat(extraction.text()).isEqualTo("one\t two\nthree\nnew\nbox\n");
        assertThat(extraction.title()).isNull();
    }

    @Test
    void theBodyOfADocxMayHaveAnyName() throws Exception {
        byte[] docx = Zip.docx()
                .with("_rels/.rels", "<R><R Type='urn:x/officeDocument' Target='/word/document2.xml'/></R>")
                .with("word/document2.xml", "<d><p><t>found</t></p></d>")
                .bytes();

        assertThat(Extraction.of(docx).text()).isEqualTo("found\n");
    }

    @Test
    void odtSpacesTabsAndNotesAreUnderstood() throws Exception {
        String body = """
                <o:doc xmlns:o="urn:o" xmlns:t="urn:t"><o:styles><n:text xmlns:n="urn:n">no</n:text></o:styles><o:text>
                <t:tracked-changes><t:p>no</t:p></t:tracked-changes>
                <t:h>Heading</t:h><t:p>one<t:s t:c="3"/>two<t:tab/>three<t:line-break/>four
                   five</t:p><t:p>text<t:note><t:note-citation>1</t:note-citation><t:note-body> and note</t:note-body></t:note>
                <o:annotation><t:p>no</t:p></o:annotation></t:p>
                </o:text></o:doc>
                """;

        Extraction extraction =
                Extraction.of(Zip.odt().with("content.xml", body).bytes());

        assertThat(extraction.text()).isEqualTo("Heading\none   two\tthree\nfour five\ntext and note\n");
    }

    @Test
    void plainTextIsKeptAsItIs() throws Exception {
        String text = "\ufeffGr\u00fc\u00dfe,\r\n\r\n  einger\u00fcckt \ud83d\ude00";

        Extraction extraction = Extraction.of(text);

        assertThat(extraction.type()).isEqualTo("plain");
        assertThat(extraction.text()).isEqualTo(text.substring(1));
        assertThat(extraction.words()).isEqualTo(3);
        assertThat(extraction.characters()).isEqualTo(text.substring(1).codePointCount(0, text.length() - 1));
    }

    @Test
    void plainTextThatIsNotUtf8IsReadAsWindows1252() throws Exception {
        byte[] bytes = "10 \u20ac f\u00fcr Gr\u00fc\u00dfe".getBytes(Charset.forName("windows-1252"));

        assertThat(Extraction.of(bytes).text()).isEqualTo("10 \u20ac f\u00fcr Gr\u00fc\u00dfe");
    }

    @Test
    void textThatTurnsOutLateNotToBeUtf8IsNotReadTwice() throws Exception {
        String text = "plain ".repeat(100_000) + "\u20ac";

        assertThat(Extraction.of(text.getBytes(Charset.forName("windows-1252"))).text())
                .isEqualTo(text);
    }

    @Test
    void anEmptyDocumentHasNoWords() throws Exception {
        Extraction extraction = Extraction.of(new byte[0]);

        assertThat(extraction)
                .extracting(Extraction::type, Extraction::words, Extraction::text)
                .containsExactly("plain", 0L, "");
    }

    @Test
    void aPathThatIsNoFileIsTold(@TempDir Path folder) {
        Path missing = folder.resolve("missing.txt");

        assertThatThrownBy(() -> Extraction.of(missing))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("'%s' cannot be read: there is no such file", missing);
        assertThatThrownBy(() -> Extraction.of(folder)).hasMessage("'%s' cannot be read: it is a directory", folder);
        assertThatThrownBy(() -> Extraction.of(Path.of("/dev/zero")))
                .hasMessage("'/dev/zero' cannot be read: it is no regular file; pass its bytes instead");
    }

    @Test
    void anInputThatIsNoDocumentIsTold() {
        assertThatThrownBy(() -> Extraction.of(42L, Map.of()))
                .hasMessage("a document is a path (a string) or bytes, was the number 42");
        assertThatThrownBy(() -> Extraction.of(null, Map.of()))
                .hasMessage("a document is a path (a string) or bytes, was null");
    }

    @Test
    void wrongParametersAreToldTogether() {
        Map<String, Object> given = Map.of("type", "pdf", "max-characters", "many", "max-expansion", "64m");

        assertThatThrownBy(() -> Extraction.of(new byte[0], given))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("'type' must be one of: auto, html, xml, docx, odt, plain, was 'pdf'")
                .hasMessageContaining("'max-characters' must be a whole number, was 'many'");
        assertThatThrownBy(() -> Extraction.of(new byte[0], Map.of("max-characters", 0)))
                .hasMessage("'max-characters' must be >= 1, was 0");
    }

    @Test
    void everyResultHasAllFieldsInOneOrder() throws Exception {
        List<Object> fields = List.copyOf(Extraction.of("a").result().keySet());

        assertThat(fields).containsExactly("type", "title", "words", "characters", "text");
    }
}
