package dev.trenza.examples.samples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipOutputStream;

/**
 * Writes what {@code examples/hostile.yaml} survives: documents, lines and commands that are out to do harm, each kind in
 * a folder of its own and among healthy ones.
 */
public final class HostileDocuments {

    private static final long LONG_LINE = 200L << 20;
    private static final long BOMB = 22_000_000L * "<w:p/>".length();

    private HostileDocuments() {}

    /**
     * Writes all of them. What is large is left alone if it is there already.
     *
     * @param folder is made if it is not there
     * @throws IOException if a file cannot be written
     */
    public static void write(Path folder) throws IOException {
        writeDocuments(Files.createDirectories(folder.resolve("documents")));
        writeLines(Files.createDirectories(folder.resolve("lines")));
        writeCommands(Files.createDirectories(folder.resolve("commands")));
    }

    private static void writeDocuments(Path folder) throws IOException {
        SampleDocuments.write(folder);
        Files.writeString(folder.resolve("entity-bomb.xml"), entityBomb());
        if (Files.notExists(folder.resolve("zip-bomb.docx"))) {
            complete(folder.resolve("zip-bomb.docx"), HostileDocuments::zipBomb);
        }
        if (Files.notExists(folder.resolve("one-line.txt"))) {
            complete(folder.resolve("one-line.txt"), out -> repeat("all on one line ", LONG_LINE, out));
        }
    }

    /** Ten entities, each ten times the one before: "billion laughs". */
    static String entityBomb() {
        StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE bomb [\n<!ENTITY e0 \"ha\">\n");
        for (int i = 1; i < 10; i++) {
            String tenfold = ("&e" + (i - 1) + ";").repeat(10);
            bomb.append("<!ENTITY e").append(i).append(" \"").append(tenfold).append("\">\n");
        }
        return bomb.append("]>\n<bomb>&e9;</bomb>\n").toString();
    }

    /** A docx of a few hundred kilobytes whose body is 22 million empty paragraphs. */
    private static void zipBomb(OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            DocumentWriter.beginDocx(zip, "Zip bomb");
            zip.putNextEntry(DocumentWriter.entry("word/document.xml"));
            zip.write("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                    .getBytes(StandardCharsets.UTF_8));
            repeat("<w:p/>", BOMB, zip);
            zip.write("</w:body></w:document>".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    /** For the pattern of the example, which wants the same word twice at the end of a line. */
    private static void writeLines(Path folder) throws IOException {
        Files.writeString(folder.resolve("healthy.txt"), "over and over\nvery very\n");
        Files.writeString(folder.resolve("none.txt"), "no word is said again\n");
        Files.writeString(folder.resolve("endless.txt"), "a".repeat(60) + "!\n");
    }

    private static void writeCommands(Path folder) throws IOException {
        Files.writeString(folder.resolve("exit.txt"), "exit 7\n");
        Files.writeString(folder.resolve("healthy.txt"), "echo still here\n");
        Files.writeString(folder.resolve("print.txt"), "print a line that must not land among the results\n");
        Files.writeString(folder.resolve("spin.txt"), "spin\n");
    }

    private static void repeat(String text, long bytes, OutputStream out) throws IOException {
        byte[] block = text.repeat(8192).getBytes(StandardCharsets.US_ASCII);
        for (long left = bytes; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    /** A build that is killed half-way must not leave half a file behind for the next one to find. */
    private static void complete(Path file, Writing writing) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try (OutputStream out = Files.newOutputStream(unfinished)) {
            writing.write(out);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @FunctionalInterface
    private interface Writing {
        void write(OutputStream out) throws IOException;
    }
}
