package dev.trenza.app.drill;

import dev.trenza.app.run.PoolFactory;
import dev.trenza.app.run.PoolSettings;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPoolException;
import dev.trenza.core.process.Sandbox;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Where drills take place: makes a pool for each, runs the misdeed among healthy items, and looks. Thread-safe. */
public final class DrillGround {

    /** Healthy items in each drill: the hostile one is in their middle. */
    public static final int HEALTHY = 200;

    /** What a stop may take beyond the time-out: the grace period, a stack, a kill, on a machine that is busy. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Duration UNTIL_GONE = Duration.ofSeconds(2);
    private static final int SHOWN = 3;
    private static final int DETAIL_LENGTH = 300;

    private final PoolFactory factory;
    private final PoolSettings settings;
    private final Duration timeout;
    private final Duration patience;

    /**
     * Drills workers of these settings.
     *
     * @param timeout of a task, which the settings have
     * @param patience how long a drill may take at most
     */
    public DrillGround(PoolFactory factory, PoolSettings settings, Duration timeout, Duration patience) {
        this.factory = factory;
        this.settings = settings;
        this.timeout = timeout;
        this.patience = patience;
    }

    /** Carries out one drill. */
    public Verdict drill(Drill drill) {
        boolean isIsolated = settings.sandbox().level() == Sandbox.Level.ISOLATED;
        return Verdict.of(drill, observe(drill), timeout, SLACK, isIsolated);
    }

    private Observation observe(Drill drill) {
        Set<ProcessHandle> before = descendants();
        Set<ProcessHandle> seen = new HashSet<>();
        List<Outcome<Object, Object>> outcomes = new CopyOnWriteArrayList<>();
        Duration nextAnswer = Duration.ofNanos(-1);
        String problem = "";
        boolean isOver = false;
        WorkerPool pool = factory.workers("drill", settings, output -> {});
        try {
            isOver = run(pool, drill, outcomes);
            nextAnswer = isOver ? nextAnswer(pool) : nextAnswer;
        } catch (TaskPoolException e) {
            problem = String.valueOf(e.getMessage());
        } finally {
            seen.addAll(descendants());
            pool.closeNow();
        }
        seen.removeAll(before);
        Outcome<Object, Object> hostile = outcomes.stream()
                .filter(outcome -> outcome.item().equals(drill.word()))
                .findFirst()
                .orElse(null);
        List<String> wrong = new ArrayList<>();
        int answered = count(outcomes, drill, wrong);
        return new Observation(
                statuses(outcomes, drill),
                detail(hostile),
                Duration.ofNanos(hostile == null ? 0 : hostile.execution().runNanos()),
                HEALTHY,
                answered,
                wrong,
                isOver,
                patience,
                nextAnswer,
                left(seen, settings.sandbox().level() == Sandbox.Level.ISOLATED ? null : hostile),
                problem);
    }

    private static Set<ProcessHandle> descendants() {
        return new HashSet<>(ProcessHandle.current().descendants().toList());
    }

    private static Task<@Nullable Object, @Nullable Object> task() {
        return NamedTask.reference("drill", Map.of());
    }

    /** Runs all items; tells whether they ended in time. */
    private boolean run(WorkerPool pool, Drill drill, List<Outcome<Object, Object>> outcomes) {
        int half = HEALTHY / 2;
        Flux<Object> items =
                Flux.concat(Flux.range(0, half), Flux.just(drill.word()), Flux.range(half, HEALTHY - half));
        return Boolean.TRUE.equals(pool.<Object, Object>outcomes(task())
                .apply(items)
                .doOnNext(outcomes::add)
                .then()
                .thenReturn(true)
                .timeout(patience)
                .onErrorReturn(TimeoutException.class, false)
                .block());
    }

    private Duration nextAnswer(WorkerPool pool) {
        long begun = System.nanoTime();
        Object answer = pool.<Object, Object>submit(task(), 7)
                .timeout(patience)
                .onErrorReturn(TimeoutException.class, "none")
                .block();
        return Duration.ofNanos(Objects.equals(answer, 49L) ? System.nanoTime() - begun : -1);
    }

    private static List<String> statuses(List<Outcome<Object, Object>> outcomes, Drill drill) {
        return outcomes.stream()
                .filter(outcome -> outcome.item().equals(drill.word()))
                .map(Outcome::status)
                .toList();
    }

    private static String detail(@Nullable Outcome<Object, Object> hostile) {
        if (hostile instanceof Outcome.Failure<Object, Object> failure) {
            String message = failure.failure().getMessage();
            return message.length() <= DETAIL_LENGTH ? message : message.substring(0, DETAIL_LENGTH) + "...";
        }
        return "";
    }

    /** Counts the healthy items that have their right result, and notes outcomes that are no such thing. */
    private static int count(List<Outcome<Object, Object>> outcomes, Drill drill, List<String> wrong) {
        BitSet right = new BitSet(HEALTHY);
        for (Outcome<Object, Object> outcome : outcomes) {
            if (outcome.item().equals(drill.word())) {
                continue;
            }
            int item = (Integer) outcome.item();
            boolean isRight = outcome instanceof Outcome.Success<Object, Object> success
                    && Objects.equals(success.value(), (long) item * item)
                    && !right.get(item);
            if (isRight) {
                right.set(item);
            } else if (wrong.size() < SHOWN) {
                wrong.add("item " + item + " " + outcome.status() + " " + detail(outcome));
            }
        }
        return right.cardinality();
    }

    /**
     * What was started for the drill and has not ended: workers, and what the misdeed says that it left.
     *
     * @param hostile {@code null} from a sandbox too, whose processes have numbers of their own
     */
    private static List<Long> left(Set<ProcessHandle> seen, @Nullable Outcome<Object, Object> hostile) {
        Stream<ProcessHandle> child =
                hostile instanceof Outcome.Success<Object, Object> success && success.value() instanceof Long pid
                        ? ProcessHandle.of(pid).stream()
                        : Stream.empty();
        return Stream.concat(seen.stream(), child)
                .distinct()
                .filter(process -> !isGoneSoon(process))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static boolean isGoneSoon(ProcessHandle process) {
        try {
            process.onExit().get(UNTIL_GONE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            return !process.isAlive();
        }
    }
}
