package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * {@code files}: the regular files that match patterns, sorted within each directory. Thread-safe.
 *
 * <p>The patterns are those of {@link Glob}, and follow the habits of shells: {@code *} and {@code **} pass over names
 * that begin with a dot, and {@code **} does not follow symbolic links to directories, so that no loop of links is
 * walked; all other links are followed. A path begins as its pattern did: relative, absolute, or with the home directory
 * for {@code ~}. A file comes once, however many patterns of one such beginning it matches.
 *
 * <p>A directory that cannot be listed becomes one failed item, and so does each pattern that no file matched: an empty
 * run should not look like a success. The other files come all the same.
 */
public final class FilesSource implements Source {

    private static final String PATTERNS = "patterns";
    private static final String EXCLUDE = "exclude";
    private static final String BASE = "base";
    private static final String HIDDEN = "hidden";
    private static final String ALLOW_EMPTY = "allow-empty";

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String description() {
        return "The files that match patterns such as docs/**/*.{html,xml}";
    }

    @Override
    public String output() {
        return "paths";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.required(PATTERNS, Parameter.Type.LIST, "one or more, with * ? [a-z] {a,b} and ** in them"),
                Parameter.optional(
                        EXCLUDE, Parameter.Type.LIST, null, "patterns of files and folders that are passed over"),
                Parameter.optional(BASE, Parameter.Type.STRING, ".", "the directory where relative patterns begin"),
                Parameter.optional(
                        HIDDEN,
                        Parameter.Type.BOOLEAN,
                        false,
                        "whether * and ** stand for names with a leading dot too"),
                Parameter.optional(
                        ALLOW_EMPTY, Parameter.Type.BOOLEAN, false, "whether a pattern may match no file at all"));
    }

    @Override
    public String mainParameter() {
        return PATTERNS;
    }

    /** Walks on a thread of its own. Signals an {@link IOException} if the base directory does not exist. */
    @Override
    public Flux<Object> open(Parameters parameters) {
        List<Glob> globs = new ArrayList<>();
        for (Object pattern : parameters.list(PATTERNS)) {
            globs.addAll(Glob.parse(String.valueOf(pattern)));
        }
        if (globs.isEmpty()) {
            throw new IllegalArgumentException("'patterns' must name at least one pattern, such as 'docs/**'");
        }
        Path base = base(parameters.string(BASE));
        List<Glob> excluded = new ArrayList<>();
        if (parameters.has(EXCLUDE)) {
            parameters.list(EXCLUDE).forEach(pattern -> excluded.addAll(Glob.parse(String.valueOf(pattern))));
        }
        Exclusions exclusions = new Exclusions(excluded, base);
        boolean withHidden = parameters.flag(HIDDEN);
        boolean allowEmpty = parameters.flag(ALLOW_EMPTY);
        return BlockingSource.of(name(), () -> {
            if (!Files.isDirectory(base)) {
                throw new UnusableFileException(
                        base, "cannot be the base of file patterns: there is no such directory");
            }
            GlobWalk walk = new GlobWalk(globs, exclusions, withHidden, Files::newDirectoryStream);
            return allowEmpty ? walk : new MatchedOrFailed(walk, globs, base);
        });
    }

    /** The current directory is the empty path, so that results read {@code a.txt}, not {@code ./a.txt}. */
    private static Path base(String text) {
        try {
            return text.equals(".") ? Path.of("") : Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'base' must be a directory, was '" + text + "': " + e.getReason(), e);
        }
    }
}
