import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Accepts the API as it is: takes of each module's packaged jar what others can see, without any code, as the baseline
 * that japicmp compares later jars with. Needs JDK 24 or newer; run it in the root, after ./mvnw package:
 *
 * <pre>java src/api/ApiBaseline.java [build folder, default target]</pre>
 */
final class ApiBaseline {

    private static final Map<String, String> MODULES =
            Map.of("cpu-worker", "trenza-worker", "core", "trenza-core", "core/test-kit", "trenza-test");

    private ApiBaseline() {}

    public static void main(String[] arguments) throws IOException {
        String buildFolder = arguments.length == 0 ? "target" : arguments[0];
        for (var module : new TreeMap<>(MODULES).entrySet()) {
            Path directory = Path.of(module.getKey());
            Path jar = newest(directory.resolve(buildFolder), module.getValue());
            Path baseline = directory.resolve("src/api/baseline.jar");
            Files.createDirectories(baseline.getParent());
            strip(jar, baseline);
            System.out.println(baseline + ": " + Files.size(baseline) + " bytes, of " + jar);
        }
    }

    private static Path newest(Path directory, String artifact) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(artifact + "-[0-9][^-]*(-SNAPSHOT)?\\.jar"))
                    .max((one, other) -> Long.compare(one.toFile().lastModified(), other.toFile().lastModified()))
                    .orElseThrow(() -> new IOException("no jar of " + artifact + " in " + directory + "; package it first"));
        }
    }

    private static void strip(Path jar, Path baseline) throws IOException {
        Map<String, byte[]> headers = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (isApi(entry.getName())) {
                    headers.put(entry.getName(), header(file.getInputStream(entry).readAllBytes()));
                }
            }
        }
        try (OutputStream out = Files.newOutputStream(baseline);
                JarOutputStream stripped = new JarOutputStream(out)) {
            for (var header : headers.entrySet()) {
                ZipEntry entry = new ZipEntry(header.getKey());
                entry.setTime(0); // equal jars for equal APIs
                stripped.putNextEntry(entry);
                new ByteArrayInputStream(header.getValue()).transferTo(stripped);
            }
        }
    }

    /** Package documentation, anonymous classes and the inside of workers are nobody's to use. */
    private static boolean isApi(String name) {
        return name.endsWith(".class")
                && !name.endsWith("-info.class")
                && !name.matches(".*\\$\\d+\\.class")
                && !name.startsWith("dev/trenza/worker/");
    }

    private static byte[] header(byte[] bytes) {
        ClassFile format = ClassFile.of(
                ClassFile.DebugElementsOption.DROP_DEBUG,
                ClassFile.ConstantPoolSharingOption.NEW_POOL,
                ClassFile.StackMapsOption.DROP_STACK_MAPS);
        ClassModel model = format.parse(bytes);
        ClassTransform visible = ClassTransform.dropping(element -> element instanceof FieldModel field
                        && isHidden(field.flags().flagsMask())
                || element instanceof MethodModel method && isHidden(method.flags().flagsMask()));
        ClassTransform bodiless = ClassTransform.transformingMethods(
                MethodTransform.dropping(element -> element instanceof CodeAttribute
                        || element instanceof java.lang.classfile.CodeModel));
        return format.transformClass(model, visible.andThen(bodiless));
    }

    /** Neither public nor protected. */
    private static boolean isHidden(int flags) {
        return (flags & (ClassFile.ACC_PUBLIC | ClassFile.ACC_PROTECTED)) == 0;
    }
}
