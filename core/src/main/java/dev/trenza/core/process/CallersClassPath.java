package dev.trenza.core.process;

import java.io.File;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where this JVM has its classes from, however it was started: class path, module path, argument files, a jar that only has a
 * {@code Class-Path}, class loaders of servers and build tools over jars and directories.
 */
final class CallersClassPath {

    private CallersClassPath() {}

    /** The class path, then what class loaders between this class, or the calling thread, and the JVM's own have. */
    static List<Path> classPath() {
        Set<Path> entries = new LinkedHashSet<>(split(System.getProperty("java.class.path", "")));
        addFiles(Thread.currentThread().getContextClassLoader(), entries);
        addFiles(CallersClassPath.class.getClassLoader(), entries);
        return List.copyOf(entries);
    }

    /** The module path; empty in a program that is not made of modules. */
    static List<Path> modulePath() {
        return split(System.getProperty("jdk.module.path", ""));
    }

    private static List<Path> split(String path) {
        return path.isEmpty()
                ? List.of()
                : Stream.of(path.split(File.pathSeparator, -1)) // an empty entry is the working directory
                        .map(entry -> Path.of(entry).toAbsolutePath())
                        .distinct()
                        .toList();
    }

    private static void addFiles(@Nullable ClassLoader first, Set<Path> entries) {
        for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader files) {
                for (URL url : files.getURLs()) {
                    addFile(url, entries);
                }
            }
        }
    }

    private static void addFile(URL url, Set<Path> entries) {
        if (url.getProtocol().equals("file")) {
            try {
                entries.add(Path.of(url.toURI()).toAbsolutePath());
            } catch (URISyntaxException | IllegalArgumentException e) {
                // A file that this system cannot name cannot be on a class path.
            }
        }
    }

    /**
     * The modules that a worker has to have, as this JVM has them.
     *
     * @param isSameJdk whether it is of the same JDK or image; otherwise its own modules are its own affair
     */
    static List<String> modules(boolean isSameJdk) {
        return ModuleLayer.boot().configuration().modules().stream()
                .filter(module -> isSameJdk || isOfModulePath(module))
                .map(ResolvedModule::name)
                .sorted()
                .toList();
    }

    private static boolean isOfModulePath(ResolvedModule module) {
        return module.reference()
                .location()
                .map(URI::getScheme)
                .filter("file"::equals)
                .isPresent();
    }
}
