package dev.trenza.worker.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.jar.Manifest;

/**
 * Loads the classes of a program, with their exits rewritten; it sees the JDK and nothing of the worker but the traps.
 * Thread-safe.
 */
final class ProgramLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final String TRAPS = ProgramTraps.class.getName();

    private final String classPath;

    /**
     * Makes a loader.
     *
     * @param classPath the same as a text
     */
    ProgramLoader(URL[] urls, String classPath) {
        super(urls, ClassLoader.getPlatformClassLoader()); // Without a name: stacks are then as in a JVM of its own.
        this.classPath = classPath;
    }

    /** As {@code -cp} takes it. */
    String classPath() {
        return classPath;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.equals(TRAPS) ? ProgramTraps.class : super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        URL resource = findResource(name.replace('.', '/') + ".class");
        if (resource == null) {
            throw new ClassNotFoundException(name);
        }
        try {
            URLConnection connection = resource.openConnection();
            byte[] classFile;
            try (InputStream in = connection.getInputStream()) {
                classFile = in.readAllBytes();
            }
            byte[] rewritten = ExitCalls.rewrite(classFile);
            URL source = definePackage(name, connection);
            return defineClass(name, rewritten, 0, rewritten.length, new CodeSource(source, (Certificate[]) null));
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** Programs ask their package for their version. Returns where the class came from. */
    private URL definePackage(String className, URLConnection connection) throws IOException {
        boolean isInJar = connection instanceof JarURLConnection;
        URL source = isInJar ? ((JarURLConnection) connection).getJarFileURL() : connection.getURL();
        int dot = className.lastIndexOf('.');
        String name = dot < 0 ? "" : className.substring(0, dot);
        if (!name.isEmpty() && getDefinedPackage(name) == null) {
            Manifest manifest = isInJar ? ((JarURLConnection) connection).getManifest() : null;
            try {
                definePackage(name, manifest == null ? new Manifest() : manifest, source);
            } catch (IllegalArgumentException e) {
                return source; // Another thread was quicker.
            }
        }
        return source;
    }
}
