package dev.trenza.test.documents;

import dev.trenza.core.TaskPool;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.PipelineStream;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.thread.ThreadTaskPool;
import dev.trenza.task.Emitter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import reactor.core.publisher.Flux;

/** What the Java in the documents takes for granted: its pools, its reader's classes. */
@SuppressWarnings({"NullAway.Init", "unused"})
abstract class Given {

    TaskPool pool = InlineTaskPool.create();
    WorkerPool workers;
    ThreadTaskPool threads;
    Flux<Path> paths = Flux.empty();
    Path path;
    Path directory;
    Pipeline pipeline;
    PipelineStream texts;
    Logger log;

    static void index(Path path, Object text) {}

    static int fetch(Object what) {
        return 0;
    }

    static final class ObjectMapper {
        byte[] writeValueAsBytes(Object value) {
            return value.toString().getBytes(StandardCharsets.UTF_8);
        }

        Object readValue(byte[] bytes, Class<?> type) {
            return type.cast(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    static final class Documents {
        static String parse(Path path) {
            return path.toString();
        }

        static void lines(Path path, Emitter<String> out) {
            out.emit(path.toString());
        }
    }

    static final class Thumbnails {
        static byte[] render(Path path) {
            return new byte[0];
        }
    }

    static final class Primes {
        static long count(int below) {
            return LongStream.range(2, below).count();
        }
    }
}
