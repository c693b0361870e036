package dev.trenza.core.process;

import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.ValueCodec;
import dev.trenza.worker.protocol.ValuePacker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of a lane's items: one of each, or, where nothing is told of them but their results, {@link Pack}s of those
 * whose inputs are small. Confined to the source's thread.
 *
 * @param <T> the item
 */
final class Intake<T> {

    private static final int MOST_IN_PACK = 1024;
    private static final int LEAST_ITEMS = 16;
    private static final int BYTES_OF_SMALL_ITEM = 8;

    private final Lane<T, ?> lane;
    private final Dispatcher dispatcher;
    private final TaskRun<T, ?> run;
    private final ValueCodec codec;
    private final int maxPayload;
    private final long queueLimit;
    private final boolean mayPack;
    private final ValuePacker inputs;

    // Mutable state
    private long taken;
    private List<Work> gathered = new ArrayList<>();
    private @Nullable Object[] items = new Object[0];
    private long packedFrom;
    private long packedNanos;

    /**
     * Makes one that has taken nothing.
     *
     * @param mayPack whether nothing is told of items but their results
     */
    Intake(Lane<T, ?> lane, Dispatcher dispatcher, TaskRun<T, ?> run, ValueCodec codec, boolean mayPack) {
        this.lane = lane;
        this.dispatcher = dispatcher;
        this.run = run;
        this.codec = codec;
        this.maxPayload = dispatcher.config().maxPayload();
        this.queueLimit = lane.limits().nanos(TimeLimits.Kind.QUEUE);
        this.mayPack = mayPack && queueLimit == Long.MAX_VALUE && run.origin() == null;
        this.inputs = new ValuePacker(maxPayload, LEAST_ITEMS * BYTES_OF_SMALL_ITEM);
    }

    /** Items so far. */
    long taken() {
        return taken;
    }

    /** One item as a call, which has ended if it cannot be sent. */
    Call take(T item) {
        long index = taken++;
        try {
            Object input = run.input().apply(item);
            return input instanceof QuarantinedItem.Input kept
                    ? kept(kept, item)
                    : call(item, index, codec.encode(input));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            return notSent(item, index, e);
        }
    }

    private Call kept(QuarantinedItem.Input kept, T item) {
        return new Call(lane, kept.index(), item, kept.payload(), dispatcher.now());
    }

    private Call call(T item, long index, byte[] payload) {
        long now = dispatcher.now();
        if (payload.length > maxPayload) {
            String problem = "its " + payload.length + " bytes are more than the limit of " + maxPayload
                    + "; pass a path, or raise maxPayload";
            return Call.notSent(lane, index, item, problem, now);
        }
        Call call = new Call(lane, index, item, payload, now);
        call.position = run.position(item, index);
        call.queueLimit(queueLimit);
        return call;
    }

    private Call notSent(T item, long index, Throwable failure) {
        String problem = failure instanceof IOException
                ? String.valueOf(failure.getMessage())
                : "its input cannot be had: " + failure;
        return Call.notSent(lane, index, item, problem, dispatcher.now());
    }

    /**
     * Takes an item that others follow at once.
     *
     * @return its call if it cannot be sent, and so has ended; otherwise {@code null}, and it is among what is gathered
     */
    @Nullable
    Call gather(T item) {
        if (!mayPack) {
            return add(take(item));
        }
        long index = taken++;
        try {
            Object input = run.input().apply(item);
            if (input instanceof QuarantinedItem.Input kept) {
                return add(kept(kept, item));
            }
            byte[] large = inputs.add(codec, input);
            if (large != null) {
                return add(call(item, index, large));
            }
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            return add(notSent(item, index, e));
        }
        pack(item, index);
        return null;
    }

    private void pack(T item, long index) {
        int count = inputs.count();
        if (count == 1) {
            packedFrom = index;
            packedNanos = dispatcher.now();
            items = new Object[LEAST_ITEMS];
        } else if (count > items.length) {
            items = Arrays.copyOf(items, items.length * 2);
        }
        items[count - 1] = item;
        if (count == MOST_IN_PACK) {
            endPack();
        }
    }

    private @Nullable Call add(Call call) {
        endPack();
        if (call.end == Call.End.NOT_SENT) {
            return call;
        }
        gathered.add(call);
        return null;
    }

    private void endPack() {
        int count = inputs.count();
        if (count > 0) {
            gathered.add(new Pack(lane, packedFrom, items, count, inputs.takeAll(), packedNanos));
            items = new Object[0];
        }
    }

    /** Whether there is so much that it should be on its way. */
    boolean isFull() {
        return !gathered.isEmpty() && inputs.count() == 0 && gathered.get(gathered.size() - 1) instanceof Pack;
    }

    /** What was gathered, in order; begins anew. */
    List<Work> takeGathered() {
        endPack();
        List<Work> all = gathered;
        gathered = new ArrayList<>();
        return all;
    }
}
