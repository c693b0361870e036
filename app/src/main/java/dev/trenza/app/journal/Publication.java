package dev.trenza.app.journal;

import dev.trenza.app.output.Packing;
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
    private final boolean inOrder;
    private final Map<String, EmittedResults> emitted;

    /**
     * Of a run.
     *
     * @param inOrder whether results are to be sorted by stream and position
     * @param emitted by stream the only results that count, in the order that they are to have
     */
    Publication(RunDirectory run, boolean inOrder, Map<String, EmittedResults> emitted) {
        this.run = run;
        this.inOrder = inOrder;
        this.emitted = emitted;
    }

    /**
     * Publishes.
     *
     * @param target is replaced; its folder is there
     * @param asTheyAre whether every result counts, in the order in which they were written
     */
    void publish(Path target, boolean asTheyAre) throws IOException {
        Path file = target.toAbsolutePath();
        Path temporary = file.resolveSibling(
                ".trenza-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            if (asTheyAre && Packing.isAsked(file)) {
                try (OutputStream out = create(temporary, file)) {
                    Files.copy(run.rawResults(), out);
                }
                sync(temporary);
            } else if (asTheyAre) {
                linkOrCopy(temporary);
            } else {
                select(temporary, file);
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

    /** Where a result is in the raw file, and what it is sorted by. */
    private record Place(int stream, long seq, long start, int length) {}

    /** Packed, if the name that it will have says so. */
    private static OutputStream create(Path file, Path later) throws IOException {
        return Packing.byName(
                later, new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER));
    }

    private void select(Path to, Path later) throws IOException {
        try (OutputStream out = create(to, later)) {
            forEach(out::write);
        }
        sync(to);
    }

    /** Passes on every result that counts. */
    void forEach(RunJournal.ResultConsumer consumer) throws IOException {
        List<Place> places = places();
        if (inOrder || !emitted.isEmpty()) {
            places.sort(Comparator.comparingInt(Place::stream).thenComparingLong(Place::seq));
        }
        if (places.isEmpty()) {
            return;
        }
        try (RandomAccessFile raw = new RandomAccessFile(run.rawResults().toFile(), "r")) {
            for (Place place : places) {
                byte[] result = new byte[place.length];
                raw.seek(place.start);
                raw.readFully(result);
                consumer.accept(result);
            }
        }
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
                all.add(new Place(stream, seq(item, all.size()), end[0], item.bytes()));
                end[0] += item.bytes();
            }
        });
        List<Place> chosen = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            ItemKey key = keys.get(i);
            if (all.get(i).seq >= 0 && last.number(last.find(key.high(), key.low())) == i) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    /** What a result is sorted by; -1 if it does not count. */
    private long seq(JournalRecord.Item item, int number) {
        EmittedResults only = emitted.get(item.stream());
        return only != null ? only.place(item.key()) : inOrder ? item.seq() : number;
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
