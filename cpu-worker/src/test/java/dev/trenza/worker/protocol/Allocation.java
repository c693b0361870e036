package dev.trenza.worker.protocol;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What a decoder allocates: nobody may make it allocate what he has not sent. */
final class Allocation {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** What decodes. */
    interface Decoding<T> {
        T run() throws IOException;
    }

    /** Decodes, and fails if that takes more; decodes again if so, since the first time classes are loaded as well. */
    static <T> T atMost(long bytes, String what, Decoding<T> decoding) throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = allocated();
            try {
                T decoded = decoding.run();
                least = Math.min(least, allocated() - before);
                if (least <= bytes) {
                    return decoded;
                }
            } catch (IOException e) {
                least = Math.min(least, allocated() - before);
                if (least <= bytes) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException(what + " took " + least + " bytes, more than " + bytes);
    }

    private static long allocated() {
        return THREADS instanceof com.sun.management.ThreadMXBean threads
                ? threads.getCurrentThreadAllocatedBytes()
                : 0;
    }
}
