package dev.trenza.examples.documents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds an archive in memory, entry by entry. */
final class Zip {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes);

    /** The beginnings of a docx: what says that it is one. */
    static Zip docx() throws IOException {
        return new Zip()
                .with(
                        "[Content_Types].xml",
                        "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-"
                                + "officedocument.wordprocessingml.document.main+xml'/></Types>");
    }

    static Zip odt() throws IOException {
        return new Zip().with("mimetype", "application/vnd.oasis.opendocument.text");
    }

    Zip with(String name, String content) throws IOException {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Zip with(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
        return this;
    }

    byte[] bytes() throws IOException {
        zip.close();
        return bytes.toByteArray();
    }
}
