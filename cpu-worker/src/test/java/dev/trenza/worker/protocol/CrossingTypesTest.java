package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.CallableTask;
import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.task.Wrappers;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which classes cross when a task runs: what was chosen on the parent's side, and nothing that a worker thinks of. */
@SuppressWarnings({"UnusedVariable", "JavaUtilDate", "serial"}) // fields are there to be serialised
class CrossingTypesTest {

    private static final String HERE = "dev.trenza.worker.protocol";
    private static final ClassLoader LOADER = CrossingTypesTest.class.getClassLoader();

    record Order(String id, List<Line> lines) {}

    record Line(Unit unit, int count) {}

    enum Unit {
        PIECE
    }

    static final class Box implements Serializable {
        private static final long serialVersionUID = 1;
        private final Object content;
        private final transient Thread owner = Thread.currentThread();

        Box(Object content) {
            this.content = content;
        }
    }

    record Holder(String name, Object content) {}

    static final class Passing implements Task<String, Map<String, List<TaskDefinition>>> {
        private static final long serialVersionUID = 1;

        @Override
        public Map<String, List<TaskDefinition>> run(String input) {
            return Map.of();
        }
    }

    static final class Contextual implements ContextTask<Integer, java.nio.file.Path> {
        private static final long serialVersionUID = 1;

        @Override
        public java.nio.file.Path run(Integer input, TaskContext context) {
            return java.nio.file.Path.of("x");
        }
    }

    /** Few bytes that are a tree of 2^60 leaves for whoever walks through it; each level stands at the top as well. */
    private static List<Object> folded() {
        List<Object> levels = new ArrayList<>();
        levels.add(new ArrayList<>(List.of(1)));
        for (int i = 0; i < 60; i++) {
            Object last = levels.get(i);
            List<Object> next = new ArrayList<>();
            next.add(last);
            next.add(last);
            levels.add(next);
        }
        return levels;
    }

    @Test
    @Timeout(60)
    void whatSharesItsPartsIsRefusedBeforeAnybodyWalksThroughIt() throws IOException {
        ValueCodec codec = new ValueCodec(new AllowedTypes(List.of(HERE + ".*")), LOADER);
        byte[] folded = codec.encode(new Box(folded()));

        assertThat(folded).hasSizeLessThan(2_000);
        assertThatThrownBy(() -> codec.decode(folded))
                .isInstanceOf(RefusedValueException.class)
                .hasMessageContaining("larger than 10000000 parts if what it shares is counted each time");
    }

    private static Order order(String id) {
        return new Order(id, List.of(new Line(Unit.PIECE, 1)));
    }

    private static ValueCodec parent(Task<?, ?> task, String... allowed) {
        return new ValueCodec(new AllowedTypes(List.of(allowed)), LOADER).forTask(task);
    }

    private static ValueCodec worker(String... allowed) {
        return ValueCodec.inWorker(new AllowedTypes(List.of(allowed)), LOADER);
    }

    /** A task of no package that matters. */
    private static Task<?, ?> foreign() {
        return NamedTask.reference("square", Map.of());
    }

    @Test
    void whatIsSentMayComeBackWithItsPackage() throws IOException {
        ValueCodec parent = parent(foreign());

        Object input = worker().decode(parent.encode(order("a")));

        assertThat(input).isEqualTo(order("a"));
        assertThat(parent.decode(worker().encode(new Holder("b", Unit.PIECE)))).isEqualTo(new Holder("b", Unit.PIECE));
    }

    @Test
    void whatWasNeitherSentNorNamedByTheTaskIsRefusedWithTheWayAndTheRemedy() throws IOException {
        byte[] result = worker().encode(Map.of("orders", List.of(1, order("a"))));

        assertThatThrownBy(() -> parent(foreign()).decode(result))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a " + HERE + ".CrossingTypesTest$Order may not cross the process line")
                .hasMessageContaining("WorkerPool.builder().allow(\"" + HERE + ".CrossingTypesTest$Order\")")
                .hasMessageEndingWith("(at value[orders][1])");
    }

