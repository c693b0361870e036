package dev.trenza.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Turns a blocking {@link Cursor} into a {@link Flux}.
 *
 * <p>Each subscription opens its own cursor on a daemon thread of its own, moves it only on demand, and ends both with
 * the last signal or the cancellation, which interrupts a move. The thread is not one of Reactor's shared ones: a read
 * from a terminal may block for hours, and those are few.
 */
final class BlockingSource {

    private static final Logger log = LoggerFactory.getLogger(BlockingSource.class);

    private BlockingSource() {}

    /**
     * A cold Flux of what the cursor goes through.
     *
     * @param name of the source, for its thread
     * @param open may block; its exception becomes the Flux's error
     */
    static Flux<Object> of(String name, Callable<Cursor> open) {
        Flux<Object> items = Flux.generate(open, BlockingSource::move, BlockingSource::close);
        // Not eager: the clean-up interrupts the thread that is still to deliver the last signal.
        return Flux.using(() -> thread(name), items::subscribeOn, Scheduler::dispose, false);
    }

    private static Scheduler thread(String name) {
        return Schedulers.fromExecutorService(Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "trenza-source-" + name);
            thread.setDaemon(true);
            return thread;
        }));
    }

    private static Cursor move(Cursor cursor, SynchronousSink<Object> sink) {
        try {
            Object item = cursor.next();
            if (item == null) {
                sink.complete();
            } else {
                sink.next(item);
            }
        } catch (ClosedByInterruptException e) {
            // Only a cancellation interrupts this thread, and then nobody wants the error.
            sink.complete();
        } catch (IOException e) {
            sink.error(e);
        }
        return cursor;
    }

    private static void close(Cursor cursor) {
        try {
            cursor.close();
        } catch (IOException e) {
            log.debug("a source could not be closed", e);
        }
    }
}
