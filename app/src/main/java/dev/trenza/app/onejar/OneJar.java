package dev.trenza.app.onejar;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code java -jar trenza-all.jar ...}: unpacks the installation that is in the jar, and runs its command. */
public final class OneJar {

    private static final String MAIN = "dev.trenza.app.Trenza";
    private static final int CANNOT_UNPACK = 74;

    private OneJar() {}

    /** Runs the command in this JVM. */
    public static void main(String[] arguments) throws Throwable {
        Path home;
        try {
            home = unpacked(new Unpacking(jar()));
        } catch (IOException e) {
            System.err.println("trenza: the installation cannot be unpacked: " + e
                    + "; set XDG_CACHE_HOME, or -Djava.io.tmpdir, to a directory that can be written");
            System.exit(CANNOT_UNPACK);
            return;
        }
        run(home, arguments);
    }

    /** In a container the home is often that of nobody, or cannot be written: then it is as if there were none. */
    private static Path unpacked(Unpacking installation) throws IOException {
        Path cache = cache();
        try {
            return installation.into(cache == null ? temporary() : cache);
        } catch (FileSystemException e) {
            if (cache == null) {
                throw e;
            }
            return installation.into(temporary());
        }
    }

    private static void run(Path home, String... arguments) throws Throwable {
        List<Path> jars = jars(home.resolve("lib"));
        describe(home, jars);
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        // Never closed: it is this program.
        ClassLoader loader =
                new URLClassLoader("trenza", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        Method main = loader.loadClass(MAIN).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : cause;
        }
    }

    /** What the launcher script of an installation says. */
    private static void describe(Path home, List<Path> jars) {
        System.setProperty("trenza.home", home.toString());
        System.setProperty("trenza.task.path", home.resolve("tasks").toString());
        System.setProperty(
                "java.class.path",
                jars.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator)));
        setIfMissing("trenza.stdout.tty", isTerminal(1));
        setIfMissing("trenza.tty", isTerminal(2));
    }

    private static void setIfMissing(String name, boolean value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, Boolean.toString(value));
        }
    }

    /** Java can tell it of stdin and stdout together only; where there is no /proc it is taken for none. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static Path jar() throws URISyntaxException {
        return Path.of(
                OneJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Where caches belong; null if nothing says where. */
    private static @Nullable Path cache() {
        Path base = absolute(System.getenv("XDG_CACHE_HOME"));
        if (base == null) {
            Path home = absolute(System.getenv("HOME"));
            base = home == null ? null : home.resolve(".cache");
        }
        return base == null ? null : base.resolve("trenza/all");
    }

    private static @Nullable Path absolute(@Nullable String path) {
        return path == null || !Path.of(path).isAbsolute() ? null : Path.of(path);
    }

    /** Removed at the end. */
    private static Path temporary() throws IOException {
        Path folder = Files.createTempDirectory("trenza-all-");
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                Unpacking.remove(folder);
                            } catch (IOException e) {
                                System.err.println("trenza: '" + folder + "' cannot be removed: " + e);
                            }
                        },
                        "trenza-all-remove"));
        return folder;
    }
}
