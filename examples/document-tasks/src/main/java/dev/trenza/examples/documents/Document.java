package dev.trenza.examples.documents;

import dev.trenza.task.TaskContext;
import dev.trenza.task.UnusableFileException;
import dev.trenza.task.ValueText;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The bytes of one document, in a file or in memory; they can be read several times. Confined to the task's thread. */
final class Document {

    /** As much as the type of a document may need to show itself: POMs begin with long licences. */
    private static final int HEAD = 64 << 10;

    private static final String UNREADABLE = "cannot be read";

    private final Place place;
    private final long maxExpansion;
    private final TaskContext context;

    // Mutable state
    private byte @Nullable [] head;

    private Document(Place place, long maxExpansion, TaskContext context) {
        this.place = place;
        this.maxExpansion = maxExpansion;
        this.context = context;
    }

    /**
     * The document that a task's input means.
     *
     * @param input a path or bytes
     * @param maxExpansion how many bytes its entries may expand to, if it turns out to be an archive
     * @param context asked at every read whether the call was cancelled
     * @throws UnreadableDocumentException if the input is neither
     * @throws UnusableFileException if there is no such file, or none that can be read
     */
    static Document of(@Nullable Object input, long maxExpansion, TaskContext context) throws IOException {
        if (input instanceof byte[] bytes) {
            return new Document(new Memory(bytes), maxExpansion, context);
        } else if (input instanceof String path) {
            return new Document(new File(regularFile(path)), maxExpansion, context);
        }
        throw new UnreadableDocumentException(
                "a document is a path (a string) or bytes, was " + ValueText.describe(input));
    }

    private static Path regularFile(String text) throws IOException {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new UnreadableDocumentException("'" + text + "' is no path: " + e.getReason(), e);
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            throw UnusableFileException.of(path, UNREADABLE, e);
        }
        if (!attributes.isRegularFile()) {
            String kind = attributes.isDirectory() ? "a directory" : "no regular file; pass its bytes instead";
            throw new UnusableFileException(path, UNREADABLE + ": it is " + kind);
        }
        return path;
    }

    /** Its bytes from the beginning. */
    InputStream open() throws IOException {
        return new Attentive(place.open(), context);
    }

    /** Its first bytes: all of a small document. The array is shared; do not change it. */
    byte[] head() throws IOException {
        if (head == null) {
            try (InputStream in = open()) {
                head = in.readNBytes(HEAD);
            }
        }
        return head;
    }

    /**
     * Opens it as a zip archive.
     *
     * @param label what it should be, for messages
     * @throws UnreadableDocumentException if it is no archive
     */
    Archive archive(String label) throws IOException {
        return Archive.open(label, place::zip, maxExpansion);
    }

    private interface Place {

        InputStream open() throws IOException;

        ZipFile zip() throws IOException;
    }

    private record File(Path path) implements Place {

        @Override
        public InputStream open() throws IOException {
            try {
                return Files.newInputStream(path);
            } catch (IOException e) {
                throw UnusableFileException.of(path, UNREADABLE, e);
            }
        }

        @Override
        public ZipFile zip() throws IOException {
            try {
                return new ZipFile(path.toFile());
            } catch (FileSystemException e) {
                throw UnusableFileException.of(path, UNREADABLE, e);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Memory(byte[] bytes) implements Place {

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        /** Through a file, because only the directory at an archive's end says which entries count. */
        @Override
        public ZipFile zip() throws IOException {
            Path copy = Files.createTempFile("trenza-document-", ".zip");
            try {
                Files.write(copy, bytes);
                return new ZipFile(copy.toFile(), ZipFile.OPEN_READ | ZipFile.OPEN_DELETE);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }

    /** Lets the task end soon after it was cancelled. */
    private static final class Attentive extends FilterInputStream {

        private final TaskContext context;

        Attentive(InputStream in, TaskContext context) {
            super(in);
            this.context = context;
        }

        @Override
        public int read() throws IOException {
            context.checkCancelled();
            return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            context.checkCancelled();
            context.progress();
            return super.read(target, offset, length);
        }
    }
}
