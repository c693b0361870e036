package dev.trenza.core.process;

import dev.trenza.core.Outcome;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The main of a process with a pool, for tests that kill the parent. Says "ready" when its worker is busy. */
final class ParentMain {

    private ParentMain() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        WorkerPool.Builder builder = WorkerPool.builder().name("parent").workers(2);
        if (args[0].equals("tick")) {
            builder.taskTimeout(Duration.ofSeconds(3)).heartbeatTimeout(Duration.ofMillis(1_500));
        }
        switch (args[0]) {
            case "storm" -> storm();
            case "environment" -> environment();
            case "descriptors" -> {
                withoutDescriptors(false);
                withoutDescriptors(true);
                return;
            }
            default -> {}
        }
        WorkerPool pool = builder.build();
        pool.warmup().block();
        switch (args[0]) {
            case "spin" -> Flux.just(3).transform(pool.outcomes(Deeds::spinAt3)).subscribe();
            case "count" ->
                Flux.just(3).transform(pool.outcomes(Deeds::countAt3)).subscribe();
            case "tick" -> {
                tick(pool);
                return;
            }
            case "serve" -> {
                serve(pool);
                return;
            }
            case "payloads" ->
                Flux.range(0, 20)
                        .map(i -> new byte[1 << 20])
                        .transform(pool.map(Deeds::echo))
                        .blockLast();
            case "child" -> pool.submit(Deeds::leaveAChild, 0).block();
            default -> pool.submit(Deeds::square, 0).block();
        }
        System.out.println("ready");
        if (args[0].equals("exit")) {
            System.in.read();
            System.exit(0);
        }
        new CountDownLatch(1).await();
    }

    /** Runs eight calls of a second each, and tells what became of them. */
    private static void tick(WorkerPool pool) {
        List<String> statuses = Flux.range(0, 8)
                .transform(pool.outcomes(Deeds::waitASecond))
                .map(Outcome::status)
                .doOnNext(status -> System.out.println("ready"))
                .distinct()
                .collectList()
                .block();
        System.out.println(statuses + " restarts " + pool.metrics().restarts());
        pool.close();
    }

    /** Squares what it is told, line by line. */
    private static void serve(WorkerPool pool) throws IOException {
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(pool.submit(Deeds::square, Integer.parseInt(line))
                            .block() + " restarts " + pool.metrics().restarts());
        }
    }

    /** Starts workers all the time. */
    private static void storm() {
        System.out.println("ready");
        while (true) {
            WorkerPool pool = WorkerPool.builder().name("storm").workers(4).build();
            pool.warmup().block();
            pool.closeNow();
        }
    }

    private static Map<String, String> workersEnvironment(int ignored) {
        return new TreeMap<>(System.getenv());
    }

    private static int lengthOfPath(String name) {
        return Path.of(name).toString().length();
    }

    /** Tells what a worker finds in its environment. */
    private static void environment() {
        try (WorkerPool pool = WorkerPool.create(1)) {
            pool.submit(ParentMain::workersEnvironment, 0)
                    .block()
                    .forEach((name, value) -> System.out.println(name + "=" + value));
            System.out.println("a path of "
                    + pool.submit(ParentMain::lengthOfPath, "\u00FC").block());
        }
        System.exit(0);
    }

    /** Starts workers while no descriptor is left. The rehearsal loads the classes, which takes descriptors, too. */
    private static void withoutDescriptors(boolean isReal) throws InterruptedException, IOException {
        CountDownLatch failed = new CountDownLatch(2);
        WorkerPool patient = WorkerPool.builder()
                .workers(1)
                .maxStartFailures(100)
                .launcher(config -> new CountingLauncher(new LazyJvmLauncher(config), failed, !isReal))
                .build();
        WorkerPool impatient = WorkerPool.builder()
                .workers(1)
                .maxStartFailures(2)
                .launcher(config -> new CountingLauncher(new LazyJvmLauncher(config), new CountDownLatch(2), !isReal))
                .build();
        List<InputStream> taken = isReal ? allDescriptors() : new ArrayList<>();
        CompletableFuture<Integer> answer = patient.submit(Deeds::square, 7).toFuture();
        failed.await();
        String problem = impatient
                .submit(Deeds::square, 7)
                .map(String::valueOf)
                .onErrorResume(error -> Mono.just(error.getClass().getSimpleName() + ": " + error.getMessage()))
                .block();
        for (InputStream stream : taken) {
            stream.close();
        }
        System.out.println("patient " + answer.join());
        System.out.println("impatient " + problem);
        patient.close();
        impatient.close();
    }

    private static List<InputStream> allDescriptors() {
        List<InputStream> taken = new ArrayList<>(10_000);
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return taken;
        }
    }

    /** Starts workers, and counts how often that fails. */
    private static final class CountingLauncher implements WorkerLauncher {

        private final WorkerLauncher launcher;
        private final CountDownLatch failed;
        private final boolean isRehearsal;

        CountingLauncher(WorkerLauncher launcher, CountDownLatch failed, boolean isRehearsal) {
            this.launcher = launcher;
            this.failed = failed;
            this.isRehearsal = isRehearsal;
        }

        @Override
        public WorkerProcess launch(int worker, long heapBytes) throws IOException {
            try {
                if (isRehearsal && failed.getCount() > 0) {
                    throw new IOException("rehearsed");
                }
                return launcher.launch(worker, heapBytes);
            } catch (IOException e) {
                failed.countDown();
                throw e;
            }
        }

        @Override
        public void close() {
            launcher.close();
        }
    }
}
