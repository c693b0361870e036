package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.Item;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WrittenFilesTest {

    @Test
    void everyFileIsKnownHoweverManyThereAre() {
        WrittenFiles written = new WrittenFiles();
        for (int i = 0; i < 200_000; i++) {
            written.claim(Path.of("out", "f" + i), 1, item(i));
        }

        for (int i = 0; i < 200_000; i += 7_919) {
            Path file = Path.of("out", "f" + i);
            Item same = item(i);
            Item other = item(i + 1);
            assertThatCode(() -> written.claim(file, 1, same)).doesNotThrowAnyException();
            assertThatThrownBy(() -> written.claim(file, 1, other)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> written.claim(file, 2, same)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void onlyTheFirstOnesAreKnownByTheirOrigin() {
        WrittenFiles written = new WrittenFiles();
        for (int i = 0; i < 100_001; i++) {
            written.claim(Path.of("out", "f" + i), 1, item(i));
        }

        assertThatThrownBy(() -> written.claim(Path.of("out", "f99999"), 1, item(7)))
                .hasMessageContaining("for 'o99999', and is not overwritten for 'o7'");
        assertThatThrownBy(() -> written.claim(Path.of("out", "f100000"), 1, item(7)))
                .hasMessageContaining("for an earlier item, and is not overwritten for 'o7'");
    }

    @Test
    void aPathIsTheSameHoweverItIsWritten() {
        WrittenFiles written = new WrittenFiles();
        written.claim(Path.of("out/a"), 1, item(1));

        assertThatThrownBy(() -> written.claim(Path.of("x/../out/./a").toAbsolutePath(), 1, item(2)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Item item(long seq) {
        return new Item("s", seq, "o" + seq, null);
    }
}
