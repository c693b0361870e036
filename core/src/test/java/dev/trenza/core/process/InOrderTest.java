package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InOrderTest {

    private final InOrder inOrder = new InOrder();

    private void add(long index) {
        inOrder.add(index, index);
    }

    @Test
    void nothingComesBeforeItsTurn() {
        add(1);
        assertThat(inOrder.next()).isNull();

        add(0);

        assertThat(inOrder.next()).isEqualTo(0L);
        assertThat(inOrder.next()).isEqualTo(1L);
        assertThat(inOrder.next()).isNull();
    }

    @Test
    void anyOrderBecomesTheOrderOfTheItemsHoweverFarAheadOneIs() {
        Random random = new Random(1);
        long first = 0;
        for (int round = 0; round < 50; round++) {
            int size = 1 + random.nextInt(5_000);
            List<Long> indexes = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                indexes.add(first + i);
            }
            Collections.shuffle(indexes, random);

            indexes.forEach(index -> add(index));

            for (int i = 0; i < size; i++) {
                assertThat(inOrder.next()).isEqualTo(first + i);
            }
            assertThat(inOrder.next()).isNull();
            first += size;
        }
    }
}
