package dev.trenza.examples.images;

import java.awt.image.BufferedImage;

/** Red, green and blue of a picture, each from 0 to 255; what is transparent is seen before white. Immutable. */
final class Pixels {

    private final int width;
    private final int height;
    private final int[] rgb;

    /** With a colour {@code 0xRRGGBB} for each pixel, row by row, which is not copied. */
    private Pixels(int width, int height, int[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    static Pixels of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = beforeWhite(rgb[i]);
        }
        return new Pixels(width, height, rgb);
    }

    private static int beforeWhite(int argb) {
        int alpha = argb >>> 24;
        int result = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int colour = (argb >> shift) & 0xFF;
            result |= ((colour * alpha + 255 * (255 - alpha) + 127) / 255) << shift;
        }
        return result;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The colour of a pixel, {@code 0xRRGGBB}. */
    int colour(int x, int y) {
        return rgb[y * width + x];
    }

    /** The same picture in another size: each new pixel is the mean of the area that it covers. */
    Pixels scaled(int newWidth, int newHeight) {
        int[] scaled = new int[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                scaled[y * newWidth + x] = mean(x, y, (double) width / newWidth, (double) height / newHeight);
            }
        }
        return new Pixels(newWidth, newHeight, scaled);
    }

    /** Pixels that are covered in part count in part. */
    private int mean(int column, int row, double stepX, double stepY) {
        double left = column * stepX;
        double right = Math.min(left + stepX, width);
        double top = row * stepY;
        double bottom = Math.min(top + stepY, height);
        double[] sums = new double[3];
        double total = 0;
        for (int y = (int) top; y < Math.min(Math.ceil(bottom), height); y++) {
            double partY = Math.min(y + 1, bottom) - Math.max(y, top);
            for (int x = (int) left; x < Math.min(Math.ceil(right), width); x++) {
                double part = partY * (Math.min(x + 1, right) - Math.max(x, left));
                int colour = colour(x, y);
                sums[0] += part * (colour >> 16 & 0xFF);
                sums[1] += part * (colour >> 8 & 0xFF);
                sums[2] += part * (colour & 0xFF);
                total += part;
            }
        }
        return (int) Math.round(sums[0] / total) << 16
                | (int) Math.round(sums[1] / total) << 8
                | (int) Math.round(sums[2] / total);
    }

    /** How bright a pixel looks, by ITU-R BT.601. */
    double luminance(int x, int y) {
        int colour = colour(x, y);
        return 0.299 * (colour >> 16 & 0xFF) + 0.587 * (colour >> 8 & 0xFF) + 0.114 * (colour & 0xFF);
    }

    BufferedImage image() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, rgb, 0, width);
        return image;
    }
}
