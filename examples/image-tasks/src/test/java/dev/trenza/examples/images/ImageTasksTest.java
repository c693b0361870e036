package dev.trenza.examples.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameters;
import dev.trenza.task.TaskCatalog;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTasksTest {

    @TempDir
    private static Path samples;

    @BeforeAll
    static void write() throws IOException {
        SamplePictures.main(new String[] {samples.toString()});
    }

    @Test
    void bothAreFoundByName() {
        TaskCatalog catalog = TaskCatalog.load(ImageTasksTest.class.getClassLoader());

        assertThat(catalog.task("thumbnail")).isInstanceOf(ThumbnailTask.class);
        assertThat(catalog.task("picture-hash")).isInstanceOf(PictureHashTask.class);
    }

    /** The oracle: many points of the area that a pixel covers, and their mean. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 50, 96, 479})
    void aThumbnailIsTheMeanOfWhatItCovers(int size) throws Exception {
        Path file = samples.resolve("pictures/motif-3.png");

        Map<?, ?> result = thumbnail(file.toString(), Map.of("size", size));

        BufferedImage picture = ImageIO.read(file.toFile());
        BufferedImage small = ImageIO.read(new ByteArrayInputStream((byte[]) result.get("thumbnail")));
        assertThat(result.get("format")).isEqualTo("png");
        assertThat(result.get("width")).isEqualTo(480);
        assertThat(result.get("height")).isEqualTo(360);
        assertThat(Math.max(small.getWidth(), small.getHeight())).isEqualTo(size);
        for (int i = 0; i < 20; i++) {
            int x = i * 7 % small.getWidth();
            int y = i * 5 % small.getHeight();
            for (int shift = 0; shift <= 16; shift += 8) {
                assertThat((double) (small.getRGB(x, y) >> shift & 0xFF))
                        .as("colour %s of %s, %s", shift, x, y)
                        .isCloseTo(meanBySampling(picture, small, x, y, shift), within(1.0));
            }
        }
    }

    private static double meanBySampling(BufferedImage picture, BufferedImage small, int column, int row, int shift) {
        int points = Math.max(200, picture.getWidth() / small.getWidth() * 4);
        double sum = 0;
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < points; j++) {
                double x = (column + (i + 0.5) / points) * picture.getWidth() / small.getWidth();
                double y = (row + (j + 0.5) / points) * picture.getHeight() / small.getHeight();
                sum += picture.getRGB((int) x, (int) y) >> shift & 0xFF;
            }
        }
        return sum / points / points;
    }

    @Test
    void aSmallPictureIsNotEnlarged() throws Exception {
        Map<?, ?> result = thumbnail(png(SamplePictures.motif(1, 30, 20)), Map.of());

        BufferedImage small = ImageIO.read(new ByteArrayInputStream((byte[]) result.get("thumbnail")));
        assertThat(small.getWidth()).isEqualTo(30);
        assertThat(small.getHeight()).isEqualTo(20);
    }

    @Test
    void whatIsTransparentIsSeenBeforeWhite() {
        BufferedImage clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(1, 0, 0x80_00_00_00);

        assertThat(Pixels.of(clear).colour(0, 0)).isEqualTo(0xFFFFFF);
        assertThat(Pixels.of(clear).colour(1, 0)).isEqualTo(0x7F7F7F);
    }

    @Test
    void picturesThatLookAlikeHaveNearHashesAndOthersHaveNot() throws Exception {
        long[] originals = hashes(".png");
        long[] copies = hashes("-copy.jpg");

        for (int i = 0; i < SamplePictures.MOTIFS; i++) {
            for (int j = 0; j < SamplePictures.MOTIFS; j++) {
                int distance = Long.bitCount(originals[i] ^ copies[j]);
                if (i == j) {
                    assertThat(distance).as("motif %s and its copy", i).isLessThan(15);
                } else {
                    assertThat(distance).as("motifs %s and %s", i, j).isGreaterThan(15);
                }
            }
        }
    }

    /** What the definition says of pictures whose pixels can be told without computing. */
    @ParameterizedTest
    @CsvSource({"1, -1", "-1, 0"})
    void aRampIsAllOnesOrAllZeros(int direction, long hash) {
        BufferedImage ramp = new BufferedImage(180, 80, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 180; x++) {
            int grey = direction > 0 ? x : 180 - x;
            for (int y = 0; y < 80; y++) {
                ramp.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }

        assertThat(PictureHashTask.hash(Pixels.of(ramp))).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        cut-off.png       | is cut off or broken
        bomb.png          | says that it is 60000 x 60000, which is more than max-pixels, 40000000
        not-a-picture.jpg | is no picture that this Java reads
        empty.png         | is no picture that this Java reads
        """)
    void whatIsHostileIsRefusedBeforeItCosts(String name, String message) {
        String file = samples.resolve("hostile").resolve(name).toString();

        assertThatThrownBy(() -> thumbnail(file, Map.of()))
                .isInstanceOf(UnreadablePictureException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }

    /** Wherever a file ends, it ends in a result or in this exception, and soon. */
    @Test
    void aPictureCutAnywhereIsRefused() throws Exception {
        byte[] png = Files.readAllBytes(samples.resolve("pictures/motif-5.png"));

        for (int length : IntStream.of(0, 1, 8, 20, 33, 41, 60, 100, 1_000, png.length / 3)
                .toArray()) {
            assertThatThrownBy(() -> thumbnail(java.util.Arrays.copyOf(png, length), Map.of()))
                    .as("%s bytes", length)
                    .isInstanceOf(UnreadablePictureException.class);
        }
    }

    @Test
    void whatIsNoInputOrNoSizeIsTold() {
        assertThatThrownBy(() -> thumbnail(7L, Map.of()))
                .hasMessage("'thumbnail' takes a path (a string) or bytes, was the number 7");
        assertThatThrownBy(() -> thumbnail("x.png", Map.of("size", 0)))
                .hasMessage("'size' must be from 1 to 4096, was 0");
    }

    private static long[] hashes(String suffix) throws Exception {
        long[] hashes = new long[SamplePictures.MOTIFS];
        for (int i = 0; i < hashes.length; i++) {
            Path file = samples.resolve("pictures/motif-" + i + suffix);
            hashes[i] = Long.parseUnsignedLong((String) run(new PictureHashTask(), file.toString(), Map.of()), 16);
        }
        return hashes;
    }

    private static Map<?, ?> thumbnail(Object input, Map<String, Object> parameters) throws Exception {
        return (Map<?, ?>) run(new ThumbnailTask(), input, parameters);
    }

    private static Object run(NamedTask task, Object input, Map<String, Object> parameters) throws Exception {
        return task.create(Parameters.of(task.name(), task.parameters(), parameters))
                .run(input);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
