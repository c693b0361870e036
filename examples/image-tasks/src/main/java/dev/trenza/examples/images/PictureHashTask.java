package dev.trenza.examples.images;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code picture-hash}: 64 bits of which those of pictures that look alike are nearly the same. Thread-safe.
 *
 * <p>It is the difference hash of N. Krawetz (2013): the picture is made 9 pixels wide and 8 high, and each bit tells
 * whether a pixel is darker than the one to its right.
 */
public final class PictureHashTask implements NamedTask {

    private static final int SIDE = 8;

    /** For {@link java.util.ServiceLoader}. */
    public PictureHashTask() {}

    @Override
    public String name() {
        return "picture-hash";
    }

    @Override
    public String description() {
        return "Computes a hash that is nearly the same for pictures that look alike";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "the hash, 16 hexadecimal digits; count the bits in which two differ";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(ThumbnailTask.MAX_PIXELS);
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        long maxPixels = parameters.integer(ThumbnailTask.MAX_PIXELS.name());
        return input -> HexFormat.of()
                .toHexDigits(hash(Picture.read(name(), input, maxPixels).pixels()));
    }

    static long hash(Pixels pixels) {
        Pixels small = pixels.scaled(SIDE + 1, SIDE);
        long hash = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                hash = hash << 1 | (small.luminance(x, y) < small.luminance(x + 1, y) ? 1 : 0);
            }
        }
        return hash;
    }
}
