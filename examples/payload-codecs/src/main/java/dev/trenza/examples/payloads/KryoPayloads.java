package dev.trenza.examples.payloads;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableCollectionsSerializers;
import com.esotericsoftware.kryo.util.Pool;
import dev.trenza.task.PayloadCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A few classes as Kryo writes them: compact, and with the references between objects. Thread-safe; a {@code Kryo} is not, and
 * so comes from a pool. Given to the pool's builder: {@code WorkerPool.builder().payloadCodec(new KryoPayloads())}.
 *
 * <p>Only classes that are registered are written and read, each as its number, in the same order on both sides: a worker that
 * was taken over cannot make its parent build anything else.
 */
public final class KryoPayloads implements PayloadCodec {

    private static final List<Class<?>> TYPES = List.of(Series.class, Reading.class, Summary.class);

    private final Pool<Kryo> kryos = new Pool<>(true, true) {
        @Override
        protected Kryo create() {
            Kryo kryo = new Kryo();
            kryo.setRegistrationRequired(true);
            kryo.setReferences(true);
            TYPES.forEach(kryo::register);
            kryo.register(Position.class);
            kryo.register(ArrayList.class);
            ImmutableCollectionsSerializers.registerSerializers(kryo);
            return kryo;
        }
    };

    @Override
    public String name() {
        return "kryo-5";
    }

    @Override
    public boolean takes(Class<?> type) {
        return TYPES.contains(type);
    }

    @Override
    public byte[] encode(Object value) throws IOException {
        Kryo kryo = kryos.obtain();
        try (Output output = new Output(256, -1)) {
            kryo.writeObject(output, value);
            return output.toBytes();
        } catch (KryoException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            kryos.free(kryo);
        }
    }

    @Override
    public Object decode(byte[] bytes, Class<?> type) throws IOException {
        Kryo kryo = kryos.obtain();
        try (Input input = new Input(bytes)) {
            return kryo.readObject(input, type);
        } catch (KryoException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            kryos.free(kryo);
        }
    }
}
