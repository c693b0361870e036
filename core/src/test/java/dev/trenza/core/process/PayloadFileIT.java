package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Large values there and back, with a file in memory and without. */
@Tag("process")
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(NoLeftovers.class)
class PayloadFileIT {

    private static final int MIB = 1 << 20;
    private static final int ENOUGH_TO_SHARE = 20;

    @TempDir
    Path directory;

    /** One array for all results, as a task with a buffer has it. */
    private static final byte[] BUFFER = new byte[MIB];

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("payloads").workers(1);
    }

    private static byte[] content(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] echo(byte[] content) {
        return content;
    }

    /** What came, its checksum in the last bytes of something as large. */
    static byte[] answer(byte[] content) {
        byte[] answer = content(content.length, content.length);
        byte[] sum = sum(content).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, answer, 0, Math.min(sum.length, answer.length));
        return answer;
    }

    static String sum(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return String.format("%08x", sum.getValue());
    }

    static byte[] fillTheBuffer(int number) {
        Arrays.fill(BUFFER, (byte) number);
        return BUFFER;
    }

    /** Changes its input, and ends the worker the first time. */
    static int scribbleAndDie(byte[] content, String file) throws IOException {
        boolean isWhole = content[0] == 1 && content[content.length - 1] == 1;
        Arrays.fill(content, (byte) 2);
        Path mark = Path.of(file);
        if (!Files.exists(mark)) {
            Files.createFile(mark);
            Runtime.getRuntime().halt(9);
        }
        return isWhole ? 1 : 0;
    }

    /** Where this worker has its file, as it can be opened from here. */
    static List<Path> files() throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            List<Path> found = new ArrayList<>();
            for (Path link : open) {
                if (isPayloadFile(link)) {
                    found.add(link);
                }
            }
            return found;
        }
    }

    private static boolean isPayloadFile(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().contains("trenza-payloads-");
        } catch (IOException e) {
            return false; // it was that of the directory
        }
    }

    static int countFiles(byte[] ignored) throws IOException {
        return files().size();
    }

    static byte[] cutShort(byte[] content) throws IOException {
        for (Path file : files()) {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(0);
            }
        }
        return content;
    }

    static byte[] scribbleAll(byte[] content) throws IOException {
        for (Path file : files()) {
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.write(content(4 * MIB, 3));
            }
        }
        return content;
    }

    static byte[] dieAt13(byte[] content) {
        if (content[0] == 13) {
            new Thread(() -> Runtime.getRuntime().halt(3)).start(); // while the answer is on its way, or before
        }
        return content;
    }

    /** Lets large values go through the pipe until the file is there. */
    private static void share(WorkerPool pool) {
        await().until(() -> Flux.range(0, ENOUGH_TO_SHARE)
                        .map(i -> new byte[MIB])
                        .transform(pool.map(PayloadFileIT::countFiles))
                        .blockLast()
                > 0);
    }

    private static List<String> statuses(Flux<Outcome<byte[], byte[]>> outcomes) {
        return outcomes.map(Outcome::status).collectList().block();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, MIB, 3L * MIB, 64L * MIB})
    void valuesOfAllSizesComeBackWholeAndInOrder(long fileBytes) {
        int[] sizes = {0, 1, 1_000, 64 << 10, 256 << 10, 512 << 10, MIB, 2 * MIB, 5 * MIB};
        List<byte[]> items = Flux.range(0, 200)
                .map(i -> content(Math.max(0, sizes[i % sizes.length] + i % 5 - 2), i))
                .collectList()
                .block();

        try (WorkerPool pool = pool().workers(2).payloadFile(fileBytes).build()) {
            List<byte[]> answers = Flux.fromIterable(items)
                    .transform(pool.map(PayloadFileIT::answer))
                    .collectList()
                    .block();

            for (int i = 0; i < items.size(); i++) {
                assertThat(answers.get(i)).isEqualTo(answer(items.get(i)));
            }
        }
    }

    @Test
    void otherLargeValuesGoThroughItToo() {
        List<Object> items = List.of(
                new Random(1).longs(MIB).toArray(), "gr\u00F6\u00DFer".repeat(MIB), List.of(content(MIB, 2), 7));

        try (WorkerPool pool = pool().build()) {
            share(pool);
            List<Object> echoed = Flux.fromIterable(items)
                    .transform(pool.map((Object value) -> value))
                    .collectList()
                    .block();

            // Not one recursive comparison, which takes ten seconds for a million numbers.
            assertThat(Objects.deepEquals(echoed.get(0), items.get(0))).isTrue();
            assertThat(echoed.get(1)).isEqualTo(items.get(1));
            List<?> last = (List<?>) echoed.get(2);
            assertThat(last).hasSize(2).last().isEqualTo(7);
            assertThat((byte[]) last.get(0)).isEqualTo(content(MIB, 2));
        }
    }

    @Test
    void aTaskMayReturnTheSameArrayAgainAndAgain() {
        try (WorkerPool pool = pool().payloadFile(4L * MIB).build()) {
            share(pool);
            List<byte[]> results = Flux.range(0, 100)
                    .transform(pool.map(PayloadFileIT::fillTheBuffer))
                    .collectList()
                    .block();

            for (int i = 0; i < results.size(); i++) {
                byte[] expected = new byte[MIB];
                Arrays.fill(expected, (byte) i);
                assertThat(results.get(i)).isEqualTo(expected);
            }
        }
    }

    @Test
    void anInputThatItsTaskHasChangedIsWholeTheNextTime() {
        byte[] ones = new byte[MIB];
        Arrays.fill(ones, (byte) 1);
        String mark = directory.resolve("mark").toString();

        try (WorkerPool pool = pool().build()) {
            share(pool);
            Integer isWhole = Flux.just(ones)
                    .transform(pool.map((byte[] content) -> scribbleAndDie(content, mark)))
                    .blockLast();

            assertThat(isWhole).isEqualTo(1);
            assertThat(ones).containsOnly(1);
        }
    }

    @Test
    void aDeathWithLargeValuesUnderWayCostsItsOwnItemOnly() {
        List<byte[]> items = Flux.range(0, 60)
                .map(i -> {
                    byte[] content = content(2 * MIB, i);
                    content[0] = (byte) (i % 20 == 5 ? 13 : 1);
                    return content;
                })
                .collectList()
                .block();

        try (WorkerPool pool =
                pool().workers(2).attempts(1).payloadFile(8L * MIB).build()) {
            List<Outcome<byte[], byte[]>> outcomes = Flux.fromIterable(items)
                    .transform(pool.outcomes(PayloadFileIT::dieAt13))
                    .collectSortedList((a, b) -> Long.compare(a.index(), b.index()))
                    .block();

            assertThat(outcomes).hasSize(60);
            for (Outcome<byte[], byte[]> outcome : outcomes) {
                if (outcome instanceof Outcome.Success<byte[], byte[]> success) {
                    assertThat(success.value()).isEqualTo(items.get((int) outcome.index()));
                }
            }
            // The thread of a task that has answered may end the worker in the next call.
            assertThat(outcomes.stream().filter(outcome -> !outcome.status().equals("success")))
                    .hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void aTaskThatCutsTheFileShortCostsNothingButItsWorker() {
        try (WorkerPool pool = pool().workers(2).build()) {
            share(pool);
            statuses(Flux.range(0, 4).map(i -> new byte[MIB]).transform(pool.outcomes(PayloadFileIT::cutShort)));

            List<byte[]> items =
                    Flux.range(0, 40).map(i -> content(MIB, i)).collectList().block();
            List<Outcome<byte[], byte[]>> after = Flux.fromIterable(items)
                    .transform(pool.outcomes(PayloadFileIT::echo))
                    .collectSortedList((a, b) -> Long.compare(a.index(), b.index()))
                    .block();

            assertThat(after).hasSize(40);
            assertThat(pool.submit(PayloadFileIT::sum, content(MIB, 7)).block()).isEqualTo(sum(content(MIB, 7)));
        }
    }

    @Test
    void aTaskThatScribblesOverTheFileSpoilsNothingOfOtherWorkers() {
        try (WorkerPool pool = pool().workers(1).build()) {
            share(pool);
            List<String> statuses = statuses(
                    Flux.range(0, 20).map(i -> new byte[MIB]).transform(pool.outcomes(PayloadFileIT::scribbleAll)));

            assertThat(statuses).hasSize(20);
            assertThat(pool.submit(PayloadFileIT::sum, content(MIB, 7)).block()).isNotNull();
        }
    }

    @Test
    void aPoolWithoutAFileHasNone() {
        try (WorkerPool pool = pool().payloadFile(0).build()) {
            Integer most = Flux.range(0, ENOUGH_TO_SHARE)
                    .map(i -> new byte[MIB])
                    .transform(pool.map(PayloadFileIT::countFiles))
                    .reduce(0, Math::max)
                    .block();

            assertThat(most).isZero();
        }
    }

    @Test
    void aPoolWithSmallValuesHasNone() {
        try (WorkerPool pool = pool().build()) {
            Integer most = Flux.range(0, ENOUGH_TO_SHARE)
                    .map(i -> new byte[100_000])
                    .transform(pool.map(PayloadFileIT::countFiles))
                    .reduce(0, Math::max)
                    .block();

            assertThat(most).isZero();
        }
    }

    @Test
    void theFileHasNoNameWhileItIsUsed() throws IOException {
        try (WorkerPool pool = pool().build()) {
            share(pool);

            assertThat(NoLeftovers.payloadFiles(ProcessHandle.current().pid())).isEmpty();
        }
    }

    @Test
    void nothingIsLeftOfAPoolThatIsClosedAtOnce() {
        WorkerPool pool = pool().build();
        share(pool);
        Flux.range(0, 50)
                .map(i -> new byte[4 * MIB])
                .transform(pool.map(PayloadFileIT::echo))
                .subscribe(v -> {}, e -> {});

        pool.closeNow(); // NoLeftovers looks
    }

    @Test
    void nothingIsLeftOfAParentThatIsKilled() throws Exception {
        try (ParentProcess parent = ParentProcess.start(directory.toRealPath(), "payloads")) {
            assertThat(parent.line()).isEqualTo("ready");

            parent.kill();

            await().until(() -> parent.family().isEmpty());
            assertThat(NoLeftovers.payloadFiles(parent.pid())).isEmpty();
        }
    }
}
