package dev.trenza.worker.protocol;

/**
 * How a frame with a large value is divided: what stands before the value, and the value, which is written and read where it
 * lies and never copied into a frame. Two bytes of the header tell it, and are 0 for a frame in one part:
 *
 * <pre>
 *    bits 0-13  how many bytes stand before the value
 *    bit  14    the value is the content of a byte[], bare; otherwise it is encoded, see {@link ValueCodec}
 *    bit  15    the value is in the {@link PayloadFile}; where and how long follows as i64 and i32 in its place
 * </pre>
 */
final class Parts {

    /** Values from so many bytes on travel apart: by then two system calls more cost less than a copy. */
    static final int LARGE = 64 << 10;

    /** Where and how long: of a value in the file. */
    static final int PLACE_SIZE = 12;

    /** More before the value, as a context of thousands of entries, and the frame is in one part. */
    static final int MAX_HEAD = (1 << 14) - 1;

    private static final int BARE = 1 << 14;
    private static final int IN_FILE = 1 << 15;

    private Parts() {}

    static int of(int head, boolean isBare, boolean isInFile) {
        return head | (isBare ? BARE : 0) | (isInFile ? IN_FILE : 0);
    }

    static int head(int parts) {
        return parts & MAX_HEAD;
    }

    static boolean isBare(int parts) {
        return (parts & BARE) != 0;
    }

    static boolean isInFile(int parts) {
        return (parts & IN_FILE) != 0;
    }
}
