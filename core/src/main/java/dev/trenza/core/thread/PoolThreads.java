package dev.trenza.core.thread;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the threads of one pool, and knows when the last one has ended. Thread-safe.
 *
 * <p>Reactor's property for virtual threads is about its shared scheduler only, so that it has to be followed here.
 */
final class PoolThreads implements ThreadFactory {

    private final ThreadFactory factory;
    private final Runnable onNoneLeft;
    private final AtomicInteger alive = new AtomicInteger();

    /**
     * A factory without threads.
     *
     * @param name the beginning of the threads' names
     * @param onNoneLeft called by the last thread when it ends; more may be made after that
     */
    PoolThreads(String name, Runnable onNoneLeft) {
        this.factory = Schedulers.DEFAULT_BOUNDED_ELASTIC_ON_VIRTUAL_THREADS ? virtual(name) : platform(name);
        this.onNoneLeft = onNoneLeft;
    }

    @Override
    public Thread newThread(Runnable work) {
        alive.incrementAndGet();
        return factory.newThread(() -> {
            try {
                work.run();
            } finally {
                // The scheduler interrupts its threads to end them.
                Thread.interrupted();
                if (alive.decrementAndGet() == 0) {
                    onNoneLeft.run();
                }
            }
        });
    }

    /** How many have not ended. */
    int alive() {
        return alive.get();
    }

    private static ThreadFactory platform(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** {@code Thread.ofVirtual().name(name + "-", 1).factory()}, which Java 17 cannot compile. */
    private static ThreadFactory virtual(String name) {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Object virtual = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named = builder.getMethod("name", String.class, long.class).invoke(virtual, name + "-", 1L);
            return (ThreadFactory) builder.getMethod("factory").invoke(named);
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            return platform(name);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "virtual threads cannot be made; unset the property"
                            + " reactor.schedulers.defaultBoundedElasticOnVirtualThreads",
                    e);
        }
    }
}
