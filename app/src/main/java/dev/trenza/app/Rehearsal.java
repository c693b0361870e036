package dev.trenza.app;

import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.journal.RunHistory;
import dev.trenza.app.screen.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What people do with the command, done once and unseen, so that the JVM notes which classes that takes. */
final class Rehearsal {

    private static final List<List<String>> SCENES = List.of(
            List.of("--help"),
            List.of("tasks"),
            List.of("notebook", "process-pool"),
            List.of("map", "square", "1", "2", "3", "-j", "1"),
            List.of("map", "square", "1", "-j", "1", "--format", "{value}"));

    private static final String PIPELINE = """
            streams:
              numbers:
                source: { range: 3 }
                stages:
                  - cpu: square
            """;

    private Rehearsal() {}

    /** Plays all scenes; ends with an error at the first that fails. */
    public static void main(String[] arguments) throws IOException {
        for (List<String> scene : SCENES) {
            play(scene.toArray(String[]::new));
        }
        Path file = Files.createTempFile("trenza-rehearsal-", ".yaml");
        try {
            Files.writeString(file, PIPELINE);
            play("lint", file.toString());
            play("run", file.toString(), "-j", "1", "--output", file + ".results", "--run-dir", file + ".run");
        } finally {
            RunHistory.remove(new RunDirectory(Path.of(file + ".run")));
            Files.deleteIfExists(file);
            Files.deleteIfExists(Path.of(file + ".results"));
        }
    }

    private static void play(String... scene) {
        Screen nowhere = new Screen(OutputStream.nullOutputStream(), false);
        PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int status = Trenza.execute(out, nowhere, scene);
        if (status != 0) {
            throw new IllegalStateException("trenza " + String.join(" ", scene) + " ended with " + status);
        }
    }
}
