package dev.trenza.task;

import java.io.IOException;

/**
 * Another way for inputs and results of some classes to cross the process line: that of Jackson, Kryo, Protocol Buffers.
 * Thread-safe: one instance serves all threads of its JVM.
 *
 * <pre>{@code
 * public final class JsonPayloads implements PayloadCodec {
 *     private final ObjectMapper mapper = new ObjectMapper();
 *
 *     public String name() { return "json-1"; }
 *     public boolean takes(Class<?> type) { return type.isRecord(); }
 *     public byte[] encode(Object value) { return mapper.writeValueAsBytes(value); }
 *     public Object decode(byte[] bytes, Class<?> type) { return mapper.readValue(bytes, type); }
 * }
 * }</pre>
 *
 * <p>A public class with a public constructor without arguments, for each worker makes one of its own. It is given to the
 * pool's builder, or listed in {@code META-INF/services/dev.trenza.task.PayloadCodec}; workers need not find it, but must have
 * its class on their class path. A worker whose codec is not there, or has another {@link #name}, does not start.
 *
 * <p>Asked is for what has no place of its own in the protocol: never for numbers, texts, {@code java.time}, arrays and the
 * collections of the JDK, but for what they hold. The class of the value travels with it and must be one that may cross, as
 * without a codec; the codec answers for what is inside. What comes from a worker is not to be trusted: a codec that makes
 * objects of any class that the bytes name opens the parent to whoever has taken over a task.
 */
public interface PayloadCodec {

    /**
     * What it writes, with a version if that changes: {@code "kryo-5"}. Both sides must say the same. Not empty, unique in a
     * pool, and at most 64 characters.
     */
    String name();

    /**
     * Whether objects of exactly this class go through it; the first codec that says so has them. Asked for each such value, so
     * it should be quick; the same answer every time.
     */
    boolean takes(Class<?> type);

    /**
     * Makes bytes.
     *
     * @param value of a class that it takes
     * @return an array that is not used again; together with the rest of the payload at most {@code maxPayload} long
     * @throws IOException fails this item alone, as any other exception does
     */
    byte[] encode(Object value) throws IOException;

    /**
     * Makes the value again.
     *
     * @param bytes as {@link #encode} has made them, or anything that a hostile worker has
     * @param type the class that the value must have
     * @return never {@code null}
     * @throws IOException fails this item alone, as any other exception does
     */
    Object decode(byte[] bytes, Class<?> type) throws IOException;
}
