package dev.trenza.worker.protocol;

import java.io.InputStream;
import java.util.List;

/** A stream that gives its bytes in pieces of given sizes, again and again, as a pipe may. */
final class Fragments extends InputStream {

    private final byte[] bytes;
    private final List<Integer> sizes;

    // Mutable state
    private int position;
    private int reads;

    Fragments(byte[] bytes, List<Integer> sizes) {
        this.bytes = bytes;
        this.sizes = sizes;
    }

    static Fragments whole(byte[] bytes) {
        return new Fragments(bytes, List.of(Integer.MAX_VALUE));
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position == bytes.length) {
            return -1;
        }
        int size = Math.min(Math.min(sizes.get(reads++ % sizes.size()), length), bytes.length - position);
        System.arraycopy(bytes, position, target, offset, size);
        position += size;
        return size;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }
}
