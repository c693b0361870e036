package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class MemoryBudgetTest {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private static MemoryBudget budget(long total, long own) {
        return new MemoryBudget(total, own);
    }

    private static WorkerPool.Builder pool(MemoryBudget budget) {
        return WorkerPool.builder().memory(Optional.of(budget)).workers(4);
    }

    /** Each row, in MiB: what there is, the heap of this JVM, workers, the heap of each. */
    @ParameterizedTest
    @CsvSource({
        "16384, 4096, 1, 4096", // no more than a JVM takes by itself
        "16384, 4096, 4, 2048",
        "16384, 4096, 8, 1024",
        "16384, 12288, 8, 64", // nothing is left: no less than tasks need
        "512, 128, 2, 128",
        "512, 128, 3, 85",
        "512, 128, 64, 64",
    })
    void whatIsForHeapsIsSharedAmongTheWorkers(long total, long own, int workers, long heap) {
        assertThat(budget(total * MIB, own * MIB).heapOfEach(workers)).isEqualTo(heap * MIB);
    }

    @Test
    void theDefaultHeapIsTheShareAndReadsBack() {
        WorkerPoolConfig config = pool(budget(16 * GIB, 4 * GIB)).settings();

        assertThat(config.heapBytes()).isEqualTo(2 * GIB);
    }

    @Test
    void severalPoolsShareOneMachine() {
        WorkerPool.Builder pool = pool(budget(16 * GIB, 4 * GIB));

        assertThat(pool.workersOfAllPools(8).settings().heapBytes()).isEqualTo(1 * GIB);
        assertThat(pool.workersOfAllPools(1).settings().heapBytes()).isEqualTo(2 * GIB);
    }

    @Test
    void aHeapThatIsSetIsNoShare() {
        WorkerPoolConfig config =
                pool(budget(16 * GIB, 4 * GIB)).heap(100 * MIB).settings();

        assertThat(config.heapBytes()).isEqualTo(100 * MIB);
    }

    @Test
    void theDefaultHeapLeavesRoomForALargerOne() {
        WorkerPoolConfig config =
                pool(budget(16 * GIB, 4 * GIB)).oomHeap(1 * GIB).settings();

        assertThat(config.heapBytes()).isEqualTo(512 * MIB);
    }

    @ParameterizedTest
    @CsvSource({
        "-Xmx300m, 300",
        "-Xmx1g, 1024",
        "-Xmx314572800, 300",
        "-XX:MaxHeapSize=300m, 300",
        "-Xmx300m -Xmx200m, 200",
        "-Xmx300m -XX:MaxRAMPercentage=50, 300",
    })
    void anArgumentOfTheJvmComesBeforeEverything(String arguments, long heap) {
        WorkerPoolConfig config = pool(budget(16 * GIB, 4 * GIB))
                .heap(100 * MIB)
                .jvmArguments(arguments.split(" "))
                .settings();

        assertThat(config.heapBytes()).isEqualTo(heap * MIB);
    }

    @Test
    void aPartOfMemoryComesBeforeTheShare() {
        WorkerPool.Builder pool = pool(budget(16 * GIB, 4 * GIB)).jvmArguments("-XX:MaxRAMPercentage=12.5");

        assertThat(pool.settings().heapBytes()).isEqualTo(2 * GIB);
        assertThat(pool.heap(100 * MIB).settings().heapBytes()).isEqualTo(100 * MIB);
    }

    @Test
    void aFirstHeapThatIsLargerThanTheShareRaisesIt() {
        WorkerPoolConfig config = pool(budget(16 * GIB, 4 * GIB))
                .jvmArguments("-Xms3g", "-Xmxnonsense")
                .settings();

        assertThat(config.heapBytes()).isEqualTo(3 * GIB);
    }

    @Test
    void whereNobodyKnowsTheMachineTheJvmDecides() {
        WorkerPoolConfig config = WorkerPool.builder().memory(Optional.empty()).settings();

        assertThat(config.heapBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 8", "8, 2, 4", "8, 3, 3", "8, 16, 1"})
    void processorsAreSharedToo(int available, int workers, int share) {
        JvmSize size = new JvmSize(Optional.empty(), available, workers, List.of());

        assertThat(size.processors(0)).isEqualTo(share);
        assertThat(size.processors(5)).isEqualTo(5);
        assertThat(new JvmSize(Optional.empty(), available, workers, List.of("-XX:ActiveProcessorCount=7"))
                        .processors(5))
                .isEqualTo(7);
    }

    @Test
    void moreThanThereIsIsToldInOneLineWithTheRemedy() {
        WorkerPoolConfig config =
                pool(budget(16 * GIB, 4 * GIB)).heap(2560 * MIB).settings();

        assertThat(budget(16 * GIB, 4 * GIB).overCommitment(List.of(config)))
                .hasValue("the heaps of 4 workers may grow to 10 GiB and this JVM's to 4 GiB, more than 75 % of the"
                        + " 16 GiB that there are: the system may kill workers; take fewer of them, or a smaller heap");
    }

    @Test
    void asMuchAsThereIsIsNotTold() {
        MemoryBudget budget = budget(16 * GIB, 4 * GIB);

        assertThat(budget.overCommitment(List.of(pool(budget).settings()))).isEmpty();
        assertThat(budget.overCommitment(
                        List.of(pool(budget).oomHeap(4 * GIB).heap(1 * GIB).settings())))
                .isEmpty();
    }

    @Test
    void theWorkerWithTheLargerHeapCounts() {
        MemoryBudget budget = budget(16 * GIB, 4 * GIB);
        WorkerPoolConfig config = pool(budget).heap(2 * GIB).oomHeap(3 * GIB).settings();

        assertThat(budget.overCommitment(List.of(config))).get().asString().contains("may grow to 9 GiB");
    }

    @Test
    void poolsThatWorkAtTheSameTimeAreAddedUp() {
        MemoryBudget budget = budget(16 * GIB, 4 * GIB);
        WorkerPoolConfig config = pool(budget).settings();

        assertThat(budget.overCommitment(List.of(config, config)))
                .get()
                .asString()
                .contains("the heaps of 8 workers may grow to 16 GiB");
    }

    @Test
    void aPoolThatMayTakeMoreThanThereIsWarnsWhenItIsMade() {
        Logger logger = (Logger) LoggerFactory.getLogger(ControlThread.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);

        try {
            MemoryBudget budget = budget(16 * GIB, 4 * GIB);
            pool(budget).name("fits").build().close();
            pool(budget).name("large").heap(3 * GIB).build().close();

            assertThat(lines.list).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage())
                        .startsWith("pool 'large': the heaps of 4 workers may grow to 12 GiB");
            });
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void whatThereIsIsWhatTheJvmSays() {
        long total = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();

        assertThat(MemoryBudget.ofThisProcess()).hasValueSatisfying(budget -> {
            assertThat(budget.total()).isCloseTo(total, within(MIB));
            assertThat(budget.own()).isEqualTo(Runtime.getRuntime().maxMemory());
        });
    }
}
