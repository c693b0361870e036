package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PoolDirectoryTest {

    @Test
    void isPrivateAndGoneAfterItsRemoval() throws IOException {
        PoolDirectory directory = PoolDirectory.create();
        Files.writeString(
                Files.createDirectory(directory.path().resolve("worker-1")).resolve("status"), "x");

        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path()));
        directory.remove();

        assertThat(permissions).isEqualTo("rwx------");
        assertThat(directory.path()).doesNotExist();
    }

    @Test
    void theNextPoolRemovesWhatADeadOneLeft() throws IOException {
        Path left = Files.createTempDirectory("trenza-pool-");
        Files.createFile(left.resolve("lock"));
        Files.writeString(left.resolve("status"), "x");

        PoolDirectory own = PoolDirectory.create();

        assertThat(left).doesNotExist();
        assertThat(own.path()).exists();
        own.remove();
    }

    @Test
    void anotherPoolOfThisProcessKeepsItsDirectoryAndItsLock() throws IOException {
        PoolDirectory living = PoolDirectory.create();

        PoolDirectory next = PoolDirectory.create();

        assertThat(living.path()).exists();
        assertThat(lockIsFree(living.path())).isFalse();
        living.remove();
        next.remove();
    }

    /** Asks the kernel: of this process's own locks the JVM would tell nothing new. */
    private static boolean lockIsFree(Path directory) throws IOException {
        String inode = Files.getAttribute(directory.resolve("lock"), "unix:ino").toString();
        return Files.readAllLines(Path.of("/proc/locks")).stream().noneMatch(line -> line.contains(":" + inode + " "));
    }

    @Test
    void aDirectoryWithoutALockMayBeInTheMakingForAMinute() throws IOException {
        Path making = Files.createTempDirectory("trenza-pool-");

        boolean wasOrphanWhenYoung = PoolDirectory.isOrphan(making);
        Files.setLastModifiedTime(making, FileTime.from(Instant.now().minusSeconds(120)));

        assertThat(wasOrphanWhenYoung).isFalse();
        assertThat(PoolDirectory.isOrphan(making)).isTrue();
        PoolDirectory.removeTree(making);
    }
}
