package dev.trenza.app.progress;

import dev.trenza.app.screen.Screen;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar in the status line of a terminal, drawn by the library's own timer. Its own console code would load a native
 * library and write beside the {@link Screen}, so it gets a consumer.
 */
final class BarDisplay implements ProgressDisplay {

    private static final int REDRAW_MILLIS = 100;
    private static final int UNKNOWN = -1;

    private final ProgressBar bar;
    private final Screen screen;

    // Mutable state: the calls of a run come one at a time
    private long failures;

    BarDisplay(String title, OptionalLong size, Screen screen) {
        this.screen = screen;
        this.bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(size.orElse(UNKNOWN))
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setStyle(canDrawBlocks() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new StatusLine(screen, columns()))
                .showSpeed()
                .build();
    }

    @Override
    public void itemFinished(StreamOutcome outcome) {
        bar.step();
        if (!outcome.isSuccess()) {
            failures++;
            bar.setExtraMessage(String.format(Locale.ROOT, " %,d failed", failures));
        }
    }

    @Override
    public void close() {
        bar.close();
        screen.status("");
    }

    private static boolean canDrawBlocks() {
        String all = System.getenv().getOrDefault("LC_ALL", "");
        String locale = all.isEmpty() ? System.getenv().getOrDefault("LC_CTYPE", System.getenv("LANG")) : all;
        return locale != null
                && locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
    }

    /** The width of the terminal, which only a child that shares it can tell without native code. */
    private static int columns() {
        int fallback = 80;
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
            String[] rowsAndColumns = size.strip().split(" ", 2);
            return ended && rowsAndColumns.length == 2 ? Math.max(20, Integer.parseInt(rowsAndColumns[1])) : fallback;
        } catch (IOException | NumberFormatException e) {
            return fallback;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fallback;
        }
    }

    /** Passes what the library drew to the screen. */
    private record StatusLine(Screen screen, int columns) implements ProgressBarConsumer {

        /** Three less than the terminal: it writes ^C behind the bar, and a line that wraps cannot be erased. */
        @Override
        public int getMaxRenderedLength() {
            return columns - 3;
        }

        @Override
        public void accept(String drawn) {
            screen.status(drawn);
        }

        @Override
        public void clear() {
            screen.status("");
        }

        @Override
        public void close() {}
    }
}
