package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.worker.WorkerMain;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.slf4j.LoggerFactory;
import org.springframework.boot.loader.launch.JarLauncher;
import reactor.core.publisher.Flux;

/** However a program is started, its workers find its lambdas, its classes and its named tasks. */
@Tag("process")
@Timeout(120)
class LaunchIT {

    private static final String SERVICE = """
            package acme;
            import dev.trenza.core.process.WorkerPool;
            import dev.trenza.task.NamedTask;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.stream.Stream;
            import reactor.core.publisher.Flux;
            public class Service {
                public static void main(String[] jars) {
                    if (Boolean.getBoolean("alone")) {
                        try (WorkerPool pool = WorkerPool.builder().workers(1).inheritClassPath(false).build()) {
                            System.out.println(pool.submit(NamedTask.reference("square"), 5).block());
                        }
                        return;
                    }
                    int captured = 1;
                    List<Path> taskPath = Stream.of(jars).map(Path::of).toList();
                    try (WorkerPool pool = WorkerPool.builder().workers(1).taskPath(taskPath).build()) {
                        System.out.println(Flux.range(0, 5).transform(pool.map(x -> x * x + captured)).collectList().block());
                        System.out.println(pool.submit(Service::where, "rates.txt").block());
                        System.out.println(pool.submit(NamedTask.reference("triple"), 5).block());
                        if (jars.length > 0) {
                            System.out.println(pool.submit(NamedTask.reference("quadruple"), 5).block());
                        }
                    }
                }
                static String where(String resource) throws Exception {
                    try (var in = Service.class.getResourceAsStream(resource)) {
                        return new String(in.readAllBytes()) + " in "
                                + (Service.class.getModule().isNamed() ? Service.class.getModule().getName() : "no module");
                    }
                }
            }
            """;

    private static final String NAMED = """
            package acme;
            import dev.trenza.task.*;
            public class %1$s implements NamedTask {
                public String name() { return "%2$s"; }
                public String description() { return "multiplies"; }
                public String input() { return "a number"; }
                public String output() { return "a number"; }
                public Task<Object, Object> create(Parameters parameters) { return x -> %3$d * (Integer) x; }
            }
            """;

    private static final String MODULE = """
            module acme.service {
                requires dev.trenza.core;
                requires dev.trenza.worker;
                requires reactor.core;
                requires org.slf4j;
                provides dev.trenza.task.NamedTask with acme.Triple;
            }
            """;

    private static final String SERVICES = "META-INF/services/dev.trenza.task.NamedTask";

    private static final String[] RESULTS = {"[1, 2, 5, 10, 17]", "7 % in no module", "15"};

    /** With a space, and letters of more than one byte in UTF-8. */
    @TempDir
    Path temporary;

    private Path directory;
    private List<Path> libraries;

    @BeforeEach
    void buildTheProgram() throws IOException {
        directory = Files.createDirectories(temporary.resolve("gr\u00FC\u00DFe an \u03A9"));
        Path lib = Files.createDirectories(directory.resolve("lib"));
        libraries = List.of(
                jarOf(WorkerPool.class, lib.resolve("trenza-core.jar"), "dev.trenza.core"),
                jarOf(WorkerMain.class, lib.resolve("trenza-worker.jar"), ""),
                jarOf(Flux.class, lib.resolve("reactor-core.jar"), ""),
                jarOf(Publisher.class, lib.resolve("reactive-streams.jar"), ""),
                jarOf(LoggerFactory.class, lib.resolve("slf4j-api.jar"), ""));
        Path classes =
                Javac.compile(directory.resolve("classes"), List.of(), SERVICE, NAMED.formatted("Triple", "triple", 3));
        Files.writeString(classes.resolve("acme/rates.txt"), "7 %");
        service(classes, "acme.Triple");
    }

    private static void service(Path classes, String provider) throws IOException {
        Files.createDirectories(classes.resolve(SERVICES).getParent());
        Files.writeString(classes.resolve(SERVICES), provider);
    }

