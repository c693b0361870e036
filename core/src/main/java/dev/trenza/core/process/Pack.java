package dev.trenza.core.process;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.PackedValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls of consecutive items, whose inputs are small and of which nothing is told but the result. They share the
 * arrays of their items and inputs with what they were cut from; a {@link Call} is only made for one that goes its own way.
 */
final class Pack extends Work {

    private static final byte[] NONE = new byte[0];

    private final @Nullable Object[] items;
    private final byte[] inputs;
    private final long takenNanos;

    // Mutable state
    private boolean isRecalled;
    private long index;
    private int first;
    private int size;
    private int inputsFrom;
    private int inputsEnd;
    private byte[] results = NONE;
    private int resultsFrom;
    private int resultsEnd;

    /**
     * Makes a pack.
     *
     * @param index of the first item
     * @param size of the items, so many
     * @param inputs as {@link PackedValues}
     */
    Pack(Lane<?, ?> lane, long index, @Nullable Object[] items, int size, byte[] inputs, long takenNanos) {
        super(lane);
        this.index = index;
        this.items = items;
        this.size = size;
        this.inputs = inputs;
        this.inputsEnd = inputs.length;
        this.takenNanos = takenNanos;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    int inputBytes() {
        return inputsEnd - inputsFrom - size * PackedValues.PREFIX_BYTES;
    }

    @Override
    int resultBytes() {
        return resultsEnd == resultsFrom ? 0 : resultsEnd - resultsFrom - size * PackedValues.PREFIX_BYTES;
    }

    /** Cuts so many off at the front, fewer than there are; this one goes on with the others. */
    Pack cut(int count) {
        Pack front = new Pack(lane, index, items, count, inputs, takenNanos);
        front.first = first;
        front.inputsFrom = inputsFrom;
        front.inputsEnd = PackedValues.end(inputs, inputsFrom, count);
        front.id = id;
        front.worker = worker;
        front.pid = pid;
        front.isRecalled = isRecalled;
        index += count;
        id += count;
        first += count;
        size -= count;
        inputsFrom = front.inputsEnd;
        return front;
    }

    /** Cuts all off but the first few; this one keeps those. */
    Pack split(int keep) {
        int at = PackedValues.end(inputs, inputsFrom, keep);
        Pack rest = new Pack(lane, index + keep, items, size - keep, inputs, takenNanos);
        rest.first = first + keep;
        rest.inputsFrom = at;
        rest.inputsEnd = inputsEnd;
        rest.id = id + keep;
        rest.worker = worker;
        rest.pid = pid;
        rest.isRecalled = isRecalled;
        size = keep;
        inputsEnd = at;
        return rest;
    }

    /** Cuts the first one off, as a call of its own; there may be none left. */
    Call cutOne() {
        int end = PackedValues.end(inputs, inputsFrom, 1);
        byte[] payload = Arrays.copyOfRange(inputs, inputsFrom + PackedValues.PREFIX_BYTES, end);
        Call call = new Call(lane, index, Objects.requireNonNull(items[first], "item"), payload, takenNanos);
        call.id = id;
        call.worker = worker;
        call.pid = pid;
        call.stop = isRecalled ? Call.Stop.RECALLED : Call.Stop.NONE;
        letFirstGo(end);
        return call;
    }

    @Override
    boolean isRecalled() {
        return isRecalled;
    }

    @Override
    void recalled() {
        isRecalled = true;
    }

    /** Its worker has given it back. */
    void givenBack() {
        isRecalled = false;
    }

    /** Lets the first one go, whose result was taken. */
    void skip() {
        letFirstGo(PackedValues.end(inputs, inputsFrom, 1));
    }

    private void letFirstGo(int nextFrom) {
        items[first] = null; // nobody shares this place, and others may keep the array for long
        index++;
        id++;
        first++;
        size--;
        inputsFrom = nextFrom;
    }

    @Override
    List<Call> calls() {
        List<Call> calls = new ArrayList<>(size);
        while (size > 0) {
            calls.add(cutOne());
        }
        return calls;
    }

    /** As a frame, whose values are only those from {@link #inputsFrom} to {@link #inputsEnd}. */
    Frame.Calls frame() {
        return new Frame.Calls(id, size, lane.taskNumber(), index, lane.context(), inputs);
    }

    int inputsFrom() {
        return inputsFrom;
    }

    int inputsEnd() {
        return inputsEnd;
    }

    /**
     * All have succeeded.
     *
     * @param values that have the results
     * @param from where the first one's length is
     * @param end behind the last one
     */
    void answered(byte[] values, int from, int end) {
        results = values;
        resultsFrom = from;
        resultsEnd = end;
    }

    /** Index of the first item. */
    long index() {
        return index;
    }

    /** The results, before the first. */
    PackedValues results() {
        return new PackedValues(results, resultsFrom);
    }
}
