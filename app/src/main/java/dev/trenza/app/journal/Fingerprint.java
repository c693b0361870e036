package dev.trenza.app.journal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Makes keys of items. Confined to one source. */
final class Fingerprint {

    /** What a text that names a file is compared by. */
    enum OfFiles {
        /** Its size and the time of its last change. */
        TIME,
        /** Its bytes, which are read. */
        CONTENT
    }

    private static final int BUFFER = 1 << 16;

    private final OfFiles ofFiles;
    private final byte[] stream;
    private final MessageDigest digest;
    private final LineBuffer text = new LineBuffer();
    private final Occurrences occurrences = new Occurrences();

    Fingerprint(String stream, OfFiles ofFiles) {
        this.stream = stream.getBytes(StandardCharsets.UTF_8);
        this.ofFiles = ofFiles;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The key of the next item of the source. */
    ItemKey of(Object origin) {
        text.reset();
        put('n', stream);
        add(origin);
        return key(print(origin));
    }

    private ItemKey key(int print) {
        digest.update(text.array(), 0, text.size());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        long high = hash.getLong();
        long low = hash.getLong();
        int occurrence = occurrences.next(high);
        // Spread, for the table takes the first half as it is.
        return new ItemKey(high + occurrence * 0x9E3779B97F4A7C15L, low ^ occurrence, print);
    }

    /** The key of an item that has been made of others. */
    ItemKey of(Object origin, @Nullable Object value) {
        text.reset();
        put('n', stream);
        add(origin);
        if (value != origin) {
            add(value);
        }
        return key(printOfAll(origin));
    }

    private int printOfAll(Object origin) {
        if (!(origin instanceof Collection<?> members)) {
            return print(origin);
        }
        int print = 0;
        for (Object member : members) {
            print = 31 * print + (member == null ? 0 : print(member));
        }
        return print;
    }

    private void add(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            put('b', bytes);
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, element) -> sorted.put(String.valueOf(name), element == null ? "\0null" : element));
            put('m', ByteBuffer.allocate(Integer.BYTES).putInt(sorted.size()).array());
            sorted.forEach((name, element) -> {
                add(name);
                add(element);
            });
        } else if (value instanceof Collection<?> list) {
            put('l', ByteBuffer.allocate(Integer.BYTES).putInt(list.size()).array());
            list.forEach(this::add);
        } else {
            char kind = value instanceof Number ? '#' : 's';
            put(kind, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Each part with its kind and its length, so that no two values run together into one text. */
    private void put(char kind, byte[] bytes) {
        text.write(kind);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            text.write(bytes.length >>> shift);
        }
        text.write(bytes, 0, bytes.length);
    }

    /** What changes when the file does that the item names; 0 if it names none. */
    private int print(Object origin) {
        if (origin instanceof Path path) {
            return print(path.toFile());
        }
        // Through File: it tells in one call that there is none, without an exception.
        return origin instanceof String text && !text.isEmpty() && text.indexOf('\0') < 0 ? print(new File(text)) : 0;
    }

    private int print(File file) {
        if (!file.isFile()) {
            return 0;
        }
        CRC32C crc = new CRC32C();
        try {
            if (ofFiles == OfFiles.CONTENT) {
                addContent(file.toPath(), crc);
            } else {
                BasicFileAttributes attributes = Files.readAttributes(file.toPath(), BasicFileAttributes.class);
                FileTime time = attributes.lastModifiedTime();
                crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(attributes.size())
                        .putLong(time.to(TimeUnit.NANOSECONDS))
                        .flip());
            }
        } catch (IOException e) {
            return 0; // It cannot be looked at; that is for its task to tell.
        }
        int print = (int) crc.getValue();
        return print == 0 ? 1 : print;
    }

    private static void addContent(Path file, CRC32C crc) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                crc.update(buffer, 0, length);
            }
        }
    }
}
