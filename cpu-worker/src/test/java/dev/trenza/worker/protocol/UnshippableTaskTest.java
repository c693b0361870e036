package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trenza.task.Task;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is refused before it leaves, by what people try, and what they are told. */
@SuppressWarnings("serial") // of fields that cannot be written: these are the point
class UnshippableTaskTest {

    private static final String HERE = UnshippableTaskTest.class.getName();

    /** Not Serializable. */
    static class Connection {
        int port() {
            return 80;
        }
    }

    static final class PooledConnection extends Connection {}

    static final class ConsoleLogger {}

    static final class Orders implements Serializable {
        private static final long serialVersionUID = 1;
        private final String name = "orders";
        private final transient Connection forgotten = new Connection();
        private final Connection connection = new PooledConnection();

        Task<Integer, Integer> load() {
            return x -> x + connection.port();
        }

        int size() {
            return name.length() + forgotten.port();
        }
    }

    record Settings(String name, Map<String, List<Object>> parts) implements Serializable {}

    /** A bean, as Spring has them. */
    private final int factor = 3;

    private int scale(int x) {
        return factor * x;
    }

    private static String refusal(Task<?, ?> task) {
        Throwable refusal = catchThrowable(() -> TaskDefinition.of(task));
        assertThat(refusal).isInstanceOf(IOException.class);
        return refusal.getMessage();
    }

    private static <T> Task<T, T> capturing(Object captured) {
        return x -> {
            Objects.requireNonNull(captured);
            return x;
        };
    }

    @Test
    void aFieldOfWhatIsCapturedIsToldWithTheWayToIt() {
        assertThat(refusal(new Orders().load()))
                .isEqualTo("task 'lambda in UnshippableTaskTest.Orders.load' cannot be shipped to a worker:"
                        + " lambda in UnshippableTaskTest.Orders.load -> captured argument 1 (" + HERE + "$Orders)"
                        + " -> field 'connection' (" + HERE + "$Connection, here " + HERE + "$PooledConnection)"
                        + " is not Serializable; let it implement Serializable, pass it as part of the input, or make it"
                        + " inside the task, keep it in a static field (each worker then has its own), or make it in the"
                        + " pool's initializer");
    }

    @Test
    void aCapturedArgumentIsTold() {
        Connection connection = new Connection();
        int other = 7;
        Task<Integer, Integer> task = x -> x + other + connection.port();

        assertThat(refusal(task)).contains("-> captured argument 2 (" + HERE + "$Connection) is not Serializable;");
    }

    @Test
    void theReceiverOfAMethodReferenceIsTold() {
        Task<Object, Boolean> task = new Connection()::equals;

        assertThat(refusal(task))
                .contains("Object::equals -> captured argument 1 (" + HERE + "$Connection) is not Serializable");
    }

    @Test
    void theWayLeadsThroughRecordsMapsListsArraysAndReferences() {
        Map<String, List<Object>> parts = new HashMap<>();
        parts.put("fine", List.of(1, "2"));
        parts.put("bad", new ArrayList<>(List.of("fine", new Object[] {1, new AtomicReference<>(new Connection())})));

        assertThat(refusal(capturing(new Settings("a", parts))))
                .contains("captured argument 1 (" + HERE + "$Settings) -> field 'parts' (java.util.Map, here"
                        + " java.util.HashMap) -> value of key 'bad' (java.util.ArrayList) -> element 1"
                        + " (java.lang.Object[]) -> element 1 (java.util.concurrent.atomic.AtomicReference) -> its value ("
                        + HERE + "$Connection) is not Serializable");
    }

    @Test
    void aCycleIsFollowedOnce() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        cycle.add(new Connection());

