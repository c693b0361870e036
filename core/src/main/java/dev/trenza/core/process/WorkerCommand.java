package dev.trenza.core.process;

import dev.trenza.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a worker's command line that says where its classes are, in one of three forms:
 *
 * <pre>
 * the caller's classes come from        the worker gets
 * a class path                          -cp, its own jar first
 * modules, on a path or in an image     --module-path, --add-modules with all that the caller has, and -m
 * an archive of Spring Boot             -cp app.jar and Boot's PropertiesLauncher, told to run the worker
 * </pre>
 *
 * Confined to the control thread.
 */
final class WorkerCommand {

    private static final String MAIN = WorkerMain.class.getName();

    /** Some systems allow 32 KiB for a whole command, Linux 128 KiB for an argument. */
    private static final int LONGEST = 24 << 10;

    /** The variable that names it, as shells have it. */
    static final String DIRECTORY = "PWD";

    private static final String BOOT = "org.springframework.boot.loader.";

    private final WorkerPoolConfig config;

    WorkerCommand(WorkerPoolConfig config) {
        this.config = config;
    }

    /** Where workers begin, if that is not the caller's directory. */
    static Optional<Path> directory(WorkerPoolConfig config) {
        return Optional.ofNullable(config.environment().get(DIRECTORY)).map(Path::of);
    }

    /** The program, which a relative name must lead to from another directory as well. */
    String java() {
        return config.java().getNameCount() > 1
                ? findable(config.java())
                : config.java().toString();
    }

    private String findable(Path path) {
        return directory(config).isPresent() ? path.toAbsolutePath().toString() : path.toString();
    }

    /**
     * The arguments, the main class at their end.
     *
     * @param home directory of the worker, for files that it reads them from
     */
    List<String> arguments(Path home) throws IOException {
        Optional<String> boot = bootLauncher();
        List<String> arguments;
        if (boot.isPresent()) {
            arguments = ofBoot(boot.get());
        } else if (!config.modulePath().isEmpty() || isModuleOfImage()) {
            arguments = ofModules(home);
        } else {
            arguments = new ArrayList<>(ofClassPath(workerJar(home)));
            arguments.add(MAIN);
        }
        return shortened(arguments, home);
    }

    private List<String> ofClassPath(@Nullable Path workerJar) {
        Set<Path> entries = new LinkedHashSet<>();
        if (workerJar != null) {
            entries.add(workerJar);
        }
        entries.addAll(config.classPath());
        return entries.isEmpty() ? List.of() : List.of("-cp", joined(entries));
    }

    private List<String> ofModules(Path home) throws IOException {
        Module worker = WorkerMain.class.getModule();
        List<String> arguments = new ArrayList<>(ofClassPath(worker.isNamed() ? null : workerJar(home)));
        if (!config.modulePath().isEmpty()) {
            arguments.addAll(List.of("--module-path", joined(config.modulePath())));
        }
        boolean isSameJdk = config.java().startsWith(Path.of(System.getProperty("java.home")));
        List<String> modules = new ArrayList<>(CallersClassPath.modules(isSameJdk));
        if (!isSameJdk || !config.classPath().isEmpty()) {
            modules.add("ALL-DEFAULT");
        }
        arguments.addAll(List.of("--add-modules", String.join(",", modules)));
        arguments.addAll(worker.isNamed() ? List.of("-m", worker.getName() + "/" + MAIN) : List.of(MAIN));
        return arguments;
    }

    /** An image that jlink has made of the program's own modules: they are in no file, and no path has them. */
    private boolean isModuleOfImage() {
        URI location = location();
        return location != null && location.getScheme().equals("jrt");
    }

    /** Jars of the task path see what is in the archive only if the same loader has them. */
    private List<String> ofBoot(String launcher) {
        List<Path> archive = CallersClassPath.classPath();
        String more = config.classPath().stream()
                .filter(entry -> !archive.contains(entry))
                .map(this::findable)
                .collect(Collectors.joining(","));
        List<String> arguments = new ArrayList<>(List.of("-cp", joined(archive), "-Dloader.main=" + MAIN));
        if (!more.isEmpty()) {
            arguments.add("-Dloader.path=" + more);
        }
        arguments.add(launcher);
        return arguments;
    }

    /** Boot's launcher, if this class came by it and workers inherit the class path: from 3.2 on, or older. */
    private Optional<String> bootLauncher() {
        ClassLoader loader = WorkerMain.class.getClassLoader();
        String type = loader == null ? "" : loader.getClass().getName();
        URI location = location();
        if (location == null || location.getScheme().equals("file")) {
            return Optional.empty(); // an archive that was unpacked is a class path as any other
        }
        if (!type.startsWith(BOOT) || !config.classPath().containsAll(CallersClassPath.classPath())) {
            return Optional.empty();
        }
        return Optional.of(
                type.startsWith(BOOT + "launch.") ? BOOT + "launch.PropertiesLauncher" : BOOT + "PropertiesLauncher");
    }

    /** The worker's jar or directory; a copy of it, if it is in an archive. */
    private static Path workerJar(Path home) throws IOException {
        URI location = location();
        if (location != null && location.getScheme().equals("file")) {
            return Path.of(location);
        }
        Path copy = home.resolve("trenza-worker.jar");
        try (InputStream in = open(location)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /** A jar in a jar has the address of what is in it, {@code jar:nested:/app.jar/!lib/worker.jar!/}. */
    private static InputStream open(@Nullable URI location) throws IOException {
        if (location == null) {
            throw new IOException("cannot tell which jar " + MAIN + " is in, so that no worker can be started with it");
        }
        String jar = location.toString().replaceFirst("!/$", "").replaceFirst("^jar:nested:", "nested:");
        return URI.create(jar).toURL().openStream();
    }

    private static @Nullable URI location() {
        CodeSource source = WorkerMain.class.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : URI.create(source.getLocation().toString().replace(" ", "%20"));
    }

    /** In a file, if they are too long for a command line. Its reader takes bytes as they are, and workers have UTF-8. */
    private static List<String> shortened(List<String> arguments, Path home) throws IOException {
        int length = arguments.stream()
                .mapToInt(argument -> argument.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (length < LONGEST) {
            return arguments;
        }
        String quoted = arguments.stream()
                .map(argument -> "\"" + argument.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(home.resolve("arguments"), quoted);
        return List.of("@" + file);
    }

    private String joined(Iterable<Path> entries) {
        List<String> names = new ArrayList<>();
        entries.forEach(entry -> names.add(findable(entry)));
        return String.join(File.pathSeparator, names);
    }
}
