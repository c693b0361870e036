package dev.trenza.app.output;

import dev.trenza.worker.program.ArgumentTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where {@code --results} keeps what an item gave, as GNU parallel lays it out. Immutable.
 *
 * @param place a folder; with a replacement string in it, the name of a file
 */
public record ResultFiles(String place) {

    /** What most file systems allow, less the room for a number. */
    private static final int LONGEST_NAME = 240;

    /**
     * The three files of one item.
     *
     * @param stdout what it printed
     * @param stderr what it told
     * @param seq its number, from 1
     */
    public record Trio(Path stdout, Path stderr, Path seq) {}

    /**
     * Names the files of an item and makes their folder.
     *
     * @param index of the item, from 0
     * @throws IOException if the folder cannot be made
     */
    public Trio of(String item, long index) throws IOException {
        Trio files;
        if (ArgumentTemplate.isIn(place) && !place.endsWith("/")) {
            String name = ArgumentTemplate.fill(place, item, index);
            files = new Trio(Path.of(name), Path.of(name + ".err"), Path.of(name + ".seq"));
        } else {
            Path folder = Path.of(ArgumentTemplate.fill(place, item, index), "1", folderName(item, index));
            files = new Trio(folder.resolve("stdout"), folder.resolve("stderr"), folder.resolve("seq"));
        }
        Path folder = files.stdout().toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(files.seq(), Long.toString(index + 1));
        return files;
    }

    /** The item with what a name cannot hold escaped; a part of it, and its number, if it is too long. */
    private static String folderName(String item, long index) {
        String name = item.replace("\\", "\\\\")
                .replace("/", "\\_")
                .replace("\t", "\\t")
                .replace("\0", "\\0");
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_NAME) {
            String cut = new String(Arrays.copyOf(bytes, LONGEST_NAME - 20), StandardCharsets.UTF_8);
            return cut.replace("\uFFFD", "") + "-" + (index + 1);
        }
        return switch (name) {
            case "" -> "\\-";
            case ".", ".." -> "\\" + name;
            default -> name;
        };
    }
}
