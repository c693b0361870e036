package dev.trenza.core.process;

import dev.trenza.worker.protocol.TaskDefinition;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The number of each task that workers know, so that a task is shipped once and then meant by its number. A few tasks that
 * nobody uses are remembered, for the next to use them. Fenced by the dispatcher's lock.
 */
final class TaskNumbers {

    private static final int MAX_UNUSED = 64;

    private static final class Entry {
        final int number;
        int users;

        Entry(int number) {
            this.number = number;
        }
    }

    // Mutable state
    private final Map<TaskDefinition, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private int lastNumber;
    private int unused;

    int use(TaskDefinition definition) {
        Entry entry = entries.computeIfAbsent(definition, key -> {
            unused++;
            return new Entry(++lastNumber);
        });
        if (entry.users++ == 0) {
            unused--;
        }
        return entry.number;
    }

    /** Ends a use; tells which task is to be forgotten for it, or 0. */
    int release(TaskDefinition definition) {
        Entry entry = entries.get(definition);
        if (entry == null || --entry.users > 0 || ++unused <= MAX_UNUSED) {
            return 0;
        }
        for (Iterator<Entry> i = entries.values().iterator(); i.hasNext(); ) {
            Entry oldest = i.next();
            if (oldest.users == 0) {
                i.remove();
                unused--;
                return oldest.number;
            }
        }
        return 0;
    }
}
