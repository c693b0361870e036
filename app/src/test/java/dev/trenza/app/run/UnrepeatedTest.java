package dev.trenza.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnrepeatedTest {

    @Test
    void whatComesTwiceAtOnceIsOneAndWhatComesLaterIsAnother() {
        AtomicLong now = new AtomicLong(-7);
        AtomicInteger runs = new AtomicInteger();
        Runnable action = new Unrepeated(runs::incrementAndGet, Duration.ofNanos(100), now::get);

        action.run();
        now.addAndGet(99);
        action.run();

        assertThat(runs).hasValue(1);

        now.addAndGet(1);
        action.run();

        assertThat(runs).hasValue(2);
    }
}
