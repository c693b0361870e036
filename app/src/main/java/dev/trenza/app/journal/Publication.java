package dev.trenza.app.journal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts the results of a run where they are looked for: as a whole or not at all, each item once.
 *
 * <p>Where nothing has to be left out it is a second name of the file that the run has written, which costs nothing.
 */
final class Publication {

    private static final int BUFFER = 1 << 16;

    private final RunDirectory run;

    Publication(RunDirectory run) {
        this.run = run;
    }

    /**
     * Publishes.
     *
     * @param target is replaced; its folder is there
     * @param asTheyAre whether every result counts, in the order in which they were written
     * @param inOrder whether they are to be sorted by stream and position
     */
    void publish(Path target, boolean asTheyAre, boolean inOrder) throws IOException {
        Path file = target.toAbsolutePath();
        Path temporary = file.resolveSibling(
                ".trenza-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            if (asTheyAre) {
                linkOrCopy(temporary);
            } else {
                select(temporary, inOrder);
            }
            // As the shell's > does: a symbolic link stays one.
            Files.move(
                    temporary,
                    Files.exists(file) ? file.toRealPath() : file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary); // A rename onto the same file under another name leaves both.
        }
        Path folder = file.getParent();
        if (folder != null) {
            RunJournal.syncFolder(folder);
        }
    }

    private void linkOrCopy(Path to) throws IOException {
        try {
            Files.createLink(to, run.rawResults());
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(run.rawResults(), to); // Another file system, or one without links.
            sync(to);
        }
    }

    /** Where a result is in the raw file. */
    private record Place(int stream, long seq, long start, int length) {}

    private void select(Path to, boolean inOrder) throws IOException {
        List<Place> places = places();
        if (inOrder) {
            places.sort(Comparator.comparingInt(Place::stream).thenComparingLong(Place::seq));
        }
        try (RandomAccessFile raw = new RandomAccessFile(run.rawResults().toFile(), "r");
                OutputStream out =
                        new BufferedOutputStream(Files.newOutputStream(to, StandardOpenOption.CREATE_NEW), BUFFER)) {
            for (Place place : places) {
                byte[] result = new byte[place.length];
                raw.seek(place.start);
                raw.readFully(result);
                out.write(result);
            }
        }
        sync(to);
    }

    /** The last result of each item. */
    private List<Place> places() throws IOException {
        KeyTable last = new KeyTable();
        Map<String, Integer> streams = new HashMap<>();
        List<Place> all = new ArrayList<>();
        List<ItemKey> keys = new ArrayList<>();
        long[] end = {0};
        new JournalReader(run.journal()).forEach(record -> {
            if (record instanceof JournalRecord.Item item) {
                int stream = streams.computeIfAbsent(item.stream(), name -> streams.size());
                last.put(item.key().high(), item.key().low(), all.size(), (byte) 1);
                keys.add(item.key());
                all.add(new Place(stream, item.seq(), end[0], item.bytes()));
                end[0] += item.bytes();
            }
        });
        List<Place> chosen = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            ItemKey key = keys.get(i);
            if (last.number(last.find(key.high(), key.low())) == i) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
