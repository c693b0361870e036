package dev.trenza.core.process;

import org.jspecify.annotations.Nullable;

/**
 * Puts ended calls back into the order of their items: a ring that is as large as what is outstanding. Confined to the
 * draining thread.
 */
final class InOrder {

    // Mutable state
    private @Nullable Call[] ring = new Call[64];
    private long next;

    void add(Call call) {
        while (call.index - next >= ring.length) {
            grow();
        }
        ring[(int) (call.index & ring.length - 1)] = call;
    }

    @Nullable
    Call next() {
        int slot = (int) (next & ring.length - 1);
        Call call = ring[slot];
        if (call != null) {
            ring[slot] = null;
            next++;
        }
        return call;
    }

    private void grow() {
        @Nullable Call[] larger = new Call[ring.length * 2];
        for (Call call : ring) {
            if (call != null) {
                larger[(int) (call.index & larger.length - 1)] = call;
            }
        }
        ring = larger;
    }
}
