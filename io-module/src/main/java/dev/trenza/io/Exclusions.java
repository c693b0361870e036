package dev.trenza.io;

import java.nio.file.Path;
import java.util.List;

/**
 * Files and whole directories that a walk passes over. Immutable.
 *
 * @param globs {@code out} and {@code out/**} mean the directory with all in it
 * @param base of relative patterns
 */
record Exclusions(List<Glob> globs, Path base) {

    Exclusions {
        globs = List.copyOf(globs);
    }

    /** Whether a file, or a directory with all that is in it, is to be passed over. */
    boolean contains(Path path) {
        return !globs.isEmpty() && globs.stream().anyMatch(glob -> matches(glob, path));
    }

    private boolean matches(Glob glob, Path path) {
        Path start = glob.start().directory(base).toAbsolutePath().normalize();
        Path absolute = path.toAbsolutePath().normalize();
        if (!absolute.startsWith(start) || absolute.equals(start)) {
            return false;
        }
        Path rest = start.relativize(absolute);
        return matches(glob.segments(), rest) || matches(directoryOf(glob.segments()), rest);
    }

    /** Of {@code out/**}, which is read as all files in all directories below, the directory itself. */
    private static List<Glob.Segment> directoryOf(List<Glob.Segment> segments) {
        int size = segments.size();
        boolean isAll = size > 2
                && segments.get(size - 1).text().equals("*")
                && segments.get(size - 2).isAnyDirectories();
        return isAll ? segments.subList(0, size - 2) : segments;
    }

    private static boolean matches(List<Glob.Segment> segments, Path path) {
        if (segments.isEmpty()) {
            return false;
        }
        boolean isLast = segments.size() == 1;
        Glob.Segment first = segments.get(0);
        Path rest = path.getNameCount() == 1 ? null : path.subpath(1, path.getNameCount());
        if (first.isAnyDirectories()) {
            return matches(segments.subList(1, segments.size()), path) || (rest != null && matches(segments, rest));
        }
        if (!first.matches(path.getName(0).toString(), true)) {
            return false;
        }
        return isLast ? rest == null : rest != null && matches(segments.subList(1, segments.size()), rest);
    }
}