        assertThat(refusal(capturing(cycle))).contains("element 1 (" + HERE + "$Connection)");
    }

    @Test
    void whatAnInnerClassHoldsIsTold() {
        Connection connection = new Connection();
        Task<Integer, Integer> anonymous = new Task<>() {
            private static final long serialVersionUID = 1;

            @Override
            public Integer run(Integer input) {
                return input + connection.port();
            }
        };
        class Local implements Task<Integer, Integer> {
            private static final long serialVersionUID = 1;

            @Override
            public Integer run(Integer input) {
                return scale(input);
            }
        }

        assertThat(refusal(anonymous)).contains("UnshippableTaskTest.", " -> ").contains("(" + HERE);
        assertThat(refusal(new Local()))
                .contains("UnshippableTaskTest.1Local -> the enclosing instance (" + HERE + ") is not Serializable")
                .endsWith("or the class a static one or a record");
    }

    @Test
    void aLambdaThatUsesItsBeanIsToldSo() {
        Task<Integer, Integer> task = x -> scale(x);

        assertThat(refusal(task))
                .contains("captured argument 1 (" + HERE + ")")
                .contains("it is 'this', of which the task uses a field or a method")
                .contains("copy what it needs into a local variable before");
    }

    @Test
    void functionsThatAreNotSerialisableAreToldWithWhatToWrite() {
        Function<Integer, Integer> increment = x -> x + 1;
        Supplier<Integer> supplier = () -> 3;
        Task<Integer, Integer> adapted = increment::apply;
        Task<Integer, Integer> identity = Function.<Integer>identity()::apply;
        Task<Integer, Integer> composed = increment.andThen(increment)::apply;
        Task<Integer, Boolean> negated = Predicate.<Integer>not(x -> x > 3)::test;
        Task<Integer, Integer> supplied = x -> supplier.get();

        assertThat(refusal(adapted))
                .contains("Function::apply -> captured argument 1 (a lambda or method reference of type"
                        + " java.util.function.Function) is not Serializable")
                .contains("pool.map(x -> ...)", "(Function<...> & Serializable) x -> ...");
        assertThat(refusal(identity)).contains("write x -> x");
        assertThat(refusal(composed)).contains("x -> second(first(x))");
        assertThat(refusal(negated)).contains("java.util.function.Predicate makes of functions", "write a lambda");
        assertThat(refusal(supplied)).contains("(Supplier<...> & Serializable)");
    }

    @Test
    void whatTheJdkMakesOfFunctionsIsToldByTheFunctionInIt() {
        Comparator<String> byLength = Comparator.comparing(String::length);

        assertThat(refusal(capturing(byLength)))
                .contains("captured argument 1 (a lambda or method reference of type java.util.Comparator)"
                        + " -> captured argument 1 (a lambda or method reference of type java.util.function.Function)")
                .contains("& Serializable");
    }

    @Test
    void whatIsSerialisableOfTheJdkIsShipped() {
        Comparator<String> byLength = Comparator.comparing((Function<String, Integer> & Serializable) String::length);

        for (Object fine : List.of(
                String.CASE_INSENSITIVE_ORDER,
                Comparator.naturalOrder(),
                Collections.reverseOrder(),
                byLength,
                byLength.reversed(),
                Pattern.compile("a+"),
                List.of(1),
                Map.of("a", 1),
                Set.of(1))) {
            assertThatCode(() -> TaskDefinition.of(capturing(fine))).doesNotThrowAnyException();
        }
    }

    @Test
    void everyUsualSuspectHasItsRemedy() {
        Map<Object, String> remedies = new HashMap<>();
        remedies.put(Path.of("a"), "path.toString()");
        remedies.put(Charset.forName("UTF-8"), "its name()");
        remedies.put(DateTimeFormatter.ISO_DATE, "static field");
        remedies.put(Optional.of(1), "orElse(null)");
        remedies.put(Stream.of(1), "collect it into a list");
        remedies.put(List.of(1).iterator(), "collect it into a list");
        remedies.put(new ArrayList<>(List.of(1, 2)).subList(0, 1), "List.copyOf");
        remedies.put(new HashMap<>(Map.of(1, 2)).keySet(), "Set.copyOf");
        remedies.put(Map.entry(1, 2), "its key and its value");
        remedies.put(new ByteArrayInputStream(new byte[0]), "inside the task");
        remedies.put(new CompletableFuture<>(), "inside the task");
        remedies.put(ForkJoinPool.commonPool(), "belongs to this JVM");
        remedies.put(Thread.currentThread(), "belongs to this JVM");
        remedies.put(ThreadLocal.withInitial(() -> 1), "belongs to this JVM");
        remedies.put(new ConsoleLogger(), "Task.withContext");
        remedies.put(new Object(), "implement Serializable");

        remedies.forEach((captured, remedy) -> assertThat(refusal(capturing(captured)))
                .contains("captured argument 1 (")
                .contains(remedy));
        assertThatCode(() -> TaskDefinition.of(capturing(new ReentrantLock()))).doesNotThrowAnyException();
        assertThatCode(() -> TaskDefinition.of(capturing(StandardCharsets.UTF_8.name())))
                .doesNotThrowAnyException();
    }

    @Test
    void aProxyIsToldByItsInterface() {
        Object proxy = Proxy.newProxyInstance(
                InputStream.class.getClassLoader(),
                new Class<?>[] {Supplier.class},
                (self, method, arguments) -> method.getName().equals("hashCode") ? (Object) 1 : null);

        assertThat(refusal(capturing(proxy)))
                .contains("captured argument 1 (a proxy of java.util.function.Supplier) -> its handler (a lambda");
    }
}
