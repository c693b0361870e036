package dev.trenza.examples.images;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** {@code thumbnail}: a small picture of a picture, as PNG. Thread-safe. */
public final class ThumbnailTask implements NamedTask {

    static final Parameter MAX_PIXELS = Parameter.optional(
            "max-pixels", Parameter.Type.INTEGER, 40_000_000, "A picture that says it has more is not decoded");

    private static final int LARGEST = 4_096;

    /** For {@link java.util.ServiceLoader}. */
    public ThumbnailTask() {}

    @Override
    public String name() {
        return "thumbnail";
    }

    @Override
    public String description() {
        return "Makes a small PNG of a PNG, JPEG, GIF or BMP";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "a map of format, width and height of the picture, and thumbnail, bytes";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.optional("size", Parameter.Type.INTEGER, 96, "The longer side, in pixels; never enlarged"),
                MAX_PIXELS);
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        long size = parameters.integer("size");
        long maxPixels = parameters.integer(MAX_PIXELS.name());
        if (size < 1 || size > LARGEST) {
            throw new IllegalArgumentException("'size' must be from 1 to " + LARGEST + ", was " + size);
        }
        return input -> thumbnail(Picture.read(name(), input, maxPixels), (int) size);
    }

    private static Map<String, Object> thumbnail(Picture picture, int size) throws IOException {
        Pixels pixels = picture.pixels();
        double scale = Math.min(1, (double) size / Math.max(pixels.width(), pixels.height()));
        Pixels small = pixels.scaled(Math.max(1, (int) Math.round(pixels.width() * scale)), Math.max(1, (int)
                Math.round(pixels.height() * scale)));
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(small.image(), "png", png);
        return Map.of(
                "format", picture.format(),
                "width", pixels.width(),
                "height", pixels.height(),
                "thumbnail", png.toByteArray());
    }
}
