package dev.trenza.app.input;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Lets items begin one after the other, each when its {@link Pacing} allows it. Thread-safe; blocks no thread: it looks again
 * by a timer.
 */
public final class StartGate {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** After which somebody may wonder. */
    private static final int LOOKS_UNTIL_TOLD = 10;

    private final Pacing pacing;
    private final MachineLoad machine;
    private final Scheduler timer;
    private final Consumer<String> words;

    // Mutable state, guarded by this
    private final Deque<MonoSink<Void>> waiting = new ArrayDeque<>();
    private boolean isLooking;
    private boolean isOpen;
    private long nextStart;
    private boolean hasStarted;
    private int looks;

    /**
     * Makes a gate.
     *
     * @param timer whose clock counts
     * @param words is told, in a line, what the machine has lacked for some seconds; once until an item begins
     */
    public StartGate(Pacing pacing, MachineLoad machine, Scheduler timer, Consumer<String> words) {
        this.pacing = pacing;
        this.machine = machine;
        this.timer = timer;
        this.words = words;
    }

    /** Completes when it is the subscriber's turn, in the order of subscription. A cancelled one loses its turn. */
    public Mono<Void> pass() {
        if (pacing.isNone()) {
            return Mono.empty();
        }
        return Mono.create(sink -> {
            synchronized (this) {
                waiting.add(sink);
            }
            sink.onCancel(() -> remove(sink));
            look();
        });
    }

    /** Lets all pass from now on, at once. */
    public void open() {
        synchronized (this) {
            isOpen = true;
        }
        for (MonoSink<Void> sink = next(); sink != null; sink = next()) {
            sink.success();
        }
    }

    private synchronized void remove(MonoSink<Void> sink) {
        waiting.remove(sink);
    }

    private synchronized @Nullable MonoSink<Void> next() {
        return waiting.poll();
    }

    private void look() {
        long wait;
        synchronized (this) {
            if ((isLooking && !isOpen) || waiting.isEmpty()) {
                return;
            }
            wait = isOpen ? 0 : millisToWait();
            isLooking = wait > 0;
        }
        if (wait > 0) {
            timer.schedule(this::lookAgain, wait, TimeUnit.MILLISECONDS);
            return;
        }
        MonoSink<Void> sink = next();
        if (sink != null) {
            sink.success(); // Outside of the lock: the item begins on this thread.
            look();
        }
    }

    private void lookAgain() {
        synchronized (this) {
            isLooking = false;
        }
        look();
    }

    /** 0 if the first that waits may begin; its beginning is then noted. */
    private long millisToWait() {
        long now = timer.now(TimeUnit.MILLISECONDS);
        if (hasStarted && now < nextStart) {
            return nextStart - now;
        }
        Optional<String> lack = pacing.lack(machine);
        if (lack.isPresent()) {
            if (++looks == LOOKS_UNTIL_TOLD) {
                words.accept("waiting " + lack.get());
            }
            return LOOK_AGAIN.toMillis();
        }
        looks = 0;
        hasStarted = true;
        nextStart = now + pacing.delay().toMillis();
        return 0;
    }
}
