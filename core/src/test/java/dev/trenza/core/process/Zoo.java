package dev.trenza.core.process;

import dev.trenza.worker.protocol.AlienFrames;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.StatusPage;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** The main of a worker that does what no task can make a real one do. */
final class Zoo {

    private static final int RESULT = 9;
    private static final byte[] ONE = {6, 0, 0, 0, 1};

    private final FrameReader in;
    private final FileOutputStream out;
    private String pageFile = "";

    private Zoo() throws IOException {
        in = new FrameReader(new FileInputStream("/dev/fd/3"));
        out = new FileOutputStream("/dev/fd/4");
    }

    public static void main(String[] args) throws Exception {
        new Zoo().live(Deed.valueOf(args[0]));
    }

    /** What it does wrong, and when. */
    enum Deed {
        // Instead of a hello
        DIES_BEFORE_HELLO,
        CUTS_ITS_HELLO,
        GREETS_LIKE_A_STRANGER,
        SPEAKS_ANOTHER_VERSION,
        WRITES_TEXT_INSTEAD_OF_HELLO,
        ANNOUNCES_A_NEGATIVE_LENGTH,
        ANNOUNCES_MORE_THAN_AGREED,
        SENDS_AN_UNKNOWN_TYPE,
        ANSWERS_BEFORE_HELLO,
        SENDS_WHAT_ONLY_A_PARENT_SENDS,
        SAYS_GOODBYE_FIRST,
        // Between hello and ready
        DIES_AFTER_HELLO,
        DIES_AFTER_WELCOME,
        CANNOT_GET_READY,
        // When it is called
        DIES_WITHOUT_AN_ANSWER,
        CUTS_ITS_RESULT,
        WRITES_TEXT_INSTEAD_OF_A_RESULT,
        ANSWERS_ANOTHER_CALL,
        SENDS_A_FAILURE_THAT_LIES,
        SENDS_A_RESULT_OF_NEGATIVE_LENGTH,
        STOPS_ITSELF,
        CLOSES_THE_CHANNEL_AND_LIVES_ON,
        LIES_ABOUT_WHAT_RUNS,
        CUTS_ITS_PAGE_AND_DIES,
        CUTS_ITS_PAGE_AND_HANGS,
        SENDS_A_VALUE_THAT_IS_NONE,
        // After its answer
        DIES_AFTER_THE_RESULT,
        ANSWERS_TWICE,
        WRITES_TEXT_WHEN_IT_IS_IDLE,
        CLAIMS_TO_HAVE_RUN_SINCE_EVER,
        // At the end
        IGNORES_THE_END,
    }

    private void live(Deed deed) throws Exception {
        switch (deed) {
            case DIES_BEFORE_HELLO -> die(9);
            case CUTS_ITS_HELLO -> sendAndDie(Arrays.copyOf(hello(), 30));
            case GREETS_LIKE_A_STRANGER -> sendAndWait(AlienFrames.strangersHello());
            case SPEAKS_ANOTHER_VERSION -> sendAndWait(AlienFrames.hello(7));
            case WRITES_TEXT_INSTEAD_OF_HELLO -> sendAndWait("Usage: worker [-v]\n".getBytes(StandardCharsets.UTF_8));
            case ANNOUNCES_A_NEGATIVE_LENGTH -> sendAndWait(AlienFrames.header(0, 0, -5));
            case ANNOUNCES_MORE_THAN_AGREED -> sendAndWait(AlienFrames.header(0, 0, Integer.MAX_VALUE));
            case SENDS_AN_UNKNOWN_TYPE -> sendAndWait(AlienFrames.header(77, 0, 0));
            case ANSWERS_BEFORE_HELLO -> sendAndWait(result(1, 0));
            case SENDS_WHAT_ONLY_A_PARENT_SENDS -> sendAndWait(AlienFrames.of(new Frame.Cancel(1)));
            case SAYS_GOODBYE_FIRST -> sendAndWait(AlienFrames.of(new Frame.ByeAck()));
            default -> getReady(deed);
        }
    }

