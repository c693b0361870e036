package dev.trenza.worker.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.ContextTask;
import dev.trenza.task.Parameters;
import dev.trenza.task.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProgramTaskTest {

    @TempDir
    private Path folder;

    // Exits

    public static final class Exits {
        public static void main(String[] args) {
            System.out.println("before " + args[0]);
            exit(args[0]);
            System.out.println("after");
        }

        private static void exit(String how) {
            int status = how.length();
            IntConsumer reference = "method".equals(how) ? System::exit : Runtime.getRuntime()::exit;
            switch (how) {
                case "system" -> System.exit(status);
                case "runtime" -> Runtime.getRuntime().exit(status);
                case "halt" -> Runtime.getRuntime().halt(status);
                case "throws" -> throw new IllegalStateException("thrown");
                default -> reference.accept(status);
            }
        }
    }

    @Test
    void anExitIsTheItemsStatusHoweverItIsCalled() throws Exception {
        for (String how : List.of("system", "runtime", "halt", "method", "bound-method")) {
            Map<?, ?> result = run(Exits.class, Map.of(), how);

            assertThat(result.get("exit")).as(how).isEqualTo(how.length());
            assertThat(folder.resolve("0.out")).hasContent("before " + how + "\n");
        }
    }

    @Test
    void anUncaughtExceptionIsStatus1WithItsStack() throws Exception {
        Map<?, ?> result = run(Exits.class, Map.of(), "throws");

        assertThat(result.get("exit")).isEqualTo(1);
        assertThat(folder.resolve("0.err")).content().matches("""
                        Exception in thread "main" java.lang.IllegalStateException: thrown
                        \\tat [\\w.]+\\$Exits.exit\\(ProgramTaskTest.java:\\d+\\)
                        \\tat [\\w.]+\\$Exits.main\\(ProgramTaskTest.java:\\d+\\)
                        """);
    }

    public static final class ExitsTwice {
        public static void main(String[] args) {
            try {
                System.exit(3);
            } catch (Throwable e) {
                System.out.println("unheard");
                System.exit(4);
            }
        }
    }

    @Test
    void theFirstExitCountsAndNothingIsHeardAfterIt() throws Exception {
        Map<?, ?> result = run(ExitsTwice.class, Map.of(), "x");

        assertThat(result.get("exit")).isEqualTo(3);
        assertThat(folder.resolve("0.out")).doesNotExist();
    }

    public static final class ExitsElsewhere {
        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            new Thread(() -> System.exit(5)).start();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void anotherThreadMayExitAndTheHooksRun() throws Exception {
        Map<?, ?> result = run(ExitsElsewhere.class, Map.of(), "x");

        assertThat(result.get("exit")).isEqualTo(5);
        assertThat(folder.resolve("0.out")).hasContent("hook\n");
    }

    public static final class WorksOn {
        public static void main(String[] args) {
            Thread thread = new Thread(() -> System.out.println("worked on as " + args[0]));
            thread.setDaemon(false);
            thread.start();
        }
    }

    @Test
    void theItemLastsAsLongAsItsThreads() throws Exception {
        run(WorksOn.class, Map.of(), "x");

        assertThat(folder.resolve("0.out")).hasContent("worked on as x\n");
    }

    public static final class Spins {
        public static void main(String[] args) {
            Thread thread = new Thread(() -> {
                while (!Boolean.getBoolean("trenza.test.end")) {
                    Thread.onSpinWait();
                }
            });
            thread.setName("left behind");
            thread.start();
            System.exit(0);
        }
    }

    @Test
    void aThreadThatWorksOnAfterAnExitSpoilsTheWorkerAndSaysTheStatus() throws InterruptedException {
        try {
            assertThatThrownBy(() -> run(Spins.class, Map.of(), "x"))
                    .isInstanceOf(SpoiledWorkerError.class)
                    .extracting(thrown -> SpoiledWorkerError.status(thrown.getMessage()))
                    .isEqualTo(0);
        } finally {
            endThreadsLeftBehind();
        }
    }

    private static void endThreadsLeftBehind() throws InterruptedException {
        System.setProperty("trenza.test.end", "true");
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("left behind")) {
                thread.join();
            }
        }
        System.clearProperty("trenza.test.end");
    }

    // What an item leaves

    public static final class LeavesADaemon {
        public static void main(String[] args) {
            Thread thread = new Thread(() -> {
                while (!Boolean.getBoolean("trenza.test.end")) {
                    try {
                        System.out.println("not heard, for its program is over");
                        new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        System.out.println("nor this");
                    }
                }
            });
            thread.setName("left behind");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Test
    void whatOutlivesItsProgramIsHeardNowhere() throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream worker = new ByteArrayOutputStream();
        System.setOut(new PrintStream(worker, true, StandardCharsets.UTF_8));
        try {
            run(LeavesADaemon.class, Map.of(), "x");
            run(WorksOn.class, Map.of(), "y");
            System.out.println("the worker's own");
        } finally {
            System.setOut(out);
            endThreadsLeftBehind();
        }

        assertThat(worker).hasToString("the worker's own\n");
        assertThat(folder.resolve("0.out")).hasContent("worked on as y\n");
    }

    public static final class ChangesEverything {
        private static final PrintStream OUT = System.out;
        private static int items;

        public static void main(String[] args) throws IOException {
            items++;
            OUT.println(items + " " + new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
            System.setProperty("trenza.test", "changed");
            Locale.setDefault(Locale.ITALY);
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            System.setOut(new PrintStream(System.err, true));
            OUT.close();
            OUT.println("unheard");
        }
    }

    @Test
    void whatAnItemChangesIsPutBackAndItsClassesStay() throws Exception {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        PrintStream out = System.out;
        Path input = Files.writeString(folder.resolve("input"), "read");
        ContextTask<Object, Object> task = task(ChangesEverything.class, Map.of("stdin", "{}"));

        task.run(input.toString(), TaskContext.DETACHED);
        task.run(input.toString(), TaskContext.DETACHED);

        assertThat(folder.resolve("0.out")).hasContent("2 read\n");
        assertThat(System.getProperty("trenza.test")).isNull();
        assertThat(Locale.getDefault()).isEqualTo(locale);
        assertThat(TimeZone.getDefault()).isEqualTo(zone);
        assertThat(System.out).isSameAs(out);
    }

    public static final class FailsToInitialise {
        private static final int ANSWER = answer();

        private static int answer() {
            Path seen = Path.of(System.getProperty("trenza.test.seen"));
            if (!Files.exists(seen)) {
                throw new IllegalStateException("not yet");
            }
            return 42;
        }

        public static void main(String[] args) {
            System.out.println(ANSWER + " " + System.getProperty("java.class.path"));
        }
    }

    @Test
    void aClassThatCouldNotBeInitialisedIsTriedAgainAsInANewJvm() throws Exception {
        Path seen = folder.resolve("seen");
        System.setProperty("trenza.test.seen", seen.toString());
        ContextTask<Object, Object> task = task(FailsToInitialise.class, Map.of());

        try {
            Map<?, ?> first = (Map<?, ?>) task.run("a", TaskContext.DETACHED);
            Files.createFile(seen);
            Map<?, ?> second = (Map<?, ?>) task.run("b", TaskContext.DETACHED);

            assertThat(List.of(first.get("exit"), second.get("exit"))).isEqualTo(List.of(1, 0));
        } finally {
            System.clearProperty("trenza.test.seen");
        }

        assertThat(folder.resolve("0.err")).content().contains("ExceptionInInitializerError", "not yet");
        assertThat(folder.resolve("0.out")).content().startsWith("42 ").endsWith("test-classes\n");
    }

    public static final class ExitsBeforeItBegins {
        static {
            System.exit(6);
        }

        public static void main(String[] args) {
            System.out.println("not reached");
        }
    }

    @Test
    void anExitWhileAClassIsInitialisedDoesNotBreakItForTheNextItem() throws Exception {
        ContextTask<Object, Object> task = task(ExitsBeforeItBegins.class, Map.of());

        Map<?, ?> first = (Map<?, ?>) task.run("a", TaskContext.DETACHED);
        Map<?, ?> second = (Map<?, ?>) task.run("b", TaskContext.DETACHED);

        assertThat(List.of(first.get("exit"), second.get("exit"))).isEqualTo(List.of(6, 6));
        assertThat(folder.resolve("0.err")).doesNotExist();
    }

    public static final class HandlesItsOwn {
        public static void main(String[] args) {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> System.err.println("own " + thrown));
            throw new IllegalStateException("thrown");
        }
    }

    @Test
    void theHandlerOfTheMainThreadIsAsked() throws Exception {
        Map<?, ?> result = run(HandlesItsOwn.class, Map.of(), "x");

        assertThat(result.get("exit")).isEqualTo(1);
        assertThat(folder.resolve("0.err")).hasContent("own java.lang.IllegalStateException: thrown\n");
    }

    @SuppressWarnings("removal")
    public static final class GuardsItself {
        public static void main(String[] args) {
            System.setSecurityManager(null);
            System.setSecurityManager(new SecurityManager());
        }
    }

    @Test
    void aSecurityManagerDoesNotStayForOthers() throws Exception {
        Map<?, ?> result = run(GuardsItself.class, Map.of(), "x");

        assertThat(result.get("exit")).isEqualTo(1);
        assertThat(folder.resolve("0.err")).content().contains("java.lang.UnsupportedOperationException");
    }

    static class OfAnInstance {
        private final String greeting;

        OfAnInstance() {
            greeting = "hello";
        }

        void main() {
            System.out.println(greeting);
        }
    }

    @Test
    void aMainOfAnInstanceIsFoundFromJava25On() throws Exception {
        assertThatThrownBy(() -> MainMethod.of(OfAnInstance.class, 17)).isInstanceOf(NoSuchMethodException.class);
        PrintStream out = System.out;
        ByteArrayOutputStream heard = new ByteArrayOutputStream();

        System.setOut(new PrintStream(heard, true, StandardCharsets.UTF_8));
        try {
            MainMethod.of(OfAnInstance.class, 25).invoke(new String[] {"x"});
        } finally {
            System.setOut(out);
        }

        assertThat(heard).hasToString("hello\n");
    }

    @Test
    void aStdinThatIsNoFileIsNamed() {
        assertThatThrownBy(() -> run(ChangesEverything.class, Map.of("stdin", "{/}.in", "stdin-from", "/none"), "a/b"))
                .isInstanceOf(IOException.class)
                .hasMessage("'/none/b.in', which stdin is to come from, does not exist");
        assertThatThrownBy(() -> run(ChangesEverything.class, Map.of("stdin", "{}"), folder.toString()))
                .hasMessage("'" + folder + "', which stdin is to come from, is a directory");
    }

    @Test
    void freshClassesRememberNothing() throws Exception {
        ContextTask<Object, Object> task = task(ChangesEverything.class, Map.of("fresh-classes", true));

        task.run("a", TaskContext.DETACHED);
        task.run("b", TaskContext.DETACHED);

        assertThat(folder.resolve("0.out")).hasContent("1 \n");
    }

    public static final class Floods {
        public static void main(String[] args) {
            byte[] much = new byte[1 << 16];
            for (int i = 0; i < 100; i++) {
                System.out.write(much, 0, much.length);
            }
        }
    }

    @Test
    void whatIsTooMuchIsDroppedAndCounted() throws Exception {
        Map<?, ?> result = run(Floods.class, Map.of("max-output", "1m"), "x");

        assertThat(folder.resolve("0.out")).hasSize(1 << 20);
        assertThat(result.get("stdoutDropped")).isEqualTo((100L << 16) - (1 << 20));
    }

    @Test
    void withoutAFolderTheResultHoldsTheOutputAndAStatusIsAFailure() throws Exception {
        ContextTask<Object, Object> task = inMemory(WorksOn.class);

        Object result = task.run("x", TaskContext.DETACHED);

        assertThat(result).isEqualTo(Map.of("exit", 0, "stdout", "worked on as x\n", "stderr", ""));
        assertThatThrownBy(() -> inMemory(Exits.class).run("throws", TaskContext.DETACHED))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with exit status 1: ");
    }

    @Test
    void aCancelledItemEndsWhenItsThreadsHave() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> run(ExitsElsewhereNever.class, Map.of(), "x"))
                .isInstanceOf(InterruptedException.class);
    }

    public static final class ExitsElsewhereNever {
        public static void main(String[] args) throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    private Map<?, ?> run(Class<?> program, Map<String, Object> more, String item) throws Exception {
        return (Map<?, ?>) task(program, more).run(item, TaskContext.DETACHED);
    }

    private ContextTask<Object, Object> task(Class<?> program, Map<String, Object> more) {
        Map<String, Object> parameters = new HashMap<>(more);
        parameters.put("results", folder.toString());
        return create(program, parameters);
    }

    private static ContextTask<Object, Object> inMemory(Class<?> program) {
        return create(program, new HashMap<>());
    }

    @SuppressWarnings("unchecked")
    private static ContextTask<Object, Object> create(Class<?> program, Map<String, Object> parameters) {
        parameters.put("main", program.getName());
        parameters.put(
                "class-path",
                Path.of(program.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString());
        ProgramTask task = new ProgramTask();
        return (ContextTask<Object, Object>) (Object) task.create(Parameters.of("exec", task.parameters(), parameters));
    }
}
