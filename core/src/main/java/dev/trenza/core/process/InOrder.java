package dev.trenza.core.process;

import org.jspecify.annotations.Nullable;

/**
 * Puts what has ended, values or calls, back into the order of the items: a ring that is as large as what is outstanding.
 * Confined to the draining thread.
 */
final class InOrder {

    // Mutable state
    private @Nullable Object[] ring = new Object[64];
    private long next;

    void add(long index, Object ended) {
        while (index - next >= ring.length) {
            grow();
        }
        ring[(int) (index & ring.length - 1)] = ended;
    }

    @Nullable
    Object next() {
        int slot = (int) (next & ring.length - 1);
        Object ended = ring[slot];
        if (ended != null) {
            ring[slot] = null;
            next++;
        }
        return ended;
    }

    private void grow() {
        @Nullable Object[] larger = new Object[ring.length * 2];
        for (int i = 0; i < ring.length; i++) {
            long index = next + i;
            larger[(int) (index & larger.length - 1)] = ring[(int) (index & ring.length - 1)];
        }
        ring = larger;
    }
}
