package dev.trenza.bench.inside;

import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A value to bytes and back, as each item's input and result is. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ValuesBenchmark {

    @Param({"int", "long", "text of 20", "1 KiB", "1000 doubles", "list of 5"})
    private String kind;

    private Object value;
    private byte[] encoded;

    /** Makes the value. */
    @Setup
    public void prepare() throws IOException {
        value = switch (kind) {
            case "int" -> 123_456;
            case "long" -> 123_456_789_012L;
            case "text of 20" -> "twenty characters or";
            case "1 KiB" -> new byte[1024];
            case "1000 doubles" -> new double[1000];
            default -> List.of(1, 2, 3, 4, 5);
        };
        encoded = ValueCodec.PLAIN.encode(value);
    }

    /** To bytes. */
    @Benchmark
    public byte[] encode() throws IOException {
        return ValueCodec.PLAIN.encode(value);
    }

    /** From bytes. */
    @Benchmark
    public Object decode() throws IOException {
        return ValueCodec.PLAIN.decode(encoded);
    }
}
