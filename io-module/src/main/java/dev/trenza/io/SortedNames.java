package dev.trenza.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names in a directory, sorted, in bounded memory. Confined to one thread.
 *
 * <p>Keeps the smallest names only, and lists the directory again for those that come after them: a directory of ten
 * million names costs time, not memory.
 */
final class SortedNames {

    private final Path directory;
    private final Listing listing;
    private final Predicate<String> wanted;
    private final int limit;

    // Mutable state
    private final Queue<Name> page = new ArrayDeque<>();
    private @Nullable Name last;
    private boolean isComplete;

    /**
     * Lists nothing yet.
     *
     * @param wanted which names to keep
     * @param limit how many names to hold
     */
    SortedNames(Path directory, Listing listing, Predicate<String> wanted, int limit) {
        this.directory = directory;
        this.listing = listing;
        this.wanted = wanted;
        this.limit = limit;
    }

    /**
     * The next name, or {@code null} at the end.
     *
     * @throws IOException if the directory cannot be listed; there is no next name then
     */
    @Nullable
    Name next() throws IOException {
        if (page.isEmpty() && !isComplete) {
            // First, so that a directory that fails is not tried again.
            isComplete = true;
            nextPage();
        }
        last = page.poll();
        return last;
    }

    private void nextPage() throws IOException {
        PriorityQueue<Name> smallest = new PriorityQueue<>(Collections.reverseOrder());
        boolean isMore = false;
        try (DirectoryStream<Path> entries = listing.open(directory)) {
            for (Path entry : entries) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new ClosedByInterruptException();
                }
                Name name = Name.of(entry);
                if ((last == null || name.compareTo(last) > 0) && wanted.test(name.text())) {
                    smallest.add(name);
                }
                if (smallest.size() > limit) {
                    smallest.poll();
                    isMore = true;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Name[] sorted = smallest.toArray(new Name[0]);
        Arrays.sort(sorted);
        Collections.addAll(page, sorted);
        isComplete = !isMore;
    }

    /** Lists a directory; a seam for tests. */
    @FunctionalInterface
    interface Listing {
        DirectoryStream<Path> open(Path directory) throws IOException;
    }

    /**
     * The name of a file.
     *
     * @param text decoded
     * @param isFaithful whether the text leads back to the file. Names are bytes to some systems, and bytes that this
     *     JVM's charset for names does not know are lost in a text
     */
    record Name(String text, boolean isFaithful) implements Comparable<Name> {

        static Name of(Path file) {
            Path name = file.getFileName();
            String text = String.valueOf(name);
            try {
                return new Name(text, Path.of(text).equals(name));
            } catch (InvalidPathException e) {
                return new Name(text, false);
            }
        }

        @Override
        public int compareTo(Name other) {
            return text.compareTo(other.text);
        }
    }
}
