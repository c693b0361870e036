package dev.trenza.examples.logs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes the logs that {@code logs.yaml} reads: the same ones each time. */
public final class SampleLogs {

    private static final int DAYS = 8;
    private static final int LINES = 20_000;
    private static final String[] PATHS = {
        "/", "/index.html", "/login", "/trenza/a%20braid", "/api/items", "/api/items/42", "/caf\u00e9", "/robots.txt"
    };
    private static final int[] STATUSES = {200, 200, 200, 200, 304, 404, 500, 301};

    private SampleLogs() {}

    /**
     * Writes {@code logs} and {@code hostile}.
     *
     * @param arguments the folder for both
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path logs = Files.createDirectories(folder.resolve("logs"));
        for (int day = 1; day <= DAYS; day++) {
            write(logs.resolve("access-2026-11-0" + day + ".log" + (day == DAYS ? "" : ".gz")), day, LINES);
        }
        Path hostile = Files.createDirectories(folder.resolve("hostile"));
        byte[] whole = Files.readAllBytes(logs.resolve("access-2026-11-01.log.gz"));
        Files.write(hostile.resolve("cut-off.log.gz"), Arrays.copyOf(whole, whole.length / 2));
        writeBomb(hostile.resolve("one-line.log.gz"));
    }

    /** A log, compressed if it is called so. */
    static void write(Path file, int seed, int lines) throws IOException {
        Random random = new Random(seed);
        try (var out = Files.newOutputStream(file);
                var zipped = file.toString().endsWith(".gz") ? new GZIPOutputStream(out) : out;
                BufferedWriter log = new BufferedWriter(new OutputStreamWriter(zipped, StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                log.write(random.nextInt(500) == 0 ? "not a request at all" : line(random, seed));
                log.write('\n');
            }
        }
    }

    private static String line(Random random, int day) {
        int page = Math.min(random.nextInt(PATHS.length), random.nextInt(PATHS.length));
        int status = STATUSES[random.nextInt(STATUSES.length)];
        return String.format(
                Locale.ROOT,
                "10.0.%d.%d - %s [%02d/Nov/2026:%02d:%02d:%02d +0000] \"GET %s%s HTTP/1.1\" %d %s \"-\" \"Mozilla/5.0"
                        + " (%s)\"",
                random.nextInt(4),
                random.nextInt(250),
                random.nextInt(5) == 0 ? "ana" : "-",
                day,
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                PATHS[page],
                random.nextInt(3) == 0 ? "?q=" + random.nextInt(100) : "",
                status,
                status == 304 ? "-" : Integer.toString(random.nextInt(90_000)),
                random.nextInt(4) == 0 ? "said \\\"hello\\\"" : "X11");
    }

    /** 100 KB that are 100 MB on one line: a reader that keeps lines would need as much memory. */
    private static void writeBomb(Path file) throws IOException {
        byte[] megabyte = new byte[1 << 20];
        Arrays.fill(megabyte, (byte) 'x');
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 100; i++) {
                out.write(megabyte);
            }
        }
    }
}
