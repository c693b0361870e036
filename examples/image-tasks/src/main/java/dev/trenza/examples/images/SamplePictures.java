package dev.trenza.examples.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Writes the pictures that {@code images.yaml} reads: computed, so that they are nobody's, and some that do harm. */
public final class SamplePictures {

    /** How many different ones. */
    static final int MOTIFS = 12;

    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;

    private SamplePictures() {}

    /**
     * Writes {@code pictures} and {@code hostile}.
     *
     * @param arguments the folder for both
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        writePictures(Files.createDirectories(folder.resolve("pictures")));
        writeHostile(Files.createDirectories(folder.resolve("hostile")));
    }

    /** Each motif as PNG, and again smaller and as JPEG: another file that looks the same. */
    static void writePictures(Path folder) throws IOException {
        for (int motif = 0; motif < MOTIFS; motif++) {
            ImageIO.write(
                    motif(motif, WIDTH, HEIGHT),
                    "png",
                    folder.resolve("motif-" + motif + ".png").toFile());
            ImageIO.write(
                    motif(motif, WIDTH / 2, HEIGHT / 2),
                    "jpg",
                    folder.resolve("motif-" + motif + "-copy.jpg").toFile());
        }
    }

    /** Waves of other length, direction and colour for each number. */
    static BufferedImage motif(int number, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        double angle = number * 0.7;
        double waves = 1.5 + number % 4;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (double) x / width - 0.5;
                double v = (double) y / height - 0.5;
                double along = Math.sin(2 * Math.PI * waves * (u * Math.cos(angle) + v * Math.sin(angle)) + number);
                double around = Math.cos(9 * Math.hypot(u - 0.03 * number, v));
                int bright = (int) (127.5 + 80 * along + 45 * around);
                int green = (255 - bright) / (1 + number % 3);
                int blue = bright * (number % 5) / 5;
                image.setRGB(x, y, (bright << 16) | (green << 8) | blue);
            }
        }
        return image;
    }

    private static void writeHostile(Path folder) throws IOException {
        byte[] png = Files.readAllBytes(folder.resolveSibling("pictures").resolve("motif-0.png"));
        Files.write(folder.resolve("cut-off.png"), Arrays.copyOf(png, png.length / 2));
        Files.write(folder.resolve("bomb.png"), bomb(60_000, 60_000));
        Files.writeString(folder.resolve("not-a-picture.jpg"), "This is a letter.\n");
        Files.write(folder.resolve("empty.png"), new byte[0]);
    }

    /** A PNG of a few bytes whose header says that 10 GB are to follow. */
    static byte[] bomb(int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        chunk(out, "IHDR", header);
        chunk(out, "IDAT", new byte[] {0x78, (byte) 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01});
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.write(ByteBuffer.allocate(4).putInt(data.length).array());
        out.write(name);
        out.write(data);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
