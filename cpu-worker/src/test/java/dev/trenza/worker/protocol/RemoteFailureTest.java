package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RemoteFailureTest {

    private static RemoteFailure roundTrip(RemoteFailure failure) throws IOException {
        ByteSink sink = new ByteSink(16);
        failure.encode(sink);
        ByteSource source = new ByteSource(sink.array(), 0, sink.size());
        RemoteFailure back = RemoteFailure.decode(source);
        assertThat(source.remaining()).isZero();
        return back;
    }

    private static int sizeOf(RemoteFailure failure) {
        ByteSink sink = new ByteSink(16);
        failure.encode(sink);
        return sink.size();
    }

    private static int depthOf(RemoteFailure failure) {
        return failure.cause() == null ? 1 : 1 + depthOf(failure.cause());
    }

    @Test
    void anExceptionComesBackAsText() throws IOException {
        Exception exception = new UncheckedIOException("outer", new IOException("inner"));
        exception.addSuppressed(new IllegalStateException());

        RemoteFailure back = roundTrip(RemoteFailure.of(exception));

        assertThat(back.type()).isEqualTo("java.io.UncheckedIOException");
        assertThat(back.message()).isEqualTo("outer");
        assertThat(back.stack()).hasSameSizeAs(exception.getStackTrace());
        assertThat(back.stack().get(0)).hasToString(exception.getStackTrace()[0].toString());
        assertThat(back.cause().type()).isEqualTo("java.io.IOException");
        assertThat(back.cause().message()).isEqualTo("inner");
        assertThat(back.suppressed()).singleElement().satisfies(suppressed -> {
            assertThat(suppressed.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(suppressed.message()).isNull();
        });
    }

    @Test
    void causesThatGoInACircleEnd() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        second.addSuppressed(first);

        RemoteFailure failure = RemoteFailure.of(first);

        assertThat(failure.cause().message()).isEqualTo("second");
        assertThat(failure.cause().cause()).isNull();
        assertThat(failure.cause().suppressed()).isEmpty();
    }

    @Test
    void aLongChainOfCausesIsCut() throws IOException {
        Exception exception = new Exception("root");
        for (int i = 0; i < 10_000; i++) {
            exception = new Exception(exception);
        }

        RemoteFailure back = roundTrip(RemoteFailure.of(exception));

        assertThat(depthOf(back)).isBetween(5, 20);
    }

    @Test
    void aCauseThatIsNewEachTimeItIsAskedForIsCut() {
        class Endless extends Exception {
            private static final long serialVersionUID = 1;

            @Override
            public synchronized Throwable getCause() {
                return new Endless();
            }
        }

        assertThat(depthOf(RemoteFailure.of(new Endless()))).isLessThan(20);
    }

    @Test
    void aLongMessageIsCut() {
        String message = RemoteFailure.of(new Exception("x".repeat(10_000_000))).message();

        assertThat(message).hasSizeBetween(1_000, 100_000).endsWith("x...");
    }

    @Test
    void aDeepStackIsCut() {
        StackOverflowError error = overflow();

        assertThat(RemoteFailure.of(error).stack()).hasSizeBetween(100, 600);
    }

    private static StackOverflowError overflow() {
        try {
            throw new AssertionError("did not overflow: " + recurse(0));
        } catch (StackOverflowError e) {
            return e;
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Test
    void whateverIsThrownFitsIntoAFrame() {
        RemoteFailure bush = RemoteFailure.of(bush(3));

        assertThat(sizeOf(bush)).isLessThan(Frame.sizeLimit(1));
    }

    private static Exception bush(int depth) {
        Exception exception = new Exception("\uFFFF".repeat(64 << 10));
        if (depth > 0) {
            Stream.generate(() -> bush(depth - 1)).limit(16).forEach(exception::addSuppressed);
        }
        return exception;
    }

    @Test
    void anExceptionThatThrowsWhenItIsAskedIsCopiedAsFarAsPossible() {
        class Rude extends Exception {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("no message");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new AssertionError("no cause");
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException("no stack");
            }
        }

        RemoteFailure failure = RemoteFailure.of(new Rude());

        assertThat(failure.type()).endsWith("Rude");
        assertThat(failure.message()).isEqualTo("(its getMessage() threw java.lang.UnsupportedOperationException)");
        assertThat(failure.stack()).isEmpty();
    }

    @Test
    void aMessageThatNeedsTooMuchStackIsNotFatal() {
        class Recursive extends Exception {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                return getLocalizedMessage();
            }

            @Override
            public String getLocalizedMessage() {
                return getMessage();
            }
        }

        assertThat(RemoteFailure.of(new Recursive()).message()).contains("StackOverflowError");
    }

    @Test
    void anExceptionWithoutAStackHasNone() {
        class Light extends Exception {
            private static final long serialVersionUID = 1;

            Light() {
                super("light", null, false, false);
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        }

        assertThat(RemoteFailure.of(new Light()).stack()).isEmpty();
    }

    @Test
    void causesNestedDeeperThanAnyWriterNestsThemAreRefused() {
        ByteSink sink = new ByteSink(16);
        for (int i = 0; i < 100_000; i++) {
            sink.text("t");
            sink.u8(0);
            sink.i32(0);
            sink.u8(1);
        }

        assertThatThrownBy(() -> RemoteFailure.decode(new ByteSource(sink.array(), 0, sink.size())))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("deep");
    }
}
