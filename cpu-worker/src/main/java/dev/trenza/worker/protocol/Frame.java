package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * One message. On the wire it is a header of 24 bytes, big-endian, and a payload:
 *
 * <pre>
 *    0  u16  magic, 0x545A ("TZ")
 *    2  u8   protocol version
 *    3  u8   type
 *    4  u16  0, or for a large value how it is divided, see {@link Parts}
 *    6  u16  attempt, from 1; 0 where it has no meaning
 *    8  i64  id of the call or the definition; 0 where it has no meaning
 *   16  i32  length of the payload in bytes, 0 to the agreed maximum
 *   20  i32  check over the bytes 0 to 19, see {@link FrameHeader}
 *   24       payload
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // payloads are handed over, never compared
public sealed interface Frame {

    /** The version both sides must speak. */
    int VERSION = 6;

    /** Largest payload unless {@link Welcome} says otherwise: 64 MiB. */
    int DEFAULT_MAX_PAYLOAD = 64 << 20;

    /** Largest payload that can be agreed: 1 GiB, so that a frame with its header still fits into an array. */
    int LARGEST_PAYLOAD = 1 << 30;

    /**
     * Largest frame that a reader accepts where so large a value was agreed: a little more for what stands beside the
     * value, and never less than a failure with a long stack takes.
     *
     * @param maxPayload in bytes, at most {@link #LARGEST_PAYLOAD}
     */
    static int sizeLimit(int maxPayload) {
        return Math.min(Math.max(maxPayload, 8 << 20), LARGEST_PAYLOAD) + 64;
    }

    /** What the header says about a frame. The order is the wire's: append only. */
    enum Type {
        HELLO,
        WELCOME,
        READY,
        START_FAILED,
        DEFINE,
        FORGET,
        CALL,
        CANCEL,
        RECALL,
        RESULT,
        FAILURE,
        CANCELLED,
        STACK,
        BYE,
        BYE_ACK,
        EXITING,
        CALLS,
        RESULTS,
        SHARE,
        SHARED,
        TAKEN,
        EMITTED,
        DEMAND;

        private static final List<Type> ALL = List.of(values());

        @SuppressWarnings("EnumOrdinal")
        int code() {
            return ordinal();
        }

        /** The type with this number, or {@code null}. */
        static @Nullable Type of(int number) {
            return number < ALL.size() ? ALL.get(number) : null;
        }
    }

    // Worker to parent, in the order of a worker's life

    /**
     * The first frame: who is there.
     *
     * @param pid as the worker sees itself; of use in messages only, a sandbox may number processes its own way
     * @param java its runtime version
     */
    record Hello(long pid, String java) implements Frame {}

    /** The worker has read its welcome and takes calls. */
    record Ready() implements Frame {}

    /** The worker could not get ready; it ends after this frame. */
    record StartFailed(RemoteFailure failure) implements Frame {}

    /**
     * A call has returned.
     *
     * @param runNanos how long the task ran, without decoding and encoding
     * @param payload the value, see {@link ValueCodec}
     * @param isBare whether the payload itself is the value, a {@code byte[]}
     */
    record Result(long id, int attempt, long runNanos, byte[] payload, boolean isBare) implements Frame {
        /** With an encoded value. */
        public Result(long id, int attempt, long runNanos, byte[] payload) {
            this(id, attempt, runNanos, payload, false);
        }
    }

    /**
     * Calls with consecutive ids have returned, each with a small value.
     *
     * @param id of the first
     * @param count at least 1
     * @param runNanos how long they ran together, with decoding and encoding; 0 if that was not measured
     * @param values see {@link PackedValues}
     */
    record Results(long id, int count, long runNanos, byte[] values) implements Frame {}

    /**
     * A call has thrown, or its input could not be decoded or its result encoded.
     *
     * @param isFatal whether the worker had better be replaced: an {@link Error} of the virtual machine, or nothing
     *     can be opened there any more
     */
    record Failure(long id, int attempt, long runNanos, boolean isFatal, RemoteFailure failure) implements Frame {}

    /**
     * Calls with consecutive ids were cancelled before they started; sent at once, before the answers to calls that were sent
     * earlier.
     *
     * @param id of the first
     * @param count at least 1
     */
    record Cancelled(long id, int count) implements Frame {
        public Cancelled(long id) {
            this(id, 1);
        }
    }

