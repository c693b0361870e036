package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.UnusableFileException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a template says that files go, and nowhere else: every path stays below the template's fixed directory.
 * Thread-safe.
 *
 * <p>The author of the template is trusted, what fills its placeholders is not. So the fixed directory may be absolute,
 * hold {@code ..} or be a symbolic link; behind it nothing of this is followed. This guards against names, not against
 * another program that swaps directories for links at the same time.
 */
final class Destination {

    private final Template template;
    private final Path root;

    /**
     * Looks at nothing on disk.
     *
     * @throws IllegalArgumentException if the template itself leaves its directory or names no file
     */
    Destination(Template template) {
        this.template = template;
        this.root = Path.of(template.fixedDirectory());
        String tail = template.shape().substring(template.fixedLength());
        if (leadsOut(tail)) {
            throw new IllegalArgumentException(
                    "template '" + template + "' goes back by '..' behind its fixed directory '" + root
                            + "'; say where files go before the first placeholder");
        }
        if (tail.isEmpty() || tail.endsWith("/")) {
            throw new IllegalArgumentException(
                    "template '" + template + "' names a directory, not a file; end it with a name such as {name}");
        }
    }

    /**
     * The file for an item; touches nothing on disk.
     *
     * @throws IllegalArgumentException if the item's names lead out of the fixed directory, or to no file
     */
    Path resolve(Item item) {
        String filled = template.fill(item, Destination::refuseAbsolute);
        String tail = filled.substring(template.fixedLength());
        if (leadsOut(tail)) {
            throw refused(filled, "leads out of '" + root + "' by '..'");
        }
        Path below = path(filled, tail.replaceFirst("^/+", "")).normalize();
        if (below.getRoot() != null || below.toString().isEmpty() || tail.endsWith("/")) {
            throw refused(filled, "names no file in '" + root + "'");
        }
        return isCurrent() ? below : root.resolve(below);
    }

    private Path path(String filled, String tail) {
        try {
            return Path.of(tail);
        } catch (InvalidPathException e) {
            throw refused(filled.replace('\0', '?'), "is no path on this system (" + e.getReason() + ")");
        }
    }

    /** Behind {@code out/} an absolute name would look like a relative one: {@code out//etc/passwd}. */
    private static void refuseAbsolute(String placeholder, String replacement, CharSequence before) {
        boolean beginsSegment = before.length() == 0 || before.charAt(before.length() - 1) == '/';
        if (beginsSegment && replacement.startsWith("/")) {
            throw refused(replacement, "is the absolute name that " + placeholder + " became");
        }
    }

    private static boolean leadsOut(String tail) {
        return Arrays.asList(tail.replace(File.separatorChar, '/').split("/", -1))
                .contains("..");
    }

    private static IllegalArgumentException refused(String name, String why) {
        return new IllegalArgumentException("nothing was written: '" + name + "' " + why
                + "; use {relative} or {relative-dir}, which make any name safe, or {seq}");
    }

    /**
     * Makes the directories that a file needs.
     *
     * @param file from {@link #resolve}
     * @throws IOException if one of them below the fixed directory is a symbolic link, or cannot be made
     */
    void makeParents(Path file) throws IOException {
        Files.createDirectories(root);
        for (int names = rootNames() + 1; names < file.getNameCount(); names++) {
            Path directory = file.subpath(0, names);
            makeDirectory(file.isAbsolute() ? file.getRoot().resolve(directory) : directory);
        }
    }

    /** Results read better as {@code a.txt} than as {@code ./a.txt}. */
    private boolean isCurrent() {
        return root.toString().equals(".");
    }

    private int rootNames() {
        return isCurrent() ? 0 : root.getNameCount();
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isSymbolicLink(directory)) {
            throw new UnusableFileException(
                    directory,
                    "is a symbolic link, and none is followed behind the template's fixed directory; remove it, or name"
                            + " the directory before the first placeholder");
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // Another item may have made it in the meantime.
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new UnusableFileException(directory, "is in the way: a directory must be made there");
            }
        }
    }
}
