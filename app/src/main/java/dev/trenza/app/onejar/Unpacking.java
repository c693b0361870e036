package dev.trenza.app.onejar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Puts the installation that is in a jar where it can be run from, once for each content. Several processes may do so at
 * the same time: who comes second takes what the first has made.
 */
final class Unpacking {

    private static final String PREFIX = "installation/";
    private static final Duration UNUSED = Duration.ofDays(30);

    private final Path jar;
    private final Clock clock;

    Unpacking(Path jar) {
        this(jar, Clock.systemUTC());
    }

    Unpacking(Path jar, Clock clock) {
        this.jar = jar;
        this.clock = clock;
    }

    /**
     * Unpacks what is not unpacked yet, and then removes what other builds have unpacked and nobody has started for a month.
     *
     * @param parent of the folders of all installations
     * @return the folder of this one
     */
    Path into(Path parent) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(entry -> entry.getName().startsWith(PREFIX) && !entry.isDirectory())
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            if (entries.isEmpty()) {
                throw new IOException("there is no installation in '" + jar + "'; it is not one of trenza's jars");
            }
            Path home = parent.resolve(key(entries));
            if (!Files.isDirectory(home)) {
                publish(zip, entries, home);
                sweep(parent, home);
            }
            remember(home);
            return home;
        }
    }

    /** The time of the folder is that of its last start. Where nothing can be written, nothing is swept either. */
    private void remember(Path home) {
        home.toFile().setLastModified(clock.millis());
    }

    private void sweep(Path parent, Path home) {
        Instant limit = clock.instant().minus(UNUSED);
        try (Stream<Path> folders = Files.list(parent)) {
            for (Path folder : folders.filter(each -> !each.equals(home)).toList()) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
                    remove(folder);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Another process sweeps at the same time, or the folder is another user's: it costs room, and nothing
            // else.
            return;
        }
    }

    /** By what is in it: another build is another folder, whatever its version says. */
    private static String key(List<? extends ZipEntry> entries) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ZipEntry entry : entries) {
                String line = entry.getName() + " " + entry.getCrc() + " " + entry.getSize() + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void publish(ZipFile zip, List<? extends ZipEntry> entries, Path home) throws IOException {
        Path parent = Files.createDirectories(home.toAbsolutePath().getParent());
        Path draft = Files.createDirectory(parent.resolve(".draft-" + UUID.randomUUID()));
        try {
            for (ZipEntry entry : entries) {
                extract(zip, entry, draft);
            }
            Files.move(draft, home);
        } catch (IOException e) {
            remove(draft);
            // Another process was faster: a folder that is not empty cannot be replaced.
            if (!(e instanceof FileSystemException) || !Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void extract(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
        Path file = folder.resolve(entry.getName().substring(PREFIX.length())).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("'" + entry.getName() + "' leads out of the folder; this jar is not one of trenza's");
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
        }
    }

    /** With all that is in it. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Unpacking::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
