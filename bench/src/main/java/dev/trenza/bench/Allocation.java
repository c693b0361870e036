package dev.trenza.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** How many bytes this JVM allocates, told by what its collections find in the young generation. */
final class Allocation {

    /** Bytes that are allocated while this runs, on whatever thread. */
    double of(Runnable work) {
        AtomicLong bytes = new AtomicLong();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        for (GarbageCollectorMXBean collector : collectors) {
            ((NotificationEmitter) collector).addNotificationListener((note, unused) -> count(note, bytes), null, null);
        }
        work.run();
        System.gc();
        return bytes.get();
    }

    private static void count(Notification note, AtomicLong bytes) {
        if (note.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            var info = GarbageCollectionNotificationInfo.from((CompositeData) note.getUserData())
                    .getGcInfo();
            bytes.addAndGet(eden(info.getMemoryUsageBeforeGc()) - eden(info.getMemoryUsageAfterGc()));
        }
    }

    private static long eden(Map<String, MemoryUsage> pools) {
        return pools.entrySet().stream()
                .filter(pool -> pool.getKey().contains("Eden"))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }
}
