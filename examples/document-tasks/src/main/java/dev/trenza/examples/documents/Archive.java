package dev.trenza.examples.documents;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip archive from a stranger. Only the entries that are asked for are expanded, and only so far: all together to
 * {@value #LIMIT}, and each to a hundred times its compressed size. Confined to the task's thread.
 */
final class Archive implements Closeable {

    /** The parameter that sets the limit. */
    static final String LIMIT = "max-expansion";

    private static final int FIRST_ENTRY = 0x504b0304;
    private static final int NO_ENTRY = 0x504b0506;

    /** Apache POI's minimum inflate ratio of 0.01; real documents stay around 1:10. */
    private static final int MAX_RATIO = 100;

    /** Below this, a high ratio does no harm and is common: empty tables. */
    private static final long RATIO_GRACE = 1L << 20;

    private final String label;
    private final ZipFile zip;
    private final long maxExpansion;

    // Mutable state
    private long expanded;

    private Archive(String label, ZipFile zip, long maxExpansion) {
        this.label = label;
        this.zip = zip;
        this.maxExpansion = maxExpansion;
    }

    /** Whether these are the first bytes of a zip archive, be it an empty one. */
    static boolean looksLikeOne(byte[] head) {
        if (head.length < Integer.BYTES) {
            return false;
        }
        int magic = ByteBuffer.wrap(head).getInt();
        return magic == FIRST_ENTRY || magic == NO_ENTRY;
    }

    /**
     * Opens an archive.
     *
     * @param label what the document is, for messages
     * @throws UnreadableDocumentException if it is no archive, or a damaged one
     */
    static Archive open(String label, Opening opening, long maxExpansion) throws IOException {
        try {
            return new Archive(label, opening.open(), maxExpansion);
        } catch (ZipException | EOFException e) {
            throw new UnreadableDocumentException(label + ": no zip archive, or a damaged one: " + reason(e), e);
        }
    }

    /** Whether there is an entry of this name. */
    boolean has(String name) {
        return zip.getEntry(name) != null;
    }

    /** Whether there is an entry of this name that begins with a text. */
    boolean startsWith(String name, String text) throws IOException {
        if (!has(name)) {
            return false;
        }
        try (InputStream in = entry(name)) {
            return new String(in.readNBytes(text.length()), StandardCharsets.US_ASCII).equals(text);
        }
    }

    /** Whether there is an entry of this name that has a text in it. */
    boolean contains(String name, String text) throws IOException {
        if (!has(name)) {
            return false;
        }
        try (InputStream in = entry(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains(text);
        }
    }

    /**
     * Opens an entry. Reading it signals {@link DocumentLimitException} where it grows too large.
     *
     * @throws UnreadableDocumentException if there is none of this name
     */
    InputStream entry(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new UnreadableDocumentException(label + ": has no entry " + name);
        }
        try {
            return new Bounded(name, zip.getInputStream(entry), Math.max(1, entry.getCompressedSize()));
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private UnreadableDocumentException damaged(String name, IOException e) {
        return new UnreadableDocumentException(label + ": entry " + name + " is damaged: " + reason(e), e);
    }

    /** The JDK's end-of-file exceptions often have no message. */
    private static String reason(IOException e) {
        return e instanceof EOFException ? "it ends too early" : String.valueOf(e.getMessage());
    }

    /** Opens the file of the archive. */
    @FunctionalInterface
    interface Opening {
        ZipFile open() throws IOException;
    }

    private final class Bounded extends FilterInputStream {

        private final String name;
        private final long compressed;

        // Mutable state
        private long read;

        Bounded(String name, InputStream in, long compressed) {
            super(in);
            this.name = name;
            this.compressed = compressed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count;
            try {
                count = super.read(target, offset, length);
            } catch (IOException e) {
                throw damaged(name, e);
            }
            if (count > 0) {
                read += count;
                expanded += count;
                checkLimits();
            }
            return count;
        }

        private void checkLimits() throws DocumentLimitException {
            if (expanded > maxExpansion) {
                throw new DocumentLimitException(String.format(
                        Locale.ROOT,
                        "%s: entry %s expands to more than %,d bytes; raise '%s' to read on",
                        label,
                        name,
                        maxExpansion - (expanded - read),
                        LIMIT));
            }
            if (read > RATIO_GRACE && read > compressed * MAX_RATIO) {
                throw new DocumentLimitException(String.format(
                        Locale.ROOT,
                        "%s: entry %s expands to more than %d times its %,d compressed bytes, like a zip bomb",
                        label,
                        name,
                        MAX_RATIO,
                        compressed));
            }
        }
    }
}
