package dev.trenza.app.warmup;

import dev.trenza.core.process.ClassArchive;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The archive of the command itself. The launcher script says where it belongs, and uses it if it is there. Immutable. */
public final class CommandArchive {

    /** The system property with which the script says where. */
    static final String FILE = "trenza.archive";

    private final ClassArchive archive;

    private CommandArchive(ClassArchive archive) {
        this.archive = archive;
    }

    /** That of this installation and this JDK; empty if this JVM was not started by the script. */
    public static Optional<CommandArchive> ofThisInstallation() {
        String file = System.getProperty(FILE, "");
        return file.isEmpty() ? Optional.empty() : Optional.of(new CommandArchive(new ClassArchive(Path.of(file))));
    }

    /** Where it is, or would be. */
    public Path file() {
        return archive.file();
    }

    /** Whether it has been made. */
    public boolean isThere() {
        return Files.isReadable(file());
    }

    /** Whether this JVM was started with it. */
    public boolean isInUse() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:SharedArchiveFile=" + file());
    }

    /**
     * Makes it; blocks for seconds.
     *
     * @param rehearsal the class whose main does what the command does
     * @throws IOException if it cannot be made; one that was there is as it was
     */
    public void make(Class<?> rehearsal) throws IOException {
        archive.make(
                java(),
                System.getProperty("java.class.path"),
                list -> ClassArchive.run(command(List.of("-XX:DumpLoadedClassList=" + list), rehearsal.getName())),
                made -> ClassArchive.run(command(new ClassArchive(made).flags(), rehearsal.getName())));
    }

    /** The command line of the script, with or without the archive. */
    List<String> command(boolean withArchive, String main, String... arguments) {
        return command(withArchive ? archive.flags() : List.of(), main, arguments);
    }

    private static List<String> command(List<String> flags, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                java().toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr"));
        command.addAll(flags);
        Stream.of("trenza.home", "trenza.task.path", "trenza.maven.repo")
                .filter(name -> System.getProperty(name) != null)
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return command;
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
