package dev.trenza.app.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies what an item printed, with a tag before each line if there is one. */
final class TaggedCopy {

    static final int BUFFER = 64 * 1024;

    private static final byte[] NONE = {};

    private TaggedCopy() {}

    /** What stands before each line of an item's output. */
    static byte[] tag(boolean isTagged, Object item) {
        return isTagged ? (item + "\t").getBytes(StandardCharsets.UTF_8) : NONE;
    }

    /** Copies a file that need not exist. */
    static void copy(Path file, byte[] tag, OutputStream to) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (tag.length == 0) {
                in.transferTo(to);
            } else {
                copyTagged(in, tag, to);
            }
        }
    }

    private static void copyTagged(InputStream in, byte[] tag, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        boolean isLineBegun = false;
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            int from = 0;
            for (int i = 0; i < length; i++) {
                if (!isLineBegun) {
                    to.write(buffer, from, i - from);
                    to.write(tag);
                    from = i;
                }
                isLineBegun = buffer[i] != '\n';
            }
            to.write(buffer, from, length - from);
        }
        if (isLineBegun) {
            to.write('\n'); // Or the next tag would not begin a line.
        }
    }
}
