package dev.trenza.examples.payloads;

import dev.trenza.task.PayloadCodec;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records as JSON, so that they may hold whatever Jackson can read and write, Serializable or not. Thread-safe. Listed in
 * {@code META-INF/services}: a pool uses it as soon as this jar is on the class path.
 *
 * <p>The mapper has no default typing: which class is made is said by the value's own type and its annotations.
 */
public final class JacksonPayloads implements PayloadCodec {

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public String name() {
        return "jackson-3";
    }

    @Override
    public boolean takes(Class<?> type) {
        return type.isRecord();
    }

    @Override
    public byte[] encode(Object value) throws IOException {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Object decode(byte[] bytes, Class<?> type) throws IOException {
        try {
            return mapper.readValue(bytes, type);
        } catch (JacksonException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
