package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What befalls the JVM that has the pool, and what its workers get of it. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class ParentFaultIT {

    /** Measured: less than half a second. A machine that is busy starts the JVM first that is to see its parent gone. */
    private static final Duration GONE = Duration.ofSeconds(10);

    @TempDir
    Path temporary;

    private Path directory() throws IOException {
        return temporary.toRealPath();
    }

    private static void awaitGone(ParentProcess parent) {
        await().atMost(GONE)
                .untilAsserted(() ->
                        assertThat(parent.family()).filteredOn(Running::is).isEmpty());
    }

    private static void send(String signal, String to) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + to)
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    @Test
    void nothingIsLeftOfAParentThatIsKilledWhileItStartsWorkers() throws Exception {
        for (int members = 2; members <= 5; members++) {
            try (ParentProcess parent = ParentProcess.start(directory(), "storm")) {
                assertThat(parent.line()).isEqualTo("ready");
                int enough = members;
                await().until(() -> parent.family().size() >= enough);

                parent.kill();

                awaitGone(parent);
            }
        }
    }

    @Test
    void aPipesEndThatSomebodyElseHoldsKeepsNoWorkerAlive() throws Exception {
        List<RandomAccessFile> leaked = new ArrayList<>();
        try (ParentProcess parent = ParentProcess.start(directory(), "spin")) {
            assertThat(parent.line()).isEqualTo("ready");
            leaked.addAll(pipesOf(parent.pid()));
            assertThat(leaked).hasSizeGreaterThanOrEqualTo(6);

            parent.kill();

            awaitGone(parent);
        } finally {
            for (RandomAccessFile pipe : leaked) {
                pipe.close();
            }
        }
    }

    /** Both ends of all pipes of a process, as if native code there had forked this one. */
    private static List<RandomAccessFile> pipesOf(long pid) throws IOException {
        List<RandomAccessFile> pipes = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).toString().startsWith("pipe:")) {
                    pipes.add(new RandomAccessFile(descriptor.toFile(), "rw"));
                }
            }
        }
        return pipes;
    }

    @Test
    void workersDoNotHearTheTerminalAndEndWithTheirParentThatDoes() throws Exception {
        try (ParentProcess parent = ParentProcess.start(directory(), "serve", List.of("setsid"), System.getenv())) {
            assertThat(parent.line()).isEqualTo("ready");
            for (ProcessHandle worker : parent.handle().descendants().toList()) {
                send("HUP", Long.toString(worker.pid()));
                send("INT", Long.toString(worker.pid()));
            }
            parent.type("7");
            assertThat(parent.line()).isEqualTo("49 restarts 0");

            send("HUP", "-" + parent.pid());
            boolean hears = !ignoresHangUps(parent.pid());
            if (!hears) {
                send("TERM", Long.toString(parent.pid()));
            }

            assertThat(parent.waitFor()).isEqualTo(hears ? 129 : 143);
            awaitGone(parent);
        }
    }

    /** As under nohup, from which it inherits that. */
    private static boolean ignoresHangUps(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Character.digit(line.charAt(line.length() - 1), 16) & 1) != 0);
    }

    @Test
    void whatAKilledParentHasLeftIsRemovedByTheNext() throws Exception {
        String left;
        try (ParentProcess parent = ParentProcess.start(directory(), "serve")) {
            assertThat(parent.line()).isEqualTo("ready");
            parent.kill();
            awaitGone(parent);
            assertThat(parent.poolDirectories()).hasSize(1);
            left = parent.poolDirectories().get(0);
        }

        try (ParentProcess next = ParentProcess.start(directory(), "serve")) {
            assertThat(next.line()).isEqualTo("ready");

            assertThat(next.poolDirectories()).hasSize(1).doesNotContain(left);
        }
    }

    @Test
    void callsWaitWhileNoDescriptorIsLeftAndAPoolThatIsGivenUpSaysWhy() throws Exception {
        List<String> fewDescriptors = List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh");
        try (ParentProcess parent = ParentProcess.start(directory(), "descriptors", fewDescriptors, System.getenv())) {
            List<String> lines = parent.lines();

            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).isEqualTo("patient 49");
            assertThat(lines.get(1))
                    .startsWith("impatient WorkerStartException: ")
                    .contains("rehearsed");
            assertThat(lines.get(2)).isEqualTo("patient 49");
            assertThat(lines.get(3))
                    .startsWith("impatient WorkerStartException: ")
                    .contains("Too many open files");
            assertThat(parent.poolDirectories()).isEmpty();
        }
    }

    @Test
    void anErrorAtAStartIsAFailureLikeAnother() {
        AtomicInteger launches = new AtomicInteger();
        try (WorkerPool pool = WorkerPool.builder()
                .workers(1)
                .launcher(config -> new FailingLauncher(new LazyJvmLauncher(config), launches))
                .build()) {
            assertThat(pool.submit(Deeds::square, 7).block(Duration.ofSeconds(60)))
                    .isEqualTo(49);
            assertThat(launches).hasValue(3);
        }
    }

    /** Cannot start the first two, as a JVM that can start no more threads. */
    private record FailingLauncher(WorkerLauncher launcher, AtomicInteger launches) implements WorkerLauncher {

        @Override
        public WorkerProcess launch(int worker, long heapBytes) throws IOException {
            if (launches.incrementAndGet() < 3) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return launcher.launch(worker, heapBytes);
        }

        @Override
        public void close() {
            launcher.close();
        }
    }

    @Test
    void nothingOfTheParentsEnvironmentReachesAWorkerButWhatIsHarmless() throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory().toString());
        environment.put("USER", "acme");
        environment.put("TZ", "UTC");
        environment.put("LANG", "C");
        Map<String, String> secrets = Map.of(
                "LD_PRELOAD", "/no/such/library.so",
                "LD_LIBRARY_PATH", "/no/such/directory",
                "JAVA_TOOL_OPTIONS", "-Dacme=tool",
                "_JAVA_OPTIONS", "-Dacme=undocumented",
                "JDK_JAVA_OPTIONS", "-Dacme=launcher",
                "CLASSPATH", "/no/such/directory",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "TRENZA_DEBUG", "1");
        environment.putAll(secrets);
        try (ParentProcess parent = ParentProcess.start(directory(), "environment", List.of(), environment)) {
            List<String> lines = parent.lines();

            assertThat(lines)
                    .contains("PATH=" + System.getenv("PATH"), "USER=acme", "TZ=UTC", "LANG=C", "LC_ALL=C.UTF-8")
                    .contains("HOME=" + directory())
                    .last()
                    .isEqualTo("a path of 1");
            assertThat(lines.subList(0, lines.size() - 1))
                    .extracting(line -> line.substring(0, line.indexOf('=')))
                    .as("a shell may add some of its own")
                    .allMatch(name -> name.matches("PATH|HOME|USER|TZ|LANG|LC_ALL|PWD|OLDPWD|SHLVL|_"));
        }
    }
}
