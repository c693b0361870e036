package dev.trenza.app.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Packs what goes into a file whose name says so. */
public final class Packing {

    private static final String SUFFIX = ".gz";
    private static final int BUFFER = 1 << 16;

    private Packing() {}

    /** Whether the content of a file of this name is packed. */
    public static boolean isAsked(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /**
     * The stream itself, or one that packs into it. What is flushed can be unpacked by whoever reads at that moment.
     *
     * @throws IOException if the head cannot be written
     */
    public static OutputStream byName(Path file, OutputStream out) throws IOException {
        return isAsked(file) ? new GZIPOutputStream(out, BUFFER, true) : out;
    }
}
