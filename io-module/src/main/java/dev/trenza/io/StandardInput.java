package dev.trenza.io;

import java.io.FilterInputStream;
import java.io.InputStream;

/** Standard input, which is not ours to close. */
final class StandardInput extends FilterInputStream {

    StandardInput(InputStream in) {
        super(in);
    }

    @Override
    public void close() {
        // Whoever started this JVM ends its standard input.
    }
}
