package dev.trenza.app.trace;

import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a run as Chrome trace-event JSON, for Perfetto or {@code chrome://tracing}: a track for each I/O slot and each
 * worker JVM, a bar for each task that ran. Holds no more than the names of the tracks in memory. Confined to one run.
 */
public final class ChromeTrace implements RunListener, Closeable {

    private static final int IO_PROCESS = 1;
    private static final int CPU_PROCESS = 2;

    private final JsonGenerator json;
    private final Function<StageRun, String> pools;

    // Mutable state: the calls of a run come one at a time
    private final Map<Track, Integer> tracks = new HashMap<>();
    private long originNanos;
    private @Nullable IOException failure;

    private record Track(String pool, Stage.Kind kind, int worker) {}

    /**
     * Begins a trace.
     *
     * @param file is replaced
     * @param pools names the pool in which a stage ran: stages that share a pool share its tracks
     * @throws IOException if the file cannot be written
     */
    public ChromeTrace(Path file, Function<StageRun, String> pools) throws IOException {
        this(Files.newOutputStream(file), pools);
    }

    ChromeTrace(OutputStream out, Function<StageRun, String> pools) {
        this.pools = pools;
        this.json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    }

    @Override
    public void runStarted(String pipeline, long startedNanos) {
        originNanos = startedNanos;
        attempt(() -> {
            json.writeStartObject();
            json.writeStringProperty("displayTimeUnit", "ms");
            json.writeArrayPropertyStart("traceEvents");
            writeName("process_name", IO_PROCESS, 0, pipeline + ": I/O threads");
            writeName("process_name", CPU_PROCESS, 0, pipeline + ": worker JVMs");
        });
    }

    @Override
    public void stageFinished(StageRun run) {
        if (run.startedNanos() != 0) {
            attempt(() -> writeBar(run, track(run)));
        }
    }

    private int track(StageRun run) {
        Track track = new Track(pools.apply(run), run.kind(), run.worker());
        Integer known = tracks.get(track);
        if (known != null) {
            return known;
        }
        int id = tracks.size() + 1;
        tracks.put(track, id);
        writeName("thread_name", process(run.kind()), id, track.pool + " " + track.worker);
        return id;
    }

    private void writeBar(StageRun run, int track) {
        json.writeStartObject();
        json.writeStringProperty("name", run.stage());
        json.writeStringProperty("cat", run.stream());
        json.writeStringProperty("ph", "X");
        writeMicros("ts", run.startedNanos() - originNanos);
        writeMicros("dur", run.runNanos());
        json.writeNumberProperty("pid", process(run.kind()));
        json.writeNumberProperty("tid", track);
        json.writeObjectPropertyStart("args");
        json.writeNumberProperty("seq", run.seq());
        json.writeStringProperty("status", run.status());
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void writeMicros(String name, long nanos) {
        json.writeNumberProperty(name, Math.max(0, nanos) / 1e3);
    }

    private void writeName(String event, int process, int track, String name) {
        json.writeStartObject();
        json.writeStringProperty("name", event);
        json.writeStringProperty("ph", "M");
        json.writeNumberProperty("pid", process);
        json.writeNumberProperty("tid", track);
        json.writeObjectPropertyStart("args");
        json.writeStringProperty("name", name);
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private static int process(Stage.Kind kind) {
        return kind == Stage.Kind.IO ? IO_PROCESS : CPU_PROCESS;
    }

    /** A full disk must not end the run: it is kept for {@link #close}. */
    private void attempt(Runnable write) {
        if (failure != null) {
            return;
        }
        try {
            write.run();
        } catch (JacksonIOException e) {
            failure = e.getCause();
        }
    }

    /**
     * Ends the trace.
     *
     * @throws IOException if the trace is not complete, because the file could not be written
     */
    @Override
    public void close() throws IOException {
        attempt(json::close); // Closes what is open: the array, the object, the file.
        if (failure != null) {
            throw failure;
        }
    }
}
