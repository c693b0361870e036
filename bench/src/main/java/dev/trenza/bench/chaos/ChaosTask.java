package dev.trenza.bench.chaos;

import dev.trenza.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What an item does follows from its number alone, so that its end can be foretold. */
final class ChaosTask {

    /** How many items kill every worker, whatever the number of items. */
    static final int POISON = 5;

    private static final int EVERY = 2_000;

    private ChaosTask() {}

    /** What an item does, and the status in which it must end. */
    enum Deed {
        COMPUTE("success"),
        THROW("failed"),
        EXIT_ONCE("success"),
        EXHAUST_THE_HEAP("out-of-memory"),
        HANG("timed-out"),
        PRINT("success"),
        RETURN_MUCH("success"),
        POISON("quarantined");

        private final String status;

        Deed(String status) {
            this.status = status;
        }

        String status() {
            return status;
        }
    }

    static Deed deedOf(int item) {
        if (item < POISON * 100 && item % 100 == 50) {
            return Deed.POISON;
        }
        return switch (item % EVERY) {
            case 11, 1_011 -> Deed.EXIT_ONCE;
            case 13 -> Deed.EXHAUST_THE_HEAP;
            case 17 -> Deed.HANG;
            case 19, 1_019 -> Deed.PRINT;
            case 23 -> Deed.RETURN_MUCH;
            default -> item % 100 == 1 ? Deed.THROW : Deed.COMPUTE;
        };
    }

    /** The task. */
    static byte[] run(int item, TaskContext context) throws InterruptedException {
        switch (deedOf(item)) {
            case THROW -> throw new IllegalStateException("item " + item);
            case EXIT_ONCE -> {
                if (context.attempt() == 1) {
                    System.exit(3 + item % 3);
                }
            }
            case EXHAUST_THE_HEAP -> {
                List<long[]> kept = new ArrayList<>();
                while (kept.size() < Integer.MAX_VALUE) {
                    kept.add(new long[1 << 16]);
                }
            }
            case HANG -> new CountDownLatch(1).await();
            case PRINT -> System.out.println("item " + item);
            case POISON -> Runtime.getRuntime().halt(9);
            case COMPUTE, RETURN_MUCH -> {}
        }
        return result(item);
    }

    /** What a task that ends well must return: a few bytes or a megabyte, after some microseconds or milliseconds. */
    static byte[] result(int item) {
        long value = item;
        for (int i = item % 50 == 0 ? 1_000_000 : 5_000; i > 0; i--) {
            value = value * 6364136223846793005L + 1442695040888963407L;
        }
        byte[] bytes = new byte[deedOf(item) == Deed.RETURN_MUCH ? 1 << 20 : 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> (8 * (i % 8)));
        }
        return bytes;
    }
}
