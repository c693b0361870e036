package dev.trenza.core.process;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What tasks are kept from. Immutable.
 *
 * <p>Worker JVMs keep crashes from each other, not malice: without a sandbox a task may do whatever its user may. The
 * sandbox is made of what the system offers, Linux namespaces for the most part, and a pool that cannot have the one that
 * it was told to use refuses to start workers.
 *
 * <pre>{@code
 * try (WorkerPool pool = WorkerPool.builder().sandbox(Sandbox.isolated(Path.of("out"))).build()) {
 *     paths.transform(pool.map(Thumbnails::render)).blockLast();
 * }
 * }</pre>
 *
 * @param level how much
 * @param writable files and directories that tasks may write to all the same; of use with {@link Level#ISOLATED} only
 */
public record Sandbox(Level level, List<Path> writable) {

    /** How much a task is kept from. */
    public enum Level {
        /** Nothing: tasks are trusted. */
        NONE,
        /** No new privileges, at most 1024 open files, no file larger than 4 GiB, no core files. */
        LIMITS,
        /**
         * What {@link #LIMITS} do; and no network, no process to be seen but the worker's own, and all files read-only but
         * for those granted and a temporary directory of the worker. Sockets that are files stay within reach.
         */
        ISOLATED
    }

    public Sandbox {
        writable =
                writable.stream().map(Path::toAbsolutePath).map(Path::normalize).toList();
        for (Path path : writable) {
            if (path.getNameCount() == 0) {
                throw new IllegalArgumentException("a sandbox in which " + path + " is writable is none");
            }
            if (path.toString().indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a sandbox cannot grant a path with a line end: " + path);
            }
        }
    }

    /** Tasks are trusted: the default. */
    public static Sandbox none() {
        return new Sandbox(Level.NONE, List.of());
    }

    /** Limits of the system for each worker. */
    public static Sandbox limits() {
        return new Sandbox(Level.LIMITS, List.of());
    }

    /**
     * No network, and no file to write to but these and those below them.
     *
     * @param writable files and directories, which must exist
     */
    public static Sandbox isolated(Path... writable) {
        return new Sandbox(Level.ISOLATED, List.of(writable));
    }

    /** What keeps from all that either of two keeps from, and grants what either grants. */
    public Sandbox and(Sandbox other) {
        Level stricter = level.compareTo(other.level) >= 0 ? level : other.level;
        List<Path> both = Stream.concat(writable.stream(), other.writable.stream())
                .distinct()
                .toList();
        return new Sandbox(stricter, both);
    }

    /** Whether a worker has a world of its own, with its own numbers for processes. */
    boolean isIsolated() {
        return level == Level.ISOLATED;
    }
}
