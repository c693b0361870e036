package dev.trenza.core.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The private directory (mode 0700) of a pool under {@code java.io.tmpdir}. A locked file in it tells that its owner lives:
 * the lock ends with the process, however it ends, and can be seen across containers that share the directory. So the
 * next pool removes what a dead one left.
 */
final class PoolDirectory {

    private static final String PREFIX = "trenza-pool-";

    /** Of this process. Its own lock files are never looked at: to close one is to lose the lock, by POSIX. */
    private static final String OWN_PREFIX = PREFIX + ProcessHandle.current().pid() + "-";

    private static final String LOCK = "lock";

    /** A directory without a lock may be one that is being made. */
    private static final Duration MAKING = Duration.ofMinutes(1);

    private static final boolean IS_POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    private final FileChannel lock;

    private PoolDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes one, and removes those without an owner.
     *
     * @throws IOException if it cannot be made
     */
    static PoolDirectory create() throws IOException {
        Path path = Files.createTempDirectory(OWN_PREFIX);
        try {
            PoolDirectory made = new PoolDirectory(path, lock(path.resolve(LOCK)));
            removeOrphans(path.getParent());
            return made;
        } catch (IOException e) {
            // Not as a tree: to look into a directory takes a descriptor, and those may be what there are none of.
            Files.deleteIfExists(path.resolve(LOCK));
            Files.delete(path);
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException(file + " is locked by another process");
        }
        return channel;
    }

    Path path() {
        return path;
    }

    /**
     * Makes a directory in it, as private as itself.
     *
     * @throws IOException if it cannot be made
     */
    Path makeHome(String name) throws IOException {
        Path home = path.resolve(name);
        return IS_POSIX ? Files.createDirectory(home, OWNER_ONLY) : Files.createDirectory(home);
    }

    /** Gives it up, and removes it with all that is in it. */
    void remove() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with this process at the latest.
        }
        removeTree(path);
    }

    /** Lets nobody but the owner read a file. */
    static void makePrivate(Path file) throws IOException {
        if (IS_POSIX) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Removes a directory and what is in it, as far as that is possible. */
    static void removeTree(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Nothing in it is needed any more; the next pool, or the system, tries again.
        }
    }

    private static void removeOrphans(@Nullable Path parent) {
        if (parent == null) {
            return;
        }
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path candidate : candidates) {
                boolean isOwn = candidate.getFileName().toString().startsWith(OWN_PREFIX);
                if (!isOwn && isOrphan(candidate)) {
                    removeTree(candidate);
                }
            }
        } catch (IOException e) {
            // Tidying up is a courtesy: a pool must not fail for it.
        }
    }

    /** Whether no process holds the lock of another process's directory. */
    static boolean isOrphan(Path directory) {
        Path file = directory.resolve(LOCK);
        try {
            if (!Files.exists(file)) {
                Instant changed = Files.getLastModifiedTime(directory).toInstant();
                return changed.isBefore(Instant.now().minus(MAKING));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock taken = channel.tryLock()) {
                return taken != null;
            }
        } catch (IOException e) {
            return false; // another user's
        }
    }
}
