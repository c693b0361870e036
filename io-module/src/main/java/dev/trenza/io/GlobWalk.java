package dev.trenza.io;

import dev.trenza.core.pipeline.SourceItem;
import dev.trenza.task.UnusableFileException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the files that match any of several globs, in one walk from each start. Confined to one thread.
 *
 * <p>The globs are one automaton whose alphabet is names: each open directory has a set of states, that is, of globs and
 * how far each got. So a directory is listed once however many globs concern it, not at all if none does, and a file
 * comes once however many match it. Holds the open directories, and some names of each.
 */
final class GlobWalk implements Cursor {

    private static final int NAMES_HELD = 100_000;

    private final Exclusions exclusions;
    private final SortedNames.Listing listing;
    private final boolean withHidden;

    // Mutable state
    private final Deque<Directory> starts = new ArrayDeque<>();
    private final Deque<Directory> open = new ArrayDeque<>();
    private final Set<String> unmatched = new LinkedHashSet<>();

    /**
     * Looks at nothing on disk.
     *
     * @param base for patterns that begin neither with a slash nor with {@code ~}
     * @param withHidden whether {@code *} and {@code **} also stand for names that begin with a dot
     */
    GlobWalk(List<Glob> globs, Path base, boolean withHidden, SortedNames.Listing listing) {
        this(globs, new Exclusions(List.of(), base), withHidden, listing);
    }

    /**
     * Looks at nothing on disk.
     *
     * @param exclusions what is passed over, with the base for patterns that begin neither with a slash nor with {@code ~}
     * @param withHidden whether {@code *} and {@code **} also stand for names that begin with a dot
     */
    GlobWalk(List<Glob> globs, Exclusions exclusions, boolean withHidden, SortedNames.Listing listing) {
        this.exclusions = exclusions;
        this.listing = listing;
        this.withHidden = withHidden;
        Map<Glob.Start, Set<State>> states = new LinkedHashMap<>();
        for (Glob glob : globs) {
            unmatched.add(glob.text());
            states.computeIfAbsent(glob.start(), start -> new LinkedHashSet<>()).addAll(State.at(glob, 0));
        }
        states.forEach((start, reached) -> starts.add(new Directory(start.directory(exclusions.base()), reached)));
    }

    /** A path as a text, or a {@link SourceItem} for a directory or file that could not be looked at. */
    @Override
    public @Nullable Object next() throws IOException {
        while (true) {
            Directory directory = open.peek();
            if (directory == null) {
                directory = starts.poll();
                if (directory == null) {
                    return null;
                }
                open.push(directory);
            }
            Object found = next(directory);
            if (found != null) {
                return found;
            }
        }
    }

    /** The patterns that no file matched so far, as they were written. */
    Set<String> unmatched() {
        return unmatched;
    }

    private @Nullable Object next(Directory directory) throws IOException {
        SortedNames.Name name;
        try {
            name = directory.names.next();
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            open.pop();
            return failure(directory.path, "cannot be listed", e);
        }
        if (name == null) {
            open.pop();
            return null;
        }
        Path path = directory.path.resolve(name.text());
        if (exclusions.contains(path)) {
            return null;
        }
        if (!name.isFaithful()) {
            return SourceItem.failed(
                    path.toString(),
                    new UnusableFileException(
                            path,
                            "has a name that is no text in this JVM's charset for file names ("
                                    + System.getProperty("sun.jnu.encoding") + "); rename it, or set LC_ALL=C.UTF-8"));
        }
        return visit(directory, name.text(), path);
    }

    private @Nullable Object visit(Directory directory, String name, Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            // A literal name that is not there, a dangling link, or a file that went away while we walked.
            return null;
        } catch (IOException e) {
            boolean isLoop = Files.isSymbolicLink(path) && !(e instanceof AccessDeniedException);
            return isLoop ? null : failure(path, "cannot be looked at", e);
        }
        if (attributes.isDirectory()) {
            enter(directory, name, path);
            return null;
        }
        return attributes.isRegularFile() && isMatch(directory, name) ? path.toString() : null;
    }

    private boolean isMatch(Directory directory, String name) {
        boolean isMatch = false;
        for (State state : directory.states) {
            if (state.isLast() && state.segment().matches(name, withHidden)) {
                unmatched.remove(state.glob().text());
                isMatch = true;
            }
        }
        return isMatch;
    }

    private void enter(Directory directory, String name, Path path) {
        Set<State> reached = new LinkedHashSet<>();
        boolean isLink = Files.isSymbolicLink(path);
        for (State state : directory.states) {
            if (!state.segment().matches(name, withHidden)) {
                continue;
            }
            if (!state.segment().isAnyDirectories()) {
                reached.addAll(state.isLast() ? Set.of() : State.at(state.glob(), state.index() + 1));
            } else if (!isLink) {
                // As in shells, ** does not follow links: they may lead back up, or out of the tree that was meant.
                reached.addAll(State.at(state.glob(), state.index()));
            }
        }
        if (!reached.isEmpty()) {
            open.push(new Directory(path, reached));
        }
    }

    private static SourceItem failure(Path path, String what, IOException error) {
        return SourceItem.failed(path.toString(), UnusableFileException.of(path, what, error));
    }

    @Override
    public void close() {
        // A directory is open on disk only while a page of its names is read.
    }

    /** An open directory. */
    private final class Directory {

        private final Path path;
        private final Set<State> states;
        private final Names names;

        Directory(Path path, Set<State> states) {
            this.path = path;
            this.states = states;
            this.names = names();
        }

        private Names names() {
            boolean isListed =
                    states.stream().anyMatch(state -> !state.segment().isLiteral());
            // Not only quicker: there are directories that may be entered but not listed. And '..' is in no listing.
            Iterator<String> literals = states.stream()
                    .filter(state -> state.segment().isLiteral())
                    .map(state -> state.segment().text())
                    .filter(name -> !isListed || name.equals(".."))
                    .distinct()
                    .sorted()
                    .iterator();
            SortedNames sorted = new SortedNames(path, listing, this::isWanted, NAMES_HELD);
            return () ->
                    literals.hasNext() ? new SortedNames.Name(literals.next(), true) : isListed ? sorted.next() : null;
        }

        private boolean isWanted(String name) {
            return states.stream().anyMatch(state -> state.segment().matches(name, withHidden));
        }
    }

    /** Names, one by one. */
    @FunctionalInterface
    private interface Names {
        SortedNames.@Nullable Name next() throws IOException;
    }

    /**
     * A glob, and how far it got.
     *
     * @param index of the segment that the next name must match
     */
    private record State(Glob glob, int index) {

        /** With {@code **} at the index the glob is also behind it, for it stands for no directory too. */
        static List<State> at(Glob glob, int index) {
            List<State> states = new ArrayList<>();
            states.add(new State(glob, index));
            if (glob.segments().get(index).isAnyDirectories()) {
                states.add(new State(glob, index + 1));
            }
            return states;
        }

        Glob.Segment segment() {
            return glob.segments().get(index);
        }

        boolean isLast() {
            return index == glob.segments().size() - 1;
        }
    }
}
