package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which item each file of a run was written for. Thread-safe.
 *
 * <p>Costs 16 to 43 bytes for each file, and the origins of the first 100,000: ten million files must fit. Two paths of
 * one run are taken for the same if 64 bits of a hash agree, which among ten million files has a chance of 1 in 300,000.
 */
final class WrittenFiles {

    private static final int NAMED = 100_000;
    private static final int START = 1 << 10;

    // Mutable state, guarded by this
    private final Map<Long, String> origins = new HashMap<>();
    private long[] files = new long[START];
    private long[] writers = new long[START];
    private int size;

    /**
     * Notes that an item is about to write a file. The same item may write it again: it may be its second attempt.
     *
     * @param stage number of the stage that writes
     * @throws IllegalStateException if another item wrote it; names both
     */
    synchronized void claim(Path file, long stage, Item item) {
        long key = nonZero(hash(file.toAbsolutePath().normalize().toString()));
        long part = item.part().isEmpty() ? 0 : hash(item.part());
        long writer = nonZero(mix(mix(stage) + hash(item.stream())) ^ mix(item.seq() + 1 + part));
        int slot = slot(files, key);
        if (files[slot] == 0) {
            put(slot, key, writer, item);
        } else if (writers[slot] != writer) {
            throw new IllegalStateException("'" + file + "' was already written in this run, for "
                    + earlier(origins.get(key)) + ", and is not overwritten for '" + item
                    + "'; put {relative} or {seq} into the template");
        }
    }

    private static String earlier(@Nullable String origin) {
        return origin == null ? "an earlier item" : "'" + origin + "'";
    }

    private void put(int slot, long key, long writer, Item item) {
        files[slot] = key;
        writers[slot] = writer;
        size++;
        if (size <= NAMED) {
            origins.put(key, item.toString());
        }
        if (size > files.length / 4 * 3) {
            grow();
        }
    }

    private void grow() {
        long[] moreFiles = new long[files.length * 2];
        long[] moreWriters = new long[files.length * 2];
        for (int i = 0; i < files.length; i++) {
            if (files[i] != 0) {
                int slot = slot(moreFiles, files[i]);
                moreFiles[slot] = files[i];
                moreWriters[slot] = writers[i];
            }
        }
        files = moreFiles;
        writers = moreWriters;
    }

    /** Where the key is, or else where it belongs: linear probing in a table whose length is a power of two. */
    private static int slot(long[] table, long key) {
        int slot = (int) key & (table.length - 1);
        while (table[slot] != 0 && table[slot] != key) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private static long nonZero(long hash) {
        return hash == 0 ? 1 : hash;
    }

    /** FNV-1a over the characters, then mixed: its low bits alone are weak. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
