package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Which build of a class a JVM has: two checksums over its class file. Thread-safe.
 *
 * <p>javac numbers the bodies of lambdas and the anonymous classes, so that the same name means another body after a
 * change: a worker that has another build would run the wrong one without a word. Against that accident 64 bits are enough;
 * whoever can choose a worker's class path runs what he likes there. A cryptographic hash costs a fresh JVM 40 ms of CPU
 * time, as much as its start, for its provider is loaded; these cost 2 ms (ADR 16).
 */
final class ClassFingerprint {

    /** Of each class once, as long as the class is there. Says nothing of what a file becomes after it was read. */
    private static final ClassValue<Long> KNOWN = new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
            return read(type);
        }
    };

    /** There is no class file to be read, as of a class that was made in memory. */
    static final long NONE = 0;

    private ClassFingerprint() {}

    /** Of the class file as it was when this JVM asked for the first time. */
    static long of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** Whether the class can differ between two JVMs of one program: those of the JDK belong to the JDK. */
    static boolean isOfProgram(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null && loader != ClassLoader.getPlatformClassLoader() && !type.isHidden() && !type.isArray();
    }

    private static long read(Class<?> type) {
        String name = type.getName();
        try (@Nullable
                InputStream in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in == null ? NONE : of(in.readAllBytes());
        } catch (IOException e) {
            return NONE;
        }
    }

    static long of(byte[] classFile) {
        CRC32C high = new CRC32C();
        CRC32 low = new CRC32();
        high.update(classFile, 0, classFile.length);
        low.update(classFile, 0, classFile.length);
        return high.getValue() << 32 | low.getValue();
    }

    /** For the eyes: the first eight of its sixteen digits. */
    static String show(long fingerprint) {
        return String.format("%016x", fingerprint).substring(0, 8);
    }
}
