package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Another JVM with a pool, {@link ParentMain}, for what cannot be done to this one. Its working directory is its mark: what
 * it starts has the same, whoever its parent is by then.
 */
final class ParentProcess implements AutoCloseable {

    private final Process process;
    private final Path directory;

    private ParentProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Starts one that does this, in a directory that nobody else is in. */
    static ParentProcess start(Path directory, String what) throws IOException {
        return start(directory, what, List.of(), System.getenv());
    }

    /**
     * Starts one.
     *
     * @param wrapper a command that executes its arguments
     * @param environment all of it
     */
    static ParentProcess start(Path directory, String what, List<String> wrapper, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path").replace(File.pathSeparator + File.pathSeparator, ""),
                ParentMain.class.getName(),
                what));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new ParentProcess(builder.start(), directory);
    }

    long pid() {
        return process.pid();
    }

    /** The next line that it prints. */
    String line() throws IOException {
        return Objects.requireNonNullElse(process.inputReader().readLine(), "it has ended");
    }

    /** Everything that it prints from here to its end, and that it ends well. */
    List<String> lines() throws InterruptedException, IOException {
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("stderr")))
                .isZero();
        return lines;
    }

    void type(String line) throws IOException {
        Writer writer = process.outputWriter();
        writer.write(line + "\n");
        writer.flush();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** All processes that work in its directory, itself included. */
    List<Long> family() {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path candidate : processes) {
                if (worksHere(candidate)) {
                    found.add(Long.parseLong(candidate.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private boolean worksHere(Path candidate) {
        try {
            return Files.readSymbolicLink(candidate.resolve("cwd")).equals(directory);
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    /** The private directories of pools in its temporary directory. */
    List<String> poolDirectories() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "trenza-pool-*")) {
            found.forEach(path -> names.add(path.getFileName().toString()));
        }
        return names;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        for (long pid : family()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
