package dev.trenza.worker.protocol;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Inputs to begin with: one of each kind, and those that a fuzzer kept because they reached new code. */
final class FuzzCorpus {

    private FuzzCorpus() {}

    static List<byte[]> frames() throws IOException {
        List<byte[]> inputs = new ArrayList<>(
                Frames.ofEachType().values().stream().map(FrameFuzz::inputOf).toList());
        inputs.addAll(kept("frames"));
        return inputs;
    }

    static List<byte[]> values() throws IOException {
        ValueCodec open = new ValueCodec(
                new AllowedTypes(List.of("dev.trenza.worker.protocol.*")), FuzzCorpus.class.getClassLoader());
        List<byte[]> inputs = new ArrayList<>();
        for (Object value : List.of(
                List.of(1, 2L, 3.0, "four", 'c', (byte) 1, (short) 2, 1.5f, true),
                Map.of("k", Set.of(new BigDecimal("1.50"))),
                Optional.of(Instant.EPOCH),
                Duration.ofSeconds(3),
                new Object[] {new int[] {1}, new long[] {2}, new byte[] {3}, new boolean[] {true}, new char[] {'x'}},
                new String[][] {{"a"}, {}},
                new ValueFuzz.Point(1, List.of(ValueFuzz.Colour.RED)),
                Path.of("a/b"),
                new UUID(1, 2),
                "\uD83E")) {
            inputs.add(open.encode(value));
        }
        inputs.addAll(kept("values"));
        return inputs;
    }

    /** One a line, in Base64: so a fuzzer shows an input that it has found. */
    private static List<byte[]> kept(String name) throws IOException {
        Path file = Path.of(System.getProperty("trenza.root"), "cpu-worker/src/test/fuzz", name + ".corpus");
        return Files.readAllLines(file).stream()
                .map(line -> Base64.getDecoder().decode(line))
                .toList();
    }
}
