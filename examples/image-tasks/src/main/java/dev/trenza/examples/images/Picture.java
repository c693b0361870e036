package dev.trenza.examples.images;

import dev.trenza.task.ValueText;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture that is decoded only when its header says that it is small enough.
 *
 * @param format as the JDK calls it: {@code png}
 * @param pixels of its first frame
 */
record Picture(String format, Pixels pixels) {

    /**
     * Reads one.
     *
     * @param input a path, or bytes
     * @param maxPixels width times height at most
     * @throws UnreadablePictureException if it is none, is cut off, or is too large
     */
    static Picture read(String task, @Nullable Object input, long maxPixels) throws IOException {
        if (input instanceof byte[] bytes) {
            return read("the bytes given", new ByteArrayInputStream(bytes), maxPixels);
        } else if (input instanceof String path) {
            try (InputStream in = Files.newInputStream(Path.of(path))) {
                return read("'" + path + "'", in, maxPixels);
            }
        }
        throw new IllegalArgumentException(
                "'" + task + "' takes a path (a string) or bytes, was " + ValueText.describe(input));
    }

    private static Picture read(String name, InputStream in, long maxPixels) throws IOException {
        try (ImageInputStream data = new MemoryCacheImageInputStream(in)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(data);
            if (!readers.hasNext()) {
                throw new UnreadablePictureException(name + " is no picture that this Java reads", null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(data, true, true);
                return decode(name, reader, maxPixels);
            } finally {
                reader.dispose();
            }
        }
    }

    private static Picture decode(String name, ImageReader reader, long maxPixels) throws IOException {
        try {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > maxPixels) {
                throw new UnreadablePictureException(
                        name + " says that it is " + width + " x " + height + ", which is more than max-pixels, "
                                + maxPixels,
                        null);
            }
            BufferedImage image = reader.read(0);
            return new Picture(reader.getFormatName().toLowerCase(java.util.Locale.ROOT), Pixels.of(image));
        } catch (UnreadablePictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The decoders of the JDK throw whatever comes of reading nonsense.
            throw new UnreadablePictureException(name + " is cut off or broken: " + e, e);
        }
    }
}
