package dev.trenza.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class LogSetupTest {

    private static final String POOL = "dev.trenza.core.process.ControlThread";

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void forget() {
        System.clearProperty(LogSetup.LEVEL);
        context.stop();
    }

    private void configure(String level) {
        System.setProperty(LogSetup.LEVEL, level);
        LogSetup setup = new LogSetup();
        setup.setContext(context);
        setup.configure(context);
    }

    @Test
    void withoutAFlagThereAreWarningsOnly() {
        configure("WARN");

        assertThat(context.getLogger(POOL).isInfoEnabled()).isFalse();
        assertThat(context.getLogger(POOL).isWarnEnabled()).isTrue();
    }

    @Test
    void oneFlagShowsWhatThePoolsDo() {
        configure("INFO");

        assertThat(context.getLogger(POOL).isDebugEnabled()).isTrue();
        assertThat(context.getLogger("reactor.util").isDebugEnabled()).isFalse();
    }

    @Test
    void twoFlagsShowEverything() {
        configure("DEBUG");

        assertThat(context.getLogger(POOL).isDebugEnabled()).isTrue();
        assertThat(context.getLogger("reactor.util").isDebugEnabled()).isTrue();
    }
}
