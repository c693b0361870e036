package dev.trenza.examples.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.TimeZone;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDocumentsTest {

    @TempDir
    private Path folder;

    @Test
    void theSameTextGivesTheSameBytesInAnyTimeZone() throws IOException {
        SampleText text = SampleDocuments.texts().get(0);
        TimeZone zone = TimeZone.getDefault();
        byte[] docx = DocumentWriter.docx(text);
        byte[] odt = DocumentWriter.odt(text);

        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));

        try {
            assertThat(DocumentWriter.docx(text)).isEqualTo(docx);
            assertThat(DocumentWriter.odt(text)).isEqualTo(odt);
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void anOdtBeginsWithItsTypeUncompressed() throws IOException {
        SampleDocuments.write(folder);

        byte[] odt = Files.readAllBytes(folder.resolve("braid.odt"));

        assertThat(new String(odt, 30, 47, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("mimetypeapplication/vnd.oasis.opendocument.text");
    }

    @Test
    void theHostileOnesAreAsLargeAsTheyClaim() throws IOException {
        SampleDocuments.main(new String[] {
            folder.resolve("samples").toString(), folder.resolve("hostile").toString()
        });

        Path documents = folder.resolve("hostile/documents");
        assertThat(documents.resolve("one-line.txt")).hasSize(200L << 20);
        assertThat(documents.resolve("zip-bomb.docx")).satisfies(bomb -> {
            assertThat(Files.size(bomb)).isLessThan(1L << 20);
            try (ZipFile zip = new ZipFile(bomb.toFile())) {
                assertThat(zip.getEntry("word/document.xml").getSize()).isGreaterThan(128_000_000);
            }
        });
    }

    @Test
    void whatIsLargeIsWrittenOnce() throws IOException {
        Path documents = Files.createDirectories(folder.resolve("documents"));
        Path large = Files.writeString(documents.resolve("one-line.txt"), "was there");
        Path bomb = Files.writeString(documents.resolve("zip-bomb.docx"), "was there");
        FileTime before = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(large, before);

        HostileDocuments.write(folder);

        assertThat(large).hasSize("was there".length());
        assertThat(bomb).hasSize("was there".length());
        assertThat(Files.getLastModifiedTime(large)).isEqualTo(before);
        assertThat(documents.resolve("entity-bomb.xml")).exists();
    }

    @Test
    void theWrongNumberOfFoldersIsTold() {
        assertThatThrownBy(() -> SampleDocuments.main(new String[] {"one"}))
                .hasMessage("expected two folders, for samples and for hostile documents, was [one]");
    }
}