    @Test
    void theTasksOwnPackageAndSignatureAreAllowed() {
        Task<String, Order> lambda = id -> order(id);
        Task<String, Order> reference = CrossingTypesTest::order;

        for (Task<?, ?> task : List.of(lambda, reference, new Passing())) {
            assertThatCode(() -> assertThat(parent(task).decode(worker().encode(order("a"))))
                            .isEqualTo(order("a")))
                    .as("%s", task)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aSignatureIsReadToWhatItsRecordsHold() {
        assertThat(TaskTypes.packagesOf(new Passing())).contains(HERE);
        assertThat(TaskTypes.packagesOf(new Contextual())).contains(HERE).noneMatch(name -> name.startsWith("java"));
        assertThat(TaskTypes.packagesOf(foreign())).isEmpty();
    }

    @Test
    void whatIsKnownForAttacksCrossesByItsNameOnly() {
        assertThat(new AllowedTypes(List.of("org.**")).matches("org.springframework.core.X"))
                .isFalse();
        assertThat(new AllowedTypes(List.of("org.springframework.**")).matches("org.springframework.core.X"))
                .isTrue();
        assertThat(new AllowedTypes(List.of("org.springframework.core.X")).matches("org.springframework.core.X"))
                .isTrue();
        assertThatThrownBy(() -> parent(foreign()).encode(new URL("http", "localhost", "")))
                .hasMessageContaining("java.net.URL may not cross");
        assertThatCode(() -> parent(foreign(), "java.net.URL").encode(new URL("http", "localhost", "")))
                .doesNotThrowAnyException();
    }

    @Test
    void aWorkerTakesWhatWasChosenForItButNoAttack() throws IOException {
        byte[] url = parent(foreign(), "java.net.URL").encode(new URL("http", "localhost", ""));

        assertThatThrownBy(() -> worker().decode(url)).hasMessageContaining("java.net.URL may not cross");
        assertThatCode(() -> worker("java.net.URL").decode(url)).doesNotThrowAnyException();
    }

    @Test
    void valuesOfTheJdkCrossWithoutPermission() throws IOException {
        for (Object value : List.of(
                new Date(0),
                new java.util.BitSet(),
                java.net.InetAddress.getLoopbackAddress(),
                Optional.of(Unit.PIECE),
                java.time.DayOfWeek.MONDAY,
                new java.io.File("a/b"),
                java.util.OptionalInt.of(-7),
                java.util.OptionalInt.empty(),
                java.util.OptionalLong.of(Long.MIN_VALUE),
                java.util.OptionalDouble.of(Double.MIN_VALUE),
                Map.entry("key", List.of(Unit.PIECE)),
                new java.util.AbstractMap.SimpleEntry<>("key", 1),
                new java.util.GregorianCalendar(java.util.TimeZone.getTimeZone("Europe/Madrid")),
                java.util.TimeZone.getTimeZone("Asia/Tokyo"),
                java.util.EnumSet.noneOf(java.time.temporal.ChronoUnit.class),
                java.time.temporal.WeekFields.ISO,
                java.time.chrono.JapaneseDate.of(2020, 1, 1))) {
            assertThat(worker().decode(parent(foreign()).encode(value))).isEqualTo(value);
        }
        assertThat(worker().decode(parent(foreign()).encode(Pattern.compile("a+"))))
                .hasToString("a+");
        assertThat(parent(foreign()).decode(worker().encode(new java.io.IOException("full", new Exception("why")))))
                .isInstanceOf(java.io.IOException.class)
                .hasToString("java.io.IOException: full")
                .extracting(thrown -> ((Throwable) thrown).getCause())
                .hasToString("java.lang.Exception: why");
    }

    static final class Ordering implements java.util.concurrent.Callable<Object>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public Order call() {
            return order("a");
        }
    }

    @Test
    void whatAWrappedTaskNamesIsAllowed() {
        Task<String, Object> inner = CrossingTypesTest::order;
        for (Task<?, ?> wrapper :
                List.of(CallableTask.of(new Ordering()), Wrappers.twice(inner), Wrappers.later(inner))) {
            assertThat(TaskTypes.packagesOf(wrapper)).as("%s", wrapper).contains(HERE);
        }
    }

    @Test
    void whatIsInASerialisedObjectIsAskedForByTheSender() {
        Box box = new Box(new Object[] {new URLHolder()});

        assertThatThrownBy(() -> parent(foreign()).encode(box))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("java.net.URL may not cross")
                .hasMessageEndingWith("(at value.content[0].url)");
    }

    static final class URLHolder implements Serializable {
        private static final long serialVersionUID = 1;
        private final URL url;

        URLHolder() {
            try {
                url = new URL("http", "localhost", "");
            } catch (java.net.MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void whatIsNotSerialisableIsToldWithTheWayToIt() {
        Box box = new Box(new ArrayList<>(List.of(1, Map.of("k", new Object[] {new Object()}))));

        assertThatThrownBy(() -> parent(foreign()).encode(new Holder("a", List.of(box))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it holds a java.lang.Object, which is not Serializable")
                .hasMessageEndingWith("(at value.content[0].content[1][k][0])");
        assertThatThrownBy(() -> parent(foreign()).encode(new Holder("a", Optional.of(Thread.currentThread()))))
                .hasMessageContaining("a java.lang.Thread cannot be sent: it is neither a record nor Serializable")
                .hasMessageEndingWith("(at value.content.get())");
    }

    @Test
    void noProxyCrosses() {
        InvocationHandler handler = (InvocationHandler & Serializable) (proxy, method, arguments) -> null;
        Object proxy = Proxy.newProxyInstance(LOADER, new Class<?>[] {Comparable.class, Serializable.class}, handler);

        assertThatThrownBy(() -> parent(foreign()).encode(new Box(proxy))).hasMessageContaining("proxy");
        assertThatThrownBy(() -> {
                    byte[] bytes;
                    try (var out = new java.io.ByteArrayOutputStream();
                            var objects = new java.io.ObjectOutputStream(out)) {
                        objects.writeObject(proxy);
                        objects.flush();
                        bytes = out.toByteArray();
                    }
                    ByteSink sink = new ByteSink(16);
                    sink.u8(ValueTag.SERIALISED.code());
                    ValueCodec.bytes(sink, bytes);
                    parent(foreign(), HERE + ".**").decode(sink.toByteArray());
                })
                .hasRootCauseInstanceOf(InvalidClassException.class);
    }

    @Test
    void aRunTellsWhatItHasLearned() throws IOException {
        ValueCodec parent = parent(foreign(), "com.acme.Invoice");
        byte[] unused = parent.encode(order("a"));

        assertThat(parent.allowedResults()).containsExactly("com.acme.Invoice", HERE + ".*");
    }

    @Test
    void whatOneRunHasLearnedIsNotAllowedInAnother() throws IOException {
        ValueCodec pool = new ValueCodec(AllowedTypes.NONE, LOADER);
        byte[] sent = pool.forTask(foreign()).encode(order("a"));

        assertThatThrownBy(() -> pool.forTask(foreign()).decode(sent)).hasMessageContaining("may not cross");
    }
}
