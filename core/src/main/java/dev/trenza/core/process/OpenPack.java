package dev.trenza.core.process;

import dev.trenza.worker.protocol.PackedValues;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The results of a {@link Pack}, taken out one by one. Confined to the draining thread. */
final class OpenPack {

    private final Pack pack;
    private final PackedValues results;
    private final ValueCodec codec;

    // Mutable state
    private long retained;

    OpenPack(Pack pack, ValueCodec codec) {
        this.pack = pack;
        this.results = pack.results();
        this.codec = codec;
        this.retained = (long) pack.inputBytes() + pack.resultBytes();
    }

    boolean isEmpty() {
        return pack.size() == 0;
    }

    /** Index of the next item. */
    long index() {
        return pack.index();
    }

    /** The next value; or its call, where there is more to tell: that it is null, or no value. */
    Object next() {
        results.next();
        Object value = value();
        if (value != null) {
            pack.skip();
            return value;
        }
        Call call = pack.cutOne();
        call.attempt = 1;
        call.end = Call.End.RESULT;
        call.result = results.copy();
        retained -= call.inputBytes() + call.resultBytes();
        return call;
    }

    private @Nullable Object value() {
        try {
            return results.decode(codec);
        } catch (IOException e) {
            return null; // its outcome tells it
        }
    }

    /** Bytes of inputs and results that are let go with the pack, without those of the calls that came out of it. */
    long retained() {
        return retained;
    }
}
