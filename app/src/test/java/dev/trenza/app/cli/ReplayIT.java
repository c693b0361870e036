package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(180)
class ReplayIT {

    @TempDir
    Path folder;

    private Path quarantined(String command, String... more) throws Exception {
        Path item = Files.writeString(folder.resolve("item"), command);
        String[] always = {
            "map",
            "obey",
            item.toString(),
            "--task-path",
            Trenza.HOSTILE_TASKS.toString(),
            "--heap",
            "64m",
            "--quarantine",
            folder.resolve("bad").toString()
        };
        Trenza.Result result =
                Trenza.run(Stream.concat(Stream.of(always), Stream.of(more)).toArray(String[]::new));
        assertThat(result.status()).isEqualTo(1);
        try (Stream<Path> kept = Files.list(folder.resolve("bad"))) {
            Path directory = kept.findFirst().orElseThrow();
            assertThat(result.out().get(0)).contains("\"quarantine\":\"" + directory + "\"");
            return directory;
        }
    }

    @Test
    void anItemThatKillsItsWorkerDoesSoAgainAloneAndIsToldAsMapDoes() throws Exception {
        Path directory = quarantined("exit 7");

        Trenza.Result result = Trenza.run("replay", directory.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .singleElement()
                .asString()
                .contains("{\"stream\":\"obey\",\"seq\":0,\"item\":\"" + folder.resolve("item")
                        + "\",\"status\":\"crashed\"")
                .contains("\"exitCode\":7");
        assertThat(result.err()).anyMatch(line -> line.contains("the task called System.exit(7)"));
    }

    @Test
    void anItemThatWasMendedSucceeds() throws Exception {
        Path directory = quarantined("exit 7");
        Files.writeString(folder.resolve("item"), "echo mended");

        Trenza.Result result = Trenza.run("replay", directory.toString(), "--attempts", "2", "--timeout", "1m");

        assertThat(result.status()).isZero();
        assertThat(result.out()).singleElement().asString().contains("\"status\":\"success\"", "mended");
        assertThat(result.err()).noneMatch(line -> line.startsWith("trenza:"));
    }

    @Test
    void anItemMayGetMoreHeapAtOnce() throws Exception {
        Path directory = quarantined("allocate", "--oom-heap", "96m");

        assertThat(directory.resolve("history.txt")).content().contains("attempt 1: ", "attempt 2: ");
        Trenza.Result result = Trenza.run("replay", directory.toString(), "--heap", "80m");
        assertThat(result.out()).singleElement().asString().contains("\"status\":\"out-of-memory\"");
    }

    @Test
    void aWorkerMayWaitForADebugger() throws Exception {
        Path directory = quarantined("exit 7");
        Files.writeString(folder.resolve("item"), "echo debugged");
        int port = freePort();

        try (Trenza trenza =
                Trenza.start(folder, Map.of(), "replay", directory.toString(), "--debug", Integer.toString(port))) {
            trenza.awaitErr("Listening for transport dt_socket at address: " + port);
            resume(port);
            Trenza.Result result = trenza.end();

            assertThat(result.status()).isZero();
            assertThat(result.out()).singleElement().asString().contains("debugged");
            assertThat(result.err())
                    .contains("trenza: the worker waits for a debugger on localhost:" + port + " and then goes on");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What a debugger does first and last: the handshake, and the command to let all threads go on. */
    private static void resume(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] handshake = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(handshake);
            assertThat(socket.getInputStream().readNBytes(handshake.length)).isEqualTo(handshake);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 11, 0, 0, 0, 1, 0, 1, 9}); // VirtualMachine.Resume
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().read()).isNotNegative();
        }
    }

    @Test
    void whatCannotBeReplayedIsToldInOneLine() throws Exception {
        Path directory = quarantined("exit 7");

        told(
                2,
                "is no item of a quarantine: it has no item.properties; it may be a quarantine of several: try '"
                        + directory + "'",
                "replay",
                folder.resolve("bad").toString());
        told(2, "--debug must be a port from 1 to 65535, was 0", "replay", directory.toString(), "--debug", "0");
        told(2, "--attempts must be >= 1, was 0", "replay", directory.toString(), "--attempts", "0");
        Path properties = directory.resolve("item.properties");
        String content = Files.readString(properties);
        Files.writeString(properties, content.replace(Trenza.HOSTILE_TASKS.toString(), "/gone/hostile-tasks.jar"));
        told(
                65,
                "task 'obey' is not on the task path: '/gone/hostile-tasks.jar', which its worker had, does not exist",
                "replay",
                directory.toString());
        Trenza.Result moved =
                Trenza.run("replay", directory.toString(), "--task-path", Trenza.HOSTILE_TASKS.toString());
        assertThat(moved.status()).isEqualTo(1);
        String recorded = content.lines()
                .filter(line -> line.startsWith("worker.java="))
                .findFirst()
                .orElseThrow();
        Files.writeString(properties, content.replace(recorded, "worker.java=/gone/bin/java"));
        told(
                65,
                "the item's worker ran on '/gone/bin/java', which is not there any more; name another with --java",
                "replay",
                directory.toString());
        told(2, "--java: '/gone/java' is no program", "replay", directory.toString(), "--java", "/gone/java");
        Trenza.Result onAnother =
                Trenza.run("replay", directory.toString(), "--java", recorded.substring("worker.java=".length()));
        assertThat(onAnother.status()).isEqualTo(1);
        Files.writeString(properties, content.replace("version=1", "version=2"));
        told(65, "is of version 2, and this is for version 1", "replay", directory.toString());
    }

    private static void told(int status, String line, String... arguments) throws Exception {
        Trenza.Result result = Trenza.run(arguments);

        assertThat(result.status()).isEqualTo(status);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .singleElement()
                .asString()
                .startsWith("trenza: ")
                .contains(line);
    }
}
