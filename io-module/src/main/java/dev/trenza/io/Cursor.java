package dev.trenza.io;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Goes through what a source has, one by one, blocking. Confined to one thread. */
interface Cursor extends Closeable {

    /**
     * What comes next, or {@code null} at the end.
     *
     * @throws IOException ends the source; what concerns one item only is returned as a
     *     {@link dev.trenza.core.pipeline.SourceItem}
     */
    @Nullable
    Object next() throws IOException;
}
