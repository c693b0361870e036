package dev.trenza.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class CallerContextTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(CallerContext.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final CallerContext context = new CallerContext("pool 'x'");

    @BeforeEach
    void listen() {
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void tidy() {
        logger.detachAppender(events);
        MDC.clear();
    }

    @Test
    void withoutAnEntryThereIsNoContext() {
        assertThat(context.capture().isEmpty()).isTrue();
    }

    @Test
    void whatIsTooLargeIsLeftOutAndToldOnce() {
        MDC.put("requestId", "r-1");
        MDC.put("body", "x".repeat(10_000));

        assertThat(context.capture().entries()).containsExactly(Map.entry("requestId", "r-1"));
        assertThat(context.capture().entries()).containsExactly(Map.entry("requestId", "r-1"));

        assertThat(events.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo(
                        "pool 'x': tasks do not see all of the subscriber's MDC: 'body' (10012 bytes) left out, since"
                                + " 64 entries and 8192 bytes are the limit; this is told once");
    }

    @Test
    void theMdcIsAfterwardsAsItWas() throws Exception {
        MDC.put("requestId", "r-1");
        MDC.put("user", "u");

        String within = CallerContext.within(Map.of("requestId", "r-2"), () -> {
            String seen = MDC.get("requestId") + " " + MDC.get("user");
            MDC.put("more", "m");
            return seen;
        });

        assertThat(within).isEqualTo("r-2 null");
        assertThat(MDC.getCopyOfContextMap()).containsOnly(Map.entry("requestId", "r-1"), Map.entry("user", "u"));
    }

    @Test
    void soItIsIfTheBodyThrows() {
        assertThatThrownBy(() -> CallerContext.within(Map.of("requestId", "r-2"), () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(MDC.get("requestId")).isNull();
    }
}