    private void getReady(Deed deed) throws Exception {
        send(hello());
        if (deed == Deed.DIES_AFTER_HELLO) {
            die(8);
        }
        pageFile = ((Frame.Welcome) in.next()).statusPage();
        if (deed == Deed.DIES_AFTER_WELCOME) {
            die(7);
        }
        if (deed == Deed.CANNOT_GET_READY) {
            sendAndDie(AlienFrames.of(new Frame.StartFailed(
                    dev.trenza.worker.protocol.RemoteFailure.of(new IOException("no licence today")))));
        }
        send(AlienFrames.of(new Frame.Ready()));
        for (Frame frame = in.next(); frame != null; frame = in.next()) {
            if (frame instanceof Frame.Call call) {
                misbehave(deed, call.id());
            }
        }
        stay();
    }

    private void misbehave(Deed deed, long id) throws Exception {
        StatusPage page = StatusPage.open(Path.of(pageFile));
        page.started(deed == Deed.LIES_ABOUT_WHAT_RUNS ? id + 1_000 : id);
        switch (deed) {
            case DIES_WITHOUT_AN_ANSWER, LIES_ABOUT_WHAT_RUNS -> die(6);
            case CUTS_ITS_RESULT -> sendAndDie(Arrays.copyOf(result(id, 5), 30));
            case WRITES_TEXT_INSTEAD_OF_A_RESULT -> sendAndWait("42, I should say\n".getBytes(StandardCharsets.UTF_8));
            case ANSWERS_ANOTHER_CALL -> sendAndWait(result(id + 1_000, 5));
            case SENDS_A_FAILURE_THAT_LIES -> sendAndWait(AlienFrames.failureThatLies(id));
            case SENDS_A_RESULT_OF_NEGATIVE_LENGTH -> sendAndWait(AlienFrames.header(RESULT, id, Integer.MIN_VALUE));
            case STOPS_ITSELF ->
                new ProcessBuilder(
                                "kill",
                                "-STOP",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            case CLOSES_THE_CHANNEL_AND_LIVES_ON -> {
                out.close();
                new ProcessBuilder("sh", "-c", "exec sleep 1000 3<&- 4>&-").start();
                closeDescriptor4();
                stay();
            }
            case CUTS_ITS_PAGE_AND_DIES -> {
                cutPage();
                die(6);
            }
            case CUTS_ITS_PAGE_AND_HANGS -> {
                cutPage();
                stay();
            }
            case SENDS_A_VALUE_THAT_IS_NONE -> send(AlienFrames.of(new Frame.Result(id, 1, 5, new byte[] {99, 99})));
            case DIES_AFTER_THE_RESULT -> sendAndDie(result(id, 5));
            case ANSWERS_TWICE -> {
                send(result(id, 5));
                send(result(id, 5));
            }
            case WRITES_TEXT_WHEN_IT_IS_IDLE -> {
                send(result(id, 5));
                send("bored\n".repeat(10).getBytes(StandardCharsets.UTF_8));
            }
            case CLAIMS_TO_HAVE_RUN_SINCE_EVER -> send(result(id, Long.MIN_VALUE));
            default -> send(result(id, 5));
        }
        page.finished();
    }

    private void cutPage() throws IOException {
        try (FileChannel file = FileChannel.open(Path.of(pageFile), StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
    }

    /** The one that the shell made; this process has opened it once more. */
    private static void closeDescriptor4() throws ReflectiveOperationException, IOException {
        var constructor = java.io.FileDescriptor.class.getDeclaredConstructor(int.class);
        constructor.setAccessible(true);
        new FileOutputStream(constructor.newInstance(4)).close();
    }

    private static byte[] hello() {
        return AlienFrames.of(new Frame.Hello(ProcessHandle.current().pid(), "zoo"));
    }

    private static byte[] result(long id, long runNanos) {
        return AlienFrames.of(new Frame.Result(id, 1, runNanos, ONE));
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    private void sendAndDie(byte[] bytes) throws IOException {
        send(bytes);
        die(5);
    }

    private void sendAndWait(byte[] bytes) throws IOException, InterruptedException {
        send(bytes);
        stay();
    }

    private static void die(int status) {
        Runtime.getRuntime().halt(status);
    }

    /** Until somebody ends it: that it has a parent no more does not interest it. */
    private static void stay() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
