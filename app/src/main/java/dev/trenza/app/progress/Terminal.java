package dev.trenza.app.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the environment says of the terminal. */
final class Terminal {

    private static final int FALLBACK = 80;
    private static final int NARROWEST = 8;

    private Terminal() {}

    /** Whether it can only print one line after the other. */
    static boolean isDumb(Map<String, String> environment) {
        return "dumb".equals(environment.get("TERM"));
    }

    static boolean isColoured(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    static boolean hasBlocks(Map<String, String> environment) {
        String all = environment.getOrDefault("LC_ALL", "");
        String type = environment.getOrDefault("LC_CTYPE", "");
        String locale = !all.isEmpty() ? all : !type.isEmpty() ? type : environment.getOrDefault("LANG", "");
        return locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
    }

    /** Its width, which only a child that shares it can tell without native code. */
    static int columns() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
            String[] rowsAndColumns = size.strip().split(" ", 2);
            int columns = ended && rowsAndColumns.length == 2 ? Integer.parseInt(rowsAndColumns[1]) : 0;
            // Some terminals, such as that of a container, do not know.
            return columns == 0 ? FALLBACK : Math.max(NARROWEST, columns);
        } catch (IOException | NumberFormatException e) {
            return FALLBACK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FALLBACK;
        }
    }
}
