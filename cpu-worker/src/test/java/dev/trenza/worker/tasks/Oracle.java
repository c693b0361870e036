package dev.trenza.worker.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs that know the right answer, and real files to ask them about. */
final class Oracle {

    private Oracle() {}

    /** What a program prints; the test is skipped if there is none of that name. */
    static byte[] bytesOf(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            Assumptions.abort("no " + command.get(0) + " here: " + e.getMessage());
            throw e;
        }
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        // grep says 1 if it found nothing
        assertThat(process.waitFor())
                .as("%s", command.subList(0, Math.min(4, command.size())))
                .isIn(0, 1);
        return output;
    }

    static List<String> linesOf(String... command) throws IOException, InterruptedException {
        return new String(bytesOf(List.of(command)), UTF_8).lines().toList();
    }

    /** One line for each file, from as few runs of the program as its arguments allow. */
    static List<String> linesOf(List<String> command, List<Path> files) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < files.size(); from += 200) {
            List<Path> some = files.subList(from, Math.min(files.size(), from + 200));
            List<String> all = new ArrayList<>(command);
            some.forEach(file -> all.add(file.toString()));
            List<String> output = new String(bytesOf(all), UTF_8).lines().toList();
            assertThat(output.size()).as("lines of %s", command).isGreaterThanOrEqualTo(some.size());
            lines.addAll(output.subList(0, some.size()));
        }
        return lines;
    }

    /** This project's own sources, and the legal notices of the JDK. */
    static List<Path> realFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : List.of(
                Path.of(System.getProperty("trenza.root", "..")), Path.of(System.getProperty("java.home"), "legal"))) {
            try (Stream<Path> walk = Files.walk(root)) {
                walk.filter(Files::isRegularFile)
                        .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target/|\\.).*"))
                        .forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(100);
        return files;
    }
}
