package dev.trenza.app.report;

import java.util.List;
import java.util.Locale;

/** Writes paths of SVG in few characters. */
final class Drawing {

    /** The width of everything that has time from left to right. */
    static final int WIDTH = 10_000;

    private Drawing() {}

    /** An area that is so high, from 0 to 1, in each of equal parts; {@code ""} if it is flat. */
    static String area(List<Double> heights, int bottom, int height, double partWidth) {
        StringBuilder path = new StringBuilder();
        boolean isUp = false;
        int last = 0;
        for (int i = 0; i < heights.size(); i++) {
            double part = heights.get(i);
            int top = part > 0 ? Math.max(1, (int) Math.round(Math.min(1, part) * height)) : 0;
            if (top == last) {
                continue;
            }
            int x = (int) Math.round(i * partWidth);
            path.append(isUp ? "H" : "M").append(x);
            if (!isUp) {
                path.append(' ').append(bottom);
                isUp = true;
            }
            path.append('V').append(bottom - top);
            last = top;
        }
        return isUp
                ? path.append('H')
                        .append(WIDTH)
                        .append('V')
                        .append(bottom)
                        .append('z')
                        .toString()
                : "";
    }

    /** A number without needless digits. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    /** A round step that gives about so many parts: 1, 2 or 5 times a power of ten. */
    static double step(double whole, int parts) {
        double rough = whole / parts;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (int factor : new int[] {1, 2, 5}) {
            if (rough <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
