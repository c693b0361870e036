package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // where a file that is open keeps its name
class PayloadFileTest {

    private static final int HALF = 4 * PayloadFile.LARGE;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private PayloadFile parent;
    private PayloadFile worker;
    private RandomAccessFile stranger;

    @BeforeEach
    void openBothSides() throws IOException {
        Path file = directory.resolve("payloads");
        parent = PayloadFile.create(file, 2L * HALF);
        stranger = new RandomAccessFile(file.toFile(), "rw");
        worker = PayloadFile.open(file, 2L * HALF);
    }

    @AfterEach
    void close() throws IOException {
        parent.close();
        worker.close();
        stranger.close();
    }

    private static byte[] value(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static long put(PayloadFile side, byte[] value) {
        return side.put(value, 0, value.length);
    }

    @Test
    void theFileIsItsOwnersAndHasNoNameOnceBothHaveItOpen() throws IOException {
        Path another = directory.resolve("another");

        try (PayloadFile made = PayloadFile.create(another, 2L * HALF)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(another)))
                    .isEqualTo("rw-------");
            PayloadFile.open(another, 2L * HALF).close();
            assertThat(another).doesNotExist();
            assertThat(put(made, value(PayloadFile.LARGE, 1))).isZero();
        }
    }

    @Test
    void whatAnotherHasMadeIsNotUsed() throws IOException {
        Path planted = Files.createFile(directory.resolve("planted"));

        assertThatThrownBy(() -> PayloadFile.create(planted, 2L * HALF)).isInstanceOf(IOException.class);
    }

    @Test
    void valuesComeOutAsTheyWentInBothWaysAroundTheRing() throws IOException {
        Random random = new Random(4);
        for (int i = 0; i < 60; i++) {
            byte[] call = value(PayloadFile.LARGE + random.nextInt(2 * PayloadFile.LARGE), i);
            byte[] result = value(PayloadFile.LARGE + random.nextInt(2 * PayloadFile.LARGE), -i);

            assertThat(worker.take(put(parent, call), call.length)).isEqualTo(call);
            assertThat(parent.take(put(worker, result), result.length)).isEqualTo(result);
            tell(worker, parent);
            tell(parent, worker);
        }
    }

    private static void tell(PayloadFile from, PayloadFile to) throws IOException {
        long taken = from.taken();
        if (taken >= 0) {
            to.freed(taken);
        }
    }

    @Test
    void oneThatIsNotEmptiedFillsUpAndGoesOnWhenItIs() throws IOException {
        ArrayDeque<Long> places = new ArrayDeque<>();
        byte[] value = value(PayloadFile.LARGE, 1);
        for (long place = put(parent, value); place >= 0; place = put(parent, value)) {
            places.add(place);
        }
        assertThat(places).hasSize(4);

        worker.take(places.remove(), value.length);
        assertThat(put(parent, value)).isNegative(); // it has not been told yet
        tell(worker, parent);

        byte[] next = value(PayloadFile.LARGE, 2);
        long place = put(parent, next);
        assertThat(place).isNotNegative();
        for (long earlier : places) {
            assertThat(worker.take(earlier, value.length)).isEqualTo(value); // and nothing was written over
        }
        assertThat(worker.take(place, next.length)).isEqualTo(next);
    }

    @Test
    void onlyValuesFromTheThresholdToTheSizeOfTheRingAreTaken() {
        assertThat(put(parent, new byte[PayloadFile.LARGE - 1])).isNegative();
        assertThat(put(parent, new byte[HALF + 1])).isNegative();
        assertThat(put(parent, new byte[HALF])).isZero();
        assertThat(put(worker, new byte[PayloadFile.LARGE])).isZero();
    }

    @Test
    void aValueThatIsNotWhereItShouldBeIsRefused() {
        put(worker, value(PayloadFile.LARGE, 1));

        for (long place : new long[] {-1, 1, HALF, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> parent.take(place, PayloadFile.LARGE))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining(Long.toString(place));
        }
        for (int length : new int[] {-1, HALF + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> parent.take(0, length)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aFileThatWasCutShortIsAnErrorOfWhoReadsIt() throws IOException {
        long place = put(worker, value(PayloadFile.LARGE, 1));

        stranger.setLength(HALF + 1_000);

        assertThatThrownBy(() -> parent.take(place, PayloadFile.LARGE))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("of which 1000 are in the payload file");
        assertThat(put(parent, value(PayloadFile.LARGE, 2))).isZero(); // the other half, which grows again
    }

    @Test
    void whatWasNotPutInCannotHaveBeenTakenOut() throws IOException {
        put(parent, value(PayloadFile.LARGE, 1));

        for (long place : new long[] {-1, PayloadFile.LARGE + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> parent.freed(place)).isInstanceOf(ProtocolException.class);
        }
        parent.freed(PayloadFile.LARGE);
        assertThatThrownBy(() -> parent.freed(PayloadFile.LARGE - 1)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void whereWritingFailsTheValueGoesAnotherWayFromThenOn() throws IOException {
        parent.close();

        assertThat(put(parent, value(PayloadFile.LARGE, 1))).isNegative();
        assertThat(put(parent, value(PayloadFile.LARGE, 1))).isNegative();
    }

    @Test
    void aValueIsACopyOfItsOwn() throws IOException {
        byte[] value = value(PayloadFile.LARGE, 1);
        byte[] expected = value.clone();
        long place = put(worker, value);
        Arrays.fill(value, (byte) 0);

        byte[] taken = parent.take(place, value.length);
        put(worker, new byte[HALF - PayloadFile.LARGE]);

        assertThat(taken).isEqualTo(expected);
    }
}
