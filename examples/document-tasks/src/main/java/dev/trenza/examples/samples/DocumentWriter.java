package dev.trenza.examples.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes one text in one format, with the JDK alone. The same text always gives the same bytes. */
final class DocumentWriter {

    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private static final String CONTENT_TYPES = DECLARATION + """
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
              <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
              <Default Extension="xml" ContentType="application/xml"/>
              <Override PartName="/word/document.xml"
                ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
              <Override PartName="/docProps/core.xml"
                ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
            </Types>
            """;
    private static final String RELATIONSHIPS = DECLARATION + """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
              <Relationship Id="rId1" Target="word/document.xml"
                Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
              <Relationship Id="rId2" Target="docProps/core.xml"
                Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/>
            </Relationships>
            """;
    private static final String ODT_MANIFEST = DECLARATION + """
            <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
              <manifest:file-entry manifest:full-path="/"
                manifest:media-type="application/vnd.oasis.opendocument.text"/>
              <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
              <manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
            </manifest:manifest>
            """;

    private DocumentWriter() {}

    static byte[] docx(SampleText text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            beginDocx(zip, text.title());
            deflated(zip, "word/document.xml", docxBody(text));
        }
        return bytes.toByteArray();
    }

    /** Writes what every docx needs beside its body. */
    static void beginDocx(ZipOutputStream zip, String title) throws IOException {
        deflated(zip, "[Content_Types].xml", CONTENT_TYPES);
        deflated(zip, "_rels/.rels", RELATIONSHIPS);
        deflated(zip, "docProps/core.xml", DECLARATION + """
                        <cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"
                          xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
                          <dc:title>%s</dc:title>
                        </cp:coreProperties>
                        """.formatted(escape(title)));
    }

    static byte[] odt(SampleText text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            // First and stored, as the format demands, so that it stands at a fixed place in the file.
            stored(zip, "mimetype", "application/vnd.oasis.opendocument.text");
            deflated(zip, "META-INF/manifest.xml", ODT_MANIFEST);
            deflated(zip, "meta.xml", odtMeta(text));
            deflated(zip, "content.xml", odtBody(text));
        }
        return bytes.toByteArray();
    }

    static String html(SampleText text) {
        return """
                <!DOCTYPE html>
                <html>
                <head><meta charset="UTF-8"><title>%s</title><style>p { margin: 1em }</style></head>
                <body>
                <script>document.title = "never run, never read";</script>
                %s
                </body>
                </html>
                """.formatted(escape(text.title()), paragraphs(text, "<p>", "</p>\n"));
    }

    static String xml(SampleText text) {
        return DECLARATION
                + """
                <!DOCTYPE article [ <!ENTITY and "&#38;amp;"> ]>
                <article>
                  <info title="an attribute is no text"><title>%s</title></info>
                  %s
                </article>
                """.formatted(
                                escape(text.title()),
                                paragraphs(text, "<para>", "</para>\n").replace("&amp;", "&and;"));
    }

    private static String docxBody(SampleText text) {
        return DECLARATION
                + """
                <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
                %s
                <w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>
                """.formatted(paragraphs(
                        text,
                        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"720\"/></w:tabs></w:pPr>"
                                + "<w:r><w:t xml:space=\"preserve\">",
                        "</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>\n"));
    }

    private static String odtBody(SampleText text) {
        return DECLARATION + """
                <office:document-content office:version="1.3"
                  xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
                %s
                </office:text></office:body></office:document-content>
                """.formatted(paragraphs(text, "<text:p>\n  ", "\n</text:p>\n"));
    }

    private static String odtMeta(SampleText text) {
        return DECLARATION + """
                <office:document-meta office:version="1.3" xmlns:dc="http://purl.org/dc/elements/1.1/"
                  xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:meta>
                  <dc:title>%s</dc:title>
                </office:meta></office:document-meta>
                """.formatted(escape(text.title()));
    }

    private static String paragraphs(SampleText text, String before, String after) {
        return text.paragraphs().stream()
                .map(paragraph -> before + escape(paragraph) + after)
                .collect(Collectors.joining());
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void deflated(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(entry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static void stored(ZipOutputStream zip, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = entry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /** An entry whose time is the same wherever and whenever it is written. */
    static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        return entry;
    }
}
