package dev.trenza.bench.inside;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Frames of small results, many in one write: what a worker writes and its parent reads. Each figure is for one frame. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FramesBenchmark {

    private static final int BURST = 512;

    private Frame[] frames;
    private byte[] written;
    private FrameWriter writer;

    /** Makes the frames. */
    @Setup
    public void prepare() throws IOException {
        frames = new Frame[BURST];
        for (int i = 0; i < BURST; i++) {
            frames[i] = new Frame.Result(1_000_000 + i, 1, 250, ValueCodec.PLAIN.encode(i * i));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeTo(new FrameWriter(out));
        written = out.toByteArray();
        writer = new FrameWriter(OutputStream.nullOutputStream());
    }

    private void writeTo(FrameWriter target) throws IOException {
        for (Frame frame : frames) {
            target.hold(frame);
        }
        target.writeHere();
    }

    /** To bytes, and all of them in one write to nowhere. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void write() throws IOException {
        writeTo(writer);
    }

    /** From the bytes of one read. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void read(Blackhole sink) throws IOException {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(written));
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            sink.consume(frame);
        }
    }
}
