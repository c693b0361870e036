package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The targets of the fuzzer without the fuzzer: what it kept in {@code src/test/fuzz}, and mutations of that. How to fuzz
 * for long is told in CONTRIBUTING.md.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzCorpusTest {

    private static final int MUTATIONS = 10_000;

    /** What is fuzzed, and with what it begins. */
    record Target(String name, Consumer<byte[]> body, List<byte[]> corpus) {

        void run(byte[] input) {
            try {
                body.accept(input);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "append this line to the corpus: " + Base64.getEncoder().encodeToString(input), e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Target> targets() throws IOException {
        return Stream.of(
                new Target("frames", FrameFuzz::fuzzerTestOneInput, FuzzCorpus.frames()),
                new Target("values", ValueFuzz::fuzzerTestOneInput, FuzzCorpus.values()));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatTheFuzzerHasFoundIsReadOrRefused(Target target) {
        assertThat(target.corpus).hasSizeGreaterThan(100).allSatisfy(target::run);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void soIsWhateverIsNearIt(Target target) {
        Random random = new Random(20_260_101);

        for (int i = 0; i < MUTATIONS; i++) {
            target.run(mutated(target.corpus, random));
        }
    }

    private static byte[] mutated(List<byte[]> corpus, Random random) {
        byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && input.length > 0; changes--) {
            int at = random.nextInt(input.length);
            switch (random.nextInt(5)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = (byte) random.nextInt(256);
                case 2 -> input = Arrays.copyOf(input, at);
                case 3 ->
                    Arrays.fill(input, at, Math.min(input.length, at + 4), (byte) (random.nextBoolean() ? -1 : 127));
                default -> input = spliced(input, at, corpus.get(random.nextInt(corpus.size())));
            }
        }
        return input;
    }

    private static byte[] spliced(byte[] input, int at, byte[] other) {
        byte[] both = Arrays.copyOf(input, at + other.length);
        System.arraycopy(other, 0, both, at, other.length);
        return both;
    }

    @Test
    void allocatingMoreThanWasSentWouldBeSeen() {
        assertThatThrownBy(() -> Allocation.atMost(1 << 10, "an array", () -> new byte[1 << 20]))
                .hasMessageContaining("an array took");
    }
}