    /** A jar with a task that the program does not have. */
    private Path taskJar() throws IOException {
        Path classes = Javac.compile(
                directory.resolve("more"),
                List.of(),
                NAMED.formatted("Quadruple", "quadruple", 4).replace("package acme", "package more"));
        service(classes, "more.Quadruple");
        return jar(directory.resolve("more tasks.jar"), "", classes);
    }

    private Path classes() {
        return directory.resolve("classes");
    }

    private String classPath(Path... first) {
        return Stream.concat(Stream.of(first), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What a class is in, as a jar with the name of a module that it would have by its build. */
    private static Path jarOf(Class<?> type, Path jar, String module) throws IOException {
        Path location = JvmLauncher.locationOf(type);
        return Files.isDirectory(location)
                ? jar(jar, module.isEmpty() ? "" : "Automatic-Module-Name: " + module + "\n", location)
                : Files.copy(location, jar);
    }

    private static Path jar(Path jar, String manifest, Path... contents) throws IOException {
        Path manifestFile = Files.writeString(Files.createTempFile("manifest", ""), manifest);
        List<String> arguments = new ArrayList<>(List.of("-c", "-f", jar.toString(), "-m", manifestFile.toString()));
        for (Path content : contents) {
            arguments.addAll(List.of("-C", content.toString(), "."));
        }
        run("jar", arguments);
        Files.delete(manifestFile);
        return jar;
    }

    private static void run(String tool, List<String> arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        int status = ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments.toArray(new String[0]));
        assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private List<String> launch(String... arguments) throws IOException, InterruptedException {
        return launch(java(), arguments);
    }

    /** Runs the program in its directory, and gives what it printed. */
    private List<String> launch(Path java, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx64m"));
        command.addAll(List.of(arguments));
        Path errors = temporary.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
        Process process = builder.start();
        try {
            List<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void unzip(Path jar, Path target) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().filter(each -> !each.isDirectory()).toList()) {
                Path to = target.resolve(entry.getName());
                Files.createDirectories(to.getParent());
                try (InputStream in = file.getInputStream(entry)) {
                    in.transferTo(Files.newOutputStream(to));
                }
            }
        }
    }

    @Test
    void fromAClassPathWithSpacesAndLettersBeyondAscii() throws Exception {
        assertThat(launch("-cp", classPath(classes()), "acme.Service")).containsExactly(RESULTS);
    }

    @Test
    void fromAClassPathOfRelativeNamesAndAWildcard() throws Exception {
        assertThat(launch("-cp", "lib/*:classes", "acme.Service")).containsExactly(RESULTS);
        Path workingDirectory = directory;
        directory = classes();
        assertThat(launch("-cp", ":../lib/*", "acme.Service")).containsExactly(RESULTS);
        directory = workingDirectory;
    }

    @Test
    void fromAClassPathThatIsLongerThanACommandLine() throws Exception {
        Path[] many = IntStream.range(0, 1_000)
                .mapToObj(i -> directory.resolve("there is no such \u03A9 directory, and its name is long " + i))
                .toArray(Path[]::new);
        Path arguments = Files.writeString(
                directory.resolve("arguments"),
                "-cp\n\"" + classPath(many) + File.pathSeparator + classes() + "\"\nacme.Service\n");

        assertThat(launch("@" + arguments)).containsExactly(RESULTS);
    }

    /** As Surefire, Gradle and IDEs fork where class paths are long. */
    @Test
    void fromAJarThatHasOnlyAClassPath() throws Exception {
        String manifest = "Class-Path: "
                + Stream.concat(Stream.of(classes()), libraries.stream())
                        .map(entry -> entry.toUri().toASCIIString())
                        .collect(Collectors.joining("\n  "))
                + "\n";
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Path paths = jar(directory.resolve("paths.jar"), manifest, empty);

        assertThat(launch("-cp", paths.toString(), "acme.Service")).containsExactly(RESULTS);
    }

    @Test
    void fromAJarBesideItsLibraries() throws Exception {
        String manifest = "Main-Class: acme.Service\nClass-Path: "
                + libraries.stream().map(entry -> "lib/" + entry.getFileName()).collect(Collectors.joining(" "))
                + "\n";
        jar(directory.resolve("app.jar"), manifest, classes());

        assertThat(launch("-jar", "app.jar")).containsExactly(RESULTS);
    }

    @Test
    void fromAShadedJar() throws Exception {
        Path all = Files.createDirectories(directory.resolve("all"));
        for (Path library : libraries) {
            unzip(library, all);
        }
        Files.deleteIfExists(all.resolve("module-info.class"));
        String services = Files.readString(all.resolve(SERVICES)) + "\nacme.Triple\n";
        Files.move(classes().resolve("acme"), all.resolve("acme"));
        Files.writeString(all.resolve(SERVICES), services);
        Path shaded = jar(directory.resolve("shaded.jar"), "Main-Class: acme.Service\n", all);

        assertThat(launch("-jar", shaded.toString())).containsExactly(RESULTS);
    }

    @Test
    void fromAModulePath() throws Exception {
        Path modules = Javac.compile(
                directory.resolve("module"),
                List.of("--module-path", classPath()),
                SERVICE,
                NAMED.formatted("Triple", "triple", 3),
                MODULE);
        Files.copy(classes().resolve("acme/rates.txt"), modules.resolve("acme/rates.txt"));

        assertThat(launch("-p", classPath(modules), "-m", "acme.service/acme.Service"))
                .containsExactly(RESULTS[0], "7 % in acme.service", RESULTS[2]);
        assertThat(launch(
                        "-p",
                        "module:lib",
                        "-m",
                        "acme.service/acme.Service",
                        taskJar().toString()))
                .containsExactly(RESULTS[0], "7 % in acme.service", RESULTS[2], "20");
    }

    @Test
    void fromARuntimeImageWithAClassPath() throws Exception {
        Path image = directory.resolve("image");
        run(
                "jlink",
                List.of(
                        "--add-modules",
                        "java.base,java.logging",
                        "--output",
                        image.toString(),
                        "--strip-debug",
                        "--no-man-pages"));

        assertThat(launch(image.resolve("bin").resolve("java"), "-cp", classPath(classes()), "acme.Service"))
                .containsExactly(RESULTS);
    }

    /** As those make it who give module descriptors to the libraries that have none. */
    @Test
    void fromAnImageOfModules() throws Exception {
        describe("reactive-streams.jar", "org.reactivestreams", "");
        describe(
                "reactor-core.jar",
                "reactor.core",
                "requires transitive org.reactivestreams; requires java.logging; requires jdk.unsupported;");
        describe(
                "trenza-core.jar",
                "dev.trenza.core",
                "requires transitive dev.trenza.worker; requires transitive reactor.core; requires org.slf4j;"
                        + " uses dev.trenza.task.PayloadCodec;");
        Path module = Javac.compile(
                directory.resolve("module"),
                List.of("--module-path", classPath()),
                SERVICE,
                NAMED.formatted("Triple", "triple", 3),
                MODULE);
        Files.copy(classes().resolve("acme/rates.txt"), module.resolve("acme/rates.txt"));
        Path image = directory.resolve("image");
        run("jlink", List.of("-p", classPath(module), "--add-modules", "acme.service", "--output", image.toString()));

        assertThat(launch(image.resolve("bin").resolve("java"), "-m", "acme.service/acme.Service"))
                .containsExactly(RESULTS[0], "7 % in acme.service", RESULTS[2]);
    }

    /** Gives a library a descriptor that exports all it has. */
    private void describe(String jar, String module, String directives) throws IOException {
        Path library = directory.resolve("lib").resolve(jar);
        String exports;
        try (JarFile file = new JarFile(library.toFile())) {
            exports = file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && name.contains("/") && !name.startsWith("META-INF/"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .distinct()
                    .map(name -> "exports " + name + ";")
                    .collect(Collectors.joining(" "));
        }
        Path descriptor = Javac.compile(
                directory.resolve(module),
                List.of("--module-path", classPath(), "--patch-module", module + "=" + library),
                "module " + module + " { " + directives + " " + exports + " }");
        run("jar", List.of("-u", "-f", library.toString(), "-C", descriptor.toString(), "module-info.class"));
    }

    @Test
    void fromAnArchiveOfSpringBootAndOneThatWasUnpacked() throws Exception {
        Path archive = bootArchive();

        assertThat(launch("-jar", archive.toString())).containsExactly(RESULTS);
        assertThat(launch("-jar", archive.toString(), taskJar().toString()))
                .containsExactly(RESULTS[0], RESULTS[1], RESULTS[2], "20");
        assertThat(launch("-Dalone=true", "-jar", archive.toString())).containsExactly("25");
        Path unpacked = directory.resolve("unpacked");
        unzip(archive, unpacked);
        assertThat(launch("-cp", unpacked.toString(), JarLauncher.class.getName()))
                .containsExactly(RESULTS);
    }

    /** Laid out as Boot's build does: its loader at the root, libraries as they are, not compressed. */
    private Path bootArchive() throws IOException {
        Path loader = directory.resolve("loader");
        unzip(JvmLauncher.locationOf(JarLauncher.class), loader);
        Files.deleteIfExists(loader.resolve("META-INF/MANIFEST.MF"));
        Path archive = directory.resolve("boot app.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            String manifest = "Manifest-Version: 1.0\nMain-Class: " + JarLauncher.class.getName()
                    + "\nStart-Class: acme.Service\nSpring-Boot-Classes: BOOT-INF/classes/\n"
                    + "Spring-Boot-Lib: BOOT-INF/lib/\n\n";
            store(zip, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
            storeTree(zip, "", loader);
            storeTree(zip, "BOOT-INF/classes/", classes());
            storeTree(zip, "BOOT-INF/lib/", directory.resolve("lib"));
        }
        return archive;
    }

    private static void storeTree(ZipOutputStream zip, String prefix, Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes ignored) throws IOException {
                String name = prefix + root.relativize(folder);
                if (!name.isEmpty()) {
                    store(zip, name.endsWith("/") ? name : name + "/", new byte[0]);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) throws IOException {
                store(zip, prefix + root.relativize(file), Files.readAllBytes(file));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** As servers and build tools load programs: by a class loader of their own, over files. */
    @Test
    void fromAClassLoaderOverJars() throws Exception {
        Path server = Javac.compile(directory.resolve("server"), List.of("-cp", "."), """
                import java.net.*;
                import java.nio.file.*;
                import java.util.stream.Stream;
                public class Server {
                    public static void main(String[] entries) throws Exception {
                        URL[] urls = new URL[entries.length];
                        for (int i = 0; i < urls.length; i++) {
                            urls[i] = Path.of(entries[i]).toUri().toURL();
                        }
                        URLClassLoader loader = new URLClassLoader(urls, Server.class.getClassLoader());
                        Thread.currentThread().setContextClassLoader(loader);
                        loader.loadClass("acme.Service").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                    }
                }
                """);
        List<String> arguments = new ArrayList<>(
                List.of("-cp", server.toString(), "Server", classes().toString()));
        libraries.forEach(library -> arguments.add(library.toString()));

        assertThat(launch(arguments.toArray(new String[0]))).containsExactly(RESULTS);
    }

    @Test
    void aStaticInitialiserThatUsesAPoolStartsNoJvmsWithoutEnd() throws Exception {
        Javac.compile(classes(), List.of(), """
                package acme;
                import dev.trenza.core.process.WorkerPool;
                public class Endless {
                    static final int RESULT;
                    static {
                        try (WorkerPool pool = WorkerPool.builder().workers(1).maxStartFailures(1).build()) {
                            RESULT = pool.submit(x -> x + 1, 1).block();
                        }
                    }
                    public static void main(String[] arguments) {
                        System.out.println(RESULT);
                    }
                }
                """);
        String command = "\"" + java() + "\" -cp \"" + classPath(classes()) + "\" acme.Endless 2>&1 || true";
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).contains("a static initialiser of a task's class uses a pool");
    }
}
