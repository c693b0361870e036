package dev.trenza.io;

import dev.trenza.core.pipeline.SourceItem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A walk, and then one failed item for each pattern that no file matched. Confined to one thread. */
final class MatchedOrFailed implements Cursor {

    private final GlobWalk walk;
    private final List<Glob> globs;
    private final Path base;

    // Mutable state
    private @Nullable Iterator<String> unmatched;

    MatchedOrFailed(GlobWalk walk, List<Glob> globs, Path base) {
        this.walk = walk;
        this.globs = globs;
        this.base = base;
    }

    @Override
    public @Nullable Object next() throws IOException {
        if (unmatched == null) {
            Object found = walk.next();
            if (found != null) {
                return found;
            }
            unmatched = walk.unmatched().iterator();
        }
        if (!unmatched.hasNext()) {
            return null;
        }
        String pattern = unmatched.next();
        FileNotFoundException failure = new FileNotFoundException("no file matches '" + pattern + "'" + why(pattern)
                + "; correct it, or set 'allow-empty' if that may be");
        failure.setStackTrace(new StackTraceElement[0]); // What is wrong is the pattern.
        return SourceItem.failed(pattern, failure);
    }

    /** What a user would find out next: the first directory that is missing, or that it is a directory. */
    private String why(String pattern) {
        Glob glob = globs.stream()
                .filter(candidate -> candidate.text().equals(pattern))
                .findFirst()
                .orElseThrow();
        Path path = glob.start().directory(base);
        for (Glob.Segment segment : glob.segments()) {
            if (!segment.isLiteral()) {
                return " in '" + path.toAbsolutePath() + "'";
            }
            path = path.resolve(segment.text());
            if (!Files.exists(path)) {
                return ": there is no '" + path + "'";
            }
        }
        return Files.isDirectory(path)
                ? ": it is a directory, and '" + pattern + "/**' would mean the files below it"
                : ": it is no regular file";
    }

    @Override
    public void close() {
        walk.close();
    }
}
