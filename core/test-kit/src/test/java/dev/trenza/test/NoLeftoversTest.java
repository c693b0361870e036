package dev.trenza.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs classes whose tests leave something behind, and looks at how they fail. */
class NoLeftoversTest {

    private static final List<AutoCloseable> LEFT = new ArrayList<>();

    @AfterEach
    void clear() throws Exception {
        for (AutoCloseable left : LEFT) {
            left.close();
        }
        LEFT.clear();
    }

    static void startThread() {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "forgotten-1");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        LEFT.add(end::countDown);
    }

    static Process startProcess() throws IOException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        LEFT.add(() -> {
            process.destroyForcibly();
            process.getInputStream().close();
            process.getErrorStream().close();
            process.getOutputStream().close();
        });
        return process;
    }

    static boolean isLinux() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    static class LeavesAThread {
        @RegisterExtension
        static final NoLeftovers LEFTOVERS = new NoLeftovers().within(Duration.ZERO);

        @Test
        void leaves() {
            startThread();
        }
    }

    static class LeavesAnIgnoredThread {
        @RegisterExtension
        static final NoLeftovers LEFTOVERS =
                new NoLeftovers().ignoringThreads("forgotten-").within(Duration.ZERO);

        @Test
        void leaves() {
            startThread();
        }
    }

    static class LeavesADescriptor {
        @RegisterExtension
        static final NoLeftovers LEFTOVERS = new NoLeftovers().within(Duration.ZERO);

        @Test
        void leaves() throws IOException {
            LEFT.add(FileChannel.open(Files.createTempFile("left", ".txt")));
        }
    }

    static class LeavesAProcess {
        @RegisterExtension
        static final NoLeftovers LEFTOVERS = new NoLeftovers().within(Duration.ZERO);

        @Test
        void leaves() throws IOException {
            startProcess();
        }

        @Test
        void leavesNothing() {}
    }

    static class LeavesWhatTheClassHasMade {
        @RegisterExtension
        static final NoLeftovers LEFTOVERS = new NoLeftovers().within(Duration.ZERO);

        @BeforeAll
        static void make() {
            startThread();
        }

        @Test
        void leavesNothing() {}
    }

    static class EndsALittleLater {
        @RegisterExtension
        static final NoLeftovers LEFTOVERS = new NoLeftovers();

        @Test
        void leaves() throws Exception {
            startThread();
            new Thread(() -> LEFT.forEach(NoLeftoversTest::close), "closer").start();
        }
    }

    private static void close(AutoCloseable left) {
        try {
            left.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String failureOf(Class<?> test) {
        Event failed =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(test))
                        .execute()
                        .allEvents()
                        .failed()
                        .stream()
                        .reduce((one, other) -> {
                            throw new AssertionError("told twice: " + one + " and " + other);
                        })
                        .orElseThrow(() -> new AssertionError(test + " did not fail"));
        return failed.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow()
                .getMessage();
    }

    private static void assertGreen(Class<?> test) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .execute()
                .allEvents()
                .assertStatistics(events -> events.failed(0).aborted(0));
    }

    @Test
    void aThreadIsNamedWithItsStackAndTheRemedy() {
        assertThat(failureOf(LeavesAThread.class))
                .contains("the test 'leaves()' left behind, 0 s after its end:")
                .contains("- thread 'forgotten-1', WAITING")
                .contains("java.util.concurrent.CountDownLatch.await")
                .contains("shut down the executor");
    }

    @Test
    void aThreadThatIsIgnoredIsNone() {
        assertGreen(LeavesAnIgnoredThread.class);
    }

    @Test
    @EnabledIf("isLinux")
    void aDescriptorIsNamedWithItsTarget() {
        assertThat(failureOf(LeavesADescriptor.class))
                .containsPattern("- file descriptor \\d+ -> /.*left.*\\.txt")
                .contains("Close the stream");
    }

    @Test
    void aProcessIsNamedAndKilledSoThatTheNextTestStartsClean() {
        assertThat(failureOf(LeavesAProcess.class))
                .containsPattern("- process \\d+: .*sleep 1000")
                .contains("destroy what the test has started");
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LeavesAProcess.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(1).failed(1));
    }

    @Test
    void whatTheClassHasMadeIsNotBlamedOnItsTests() {
        assertThat(failureOf(LeavesWhatTheClassHasMade.class))
                .contains("the tests of '")
                .contains("forgotten-1");
    }

    @Test
    void whatEndsSoonIsNoLeftover() {
        assertGreen(EndsALittleLater.class);
    }

    @Test
    void aNegativePatienceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoLeftovers().within(Duration.ofSeconds(-1)))
                .withMessageContaining("PT-1S");
    }
}
