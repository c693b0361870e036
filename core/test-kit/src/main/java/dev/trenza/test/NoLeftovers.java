package dev.trenza.test;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a process, a thread or a file descriptor behind, and names it: pid and command, thread name
 * and stack, or what the descriptor leads to. A process that was left is killed, so that the next test starts clean.
 *
 * <pre>{@code
 * @ExtendWith(NoLeftovers.class)
 * class ThumbnailsTest {
 *     @Test
 *     void thePoolEndsWithItsUser() {
 *         try (TaskPool pool = WorkerPool.create(1)) {
 *             StepVerifier.create(pool.submit(x -> x + 1, 1)).expectNext(2).verifyComplete();
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>What ends within the patience of 10 s is no leftover. It looks at the whole JVM, so tests that run at the same time
 * in one JVM would be blamed for each other. Descriptors are seen where there is {@code /proc}. Where a class has made
 * something for all its tests, in {@code @BeforeAll} for instance, that is not blamed on a test, but must be gone when the class ends.
 */
public final class NoLeftovers implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NoLeftovers.class);

    private final List<String> ignoredThreads;
    private final Duration patience;

    /** With 10 s of patience, and no thread ignored beyond those of the JVM and of Reactor's shared schedulers. */
    public NoLeftovers() {
        this(List.of(), Duration.ofSeconds(10));
    }

    private NoLeftovers(List<String> ignoredThreads, Duration patience) {
        this.ignoredThreads = ignoredThreads;
        this.patience = patience;
    }

    /** The same, for which threads whose names begin so are nobody's leftover, as those of a library's shared pool. */
    public NoLeftovers ignoringThreads(String... prefixes) {
        return new NoLeftovers(List.of(prefixes), patience);
    }

    /** The same with another time for what is about to end; zero looks once. */
    public NoLeftovers within(Duration newPatience) {
        if (newPatience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative, was " + newPatience);
        }
        return new NoLeftovers(ignoredThreads, newPatience);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    private void begin(ExtensionContext context) {
        context.getStore(NAMESPACE).put(context.getUniqueId(), Leftovers.since(ignoredThreads));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end(context, "the test '" + context.getDisplayName() + "'");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context, "the tests of '" + context.getDisplayName() + "'");
    }

    private void end(ExtensionContext context, String who) {
        Leftovers before = context.getStore(NAMESPACE).remove(context.getUniqueId(), Leftovers.class);
        if (before == null) {
            return;
        }
        try {
            before.requireNone(who, patience);
        } catch (AssertionError e) {
            told(context);
            throw e;
        }
    }

    /** What a test was blamed for is not told of its class again. */
    private void told(ExtensionContext context) {
        for (var outer = context.getParent();
                outer.isPresent();
                outer = outer.get().getParent()) {
            String id = outer.get().getUniqueId();
            if (outer.get().getStore(NAMESPACE).get(id) != null) {
                begin(outer.get());
            }
        }
    }
}