    /**
     * A running call has a value, and goes on. At most {@value #WINDOW} are on their way, or as many as have
     * {@value #WINDOW_BYTES} bytes together, until a {@link Demand} says that they were taken.
     *
     * @param payload the value, see {@link ValueCodec}
     */
    record Emitted(long id, byte[] payload) implements Frame {
        /** Values of a call on their way. */
        public static final int WINDOW = 64;

        /** No more are sent when those on their way have so many bytes. */
        public static final int WINDOW_BYTES = 4 << 20;
    }

    /** Where the call was when its {@link Cancel} arrived. Not an answer: the call still ends in one of its own. */
    record Stack(long id, RemoteFailure stack) implements Frame {}

    /**
     * Something in the worker has called {@code System.exit}: told while shutdown hooks run, the last frame that comes.
     *
     * @param thread that called it; empty if it was the task's own
     * @param stack of that thread
     */
    record Exiting(String thread, RemoteFailure stack) implements Frame {}

    /** The last frame of an orderly end; exit status 0 follows. */
    record ByeAck() implements Frame {}

    // Parent to worker

    /**
     * The answer to {@link Hello}.
     *
     * @param parentPid the worker ends when this is no longer its parent
     * @param statusPage the file of its {@link StatusPage}
     * @param maxPayload largest payload in bytes, both ways
     * @param allowed patterns of class names that may be decoded, see {@link AllowedTypes}
     * @param codecs name and class of each payload codec, in turn, see {@link PayloadCodecs}
     * @param highHeap from so many bytes of heap on the worker measures what a collection leaves; 0 never
     * @param logLevel from which level on tasks' lines are written
     * @param hasInitializer whether a {@link Define} of task 0 and its {@link Call} 0 follow: they are run before
     *     {@link Ready}, and not answered
     */
    record Welcome(
            long parentPid,
            String statusPage,
            int maxPayload,
            List<String> allowed,
            List<String> codecs,
            long highHeap,
            Level logLevel,
            boolean hasInitializer)
            implements Frame {}

    /** A task, once per worker: either a named one or a serialised one. Calls refer to it by number. */
    record Define(int task, TaskDefinition definition) implements Frame {}

    /** No call will refer to this task any more. */
    record Forget(int task) implements Frame {}

    /**
     * Run a task.
     *
     * @param id increasing for each worker, from 1
     * @param attempt from 1
     * @param task number of a {@link Define}
     * @param index of the item in its source
     * @param context what the subscriber's log says about him
     * @param payload the input, see {@link ValueCodec}
     * @param isBare whether the payload itself is the input, a {@code byte[]}
     */
    record Call(long id, int attempt, int task, long index, DiagnosticContext context, byte[] payload, boolean isBare)
            implements Frame {
        /** With an encoded input. */
        public Call(long id, int attempt, int task, long index, DiagnosticContext context, byte[] payload) {
            this(id, attempt, task, index, context, payload, false);
        }
    }

    /**
     * Run a task on each of many small inputs: as many {@link Call}s, whose ids and indexes are consecutive, at their first
     * attempt. What has a small result may be answered together with others.
     *
     * @param id of the first
     * @param count at least 1
     * @param task number of a {@link Define}
     * @param index of the first item in its source
     * @param context what the subscriber's log says about him
     * @param values see {@link PackedValues}
     */
    record Calls(long id, int count, int task, long index, DiagnosticContext context, byte[] values) implements Frame {}

    /**
     * Calls with consecutive ids are wanted elsewhere: answer {@link Cancelled} for those that have not started, and go on with
     * the others.
     *
     * @param id of the first
     * @param count at least 1
     */
    record Recall(long id, int count) implements Frame {
        public Recall(long id) {
            this(id, 1);
        }
    }

    /** The result is no longer wanted: drop the call, or tell its stack and interrupt it. */
    record Cancel(long id) implements Frame {}

    /**
     * The subscriber has taken values of a running call.
     *
     * @param count at least 1
     */
    record Demand(long id, int count) implements Frame {}

    /** Nothing more will come: finish what was sent, then end. */
    record Bye() implements Frame {}

    /**
     * A {@link PayloadFile} to open, and to remove: large values may travel through it. Answered by {@link Shared}.
     *
     * @param file where it is
     * @param bytes how large it may become
     */
    record Share(String file, long bytes) implements Frame {}

    /**
     * The file is open, and from this frame on values may travel through it in both directions.
     *
     * @param problem why it could not be opened, and all goes through the pipe; empty if it is
     */
    record Shared(String problem) implements Frame {}

    // Both ways

    /**
     * What the other side had put into the file has been taken out.
     *
     * @param upTo up to this place
     */
    record Taken(long upTo) implements Frame {}
}
