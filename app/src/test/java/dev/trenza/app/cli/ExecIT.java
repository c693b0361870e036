package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Existing programs, well-behaved and not, as items. */
@Tag("cli")
@Timeout(300)
class ExecIT {

    @TempDir
    Path folder;

    /** Does what its last argument says. */
    public static final class Zoo {
        private static final PrintStream OUT = System.out;

        private Zoo() {}

        public static void main(String[] args) throws Exception {
            String item = args[args.length - 1];
            OUT.println("begin " + String.join("|", args));
            switch (item) {
                case "exit" -> System.exit(3);
                case "reflect" -> System.class.getMethod("exit", int.class).invoke(null, 4);
                case "halt" -> Runtime.getRuntime().halt(5);
                case "throw" -> throw new IOException("thrown");
                case "close" -> System.out.close();
                case "stdin" -> System.out.println("read " + System.in.readAllBytes().length);
                case "locale" -> Locale.setDefault(Locale.ITALY);
                case "thread" -> new Thread(() -> OUT.println("thread")).start();
                case "error" -> System.err.println("told");
                case "directory" ->
                    OUT.println(System.getenv("ACME") + " in " + System.getProperty("user.dir") + " has "
                            + Files.readString(Path.of("name")) + ", stdin "
                            + new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
                default -> OUT.println(Locale.getDefault());
            }
        }
    }

    @Test
    void eachItemEndsByItselfAndHasItsOwnOutput() throws Exception {
        Path items = Files.writeString(
                folder.resolve("items"), "exit\nreflect\nhalt\nthrow\nclose\nstdin\nlocale\nthread\n{} 'x'\n\n");

        Trenza.Result result = Trenza.run(
                "exec",
                "-j",
                "1",
                "-k",
                "-a",
                items.toString(),
                "-cp",
                classes(),
                Zoo.class.getName(),
                "-v",
                "{#}",
                "{}");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().stream()
                        .filter(line -> line.startsWith("begin "))
                        .toList())
                .containsExactly(
                        "begin -v|1|exit",
                        "begin -v|2|reflect",
                        "begin -v|3|halt",
                        "begin -v|4|throw",
                        "begin -v|5|close",
                        "begin -v|6|stdin",
                        "begin -v|7|locale",
                        "begin -v|8|thread",
                        "begin -v|9|{} 'x'",
                        "begin -v|10|");
        assertThat(result.out()).contains("read 0", "thread").doesNotContain("it_IT");
        assertThat(result.err())
                .contains(
                        "trenza: exec: 'exit': exit status 3",
                        "trenza: exec: 'reflect': exit status 4",
                        "trenza: exec: 'halt': exit status 5",
                        "trenza: exec: 'throw': exit status 1",
                        "Exception in thread \"main\" java.io.IOException: thrown")
                .filteredOn(line -> line.contains("cannot be intercepted"))
                .hasSize(1);
    }

    @Test
    void aPolicyHaltsWhatHasNotBegun() throws Exception {
        Trenza.Result result = Trenza.run(
                "exec",
                "--json",
                "-j",
                "1",
                "--halt",
                "soon,fail=1",
                "-cp",
                classes(),
                Zoo.class.getName(),
                ":::",
                "a",
                "exit",
                "b",
                "c",
                "d",
                "e");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.out().get(0))
                .contains("\"status\":\"success\"", "\"value\":{\"exit\":0,\"stdout\":\"begin a");
        assertThat(result.out().get(1)).contains("\"status\":\"failed\"", "\"value\":{\"exit\":3,");
        assertThat(result.out().subList(2, result.out().size())).allMatch(line -> line.contains("\"skipped\""));
        assertThat(result.err()).contains("trenza: halted by --halt soon,fail=1: 1 failed, 1 succeeded");
    }

    @Test
    void aRunGoesOnWhereItEndedAndIsRefusedForAnotherProgram() throws Exception {
        List<String> command = List.of(
                "exec",
                "-k",
                "--run-dir",
                folder.resolve("run").toString(),
                "--joblog",
                folder.resolve("log").toString(),
                "--resume",
                "-cp",
                classes(),
                Zoo.class.getName());

        Trenza.Result first = Trenza.run(with(command, "-v", ":::", "error", "exit"));
        Trenza.Result second = Trenza.run(with(command, "-v", ":::", "new", "exit", "error"));
        Trenza.Result other = Trenza.run(with(command, "-x", ":::", "new"));

        assertThat(first.status()).isEqualTo(1);
        assertThat(first.out()).containsExactly("begin -v|error", "begin -v|exit");
        assertThat(first.err()).contains("told");
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.out()).startsWith("begin -v|new").doesNotContain("begin -v|exit", "begin -v|error");
        assertThat(second.err()).doesNotContain("told").anyMatch(line -> line.contains("going on with"));
        assertThat(folder.resolve("run").resolve("results.ndjson"))
                .content()
                .contains("begin -v|new", "begin -v|exit", "begin -v|error");
        assertThat(Files.readAllLines(folder.resolve("log")))
                .hasSize(4)
                .anyMatch(line -> line.matches("2\t.*\t3\t0\tjava -cp .*Zoo' -v exit"));
        assertThat(other.status()).isEqualTo(65);
        assertThat(other.err()).anyMatch(line -> line.contains("args=[-x, {}]"));
    }

    @Test
    void eachItemRunsInItsDirectoryWithTheVariablesOfTheCommand() throws Exception {
        for (String name : List.of("a", "b")) {
            Path directory = Files.createDirectory(folder.resolve(name));
            Files.writeString(directory.resolve("name"), name);
            Files.writeString(directory.resolve("directory"), "of " + name);
        }

        Trenza.Result result;
        try (Trenza trenza = Trenza.start(
                Path.of("").toAbsolutePath(),
                Map.of("ACME", "42", "PWD", "/elsewhere"),
                "exec",
                "-j1",
                "-k",
                "--workdir",
                "{//}",
                "--stdin",
                "{}",
                "-cp",
                classes(),
                Zoo.class.getName(),
                "{/}",
                ":::",
                folder + "/a/directory",
                folder + "/b/directory",
                folder + "/none/directory")) {
            result = trenza.end();
        }

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains(
                        "42 in " + folder.toRealPath() + "/a has a, stdin of a",
                        "42 in " + folder.toRealPath() + "/b has b, stdin of b");
        assertThat(result.err())
                .anyMatch(line -> line.contains("there is no directory '" + folder + "/none'; make it before"));
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void whatCannotRunIsToldWithoutAStart() throws Exception {
        Trenza.Result none = Trenza.run("exec");
        Trenza.Result noClass = Trenza.run("exec", "-cp", classes(), "no.Main", ":::", "a");

        assertThat(List.of(none.status(), noClass.status())).containsExactly(2, 2);
        assertThat(none.err()).singleElement().asString().startsWith("trenza: which program? trenza exec JAR");
        assertThat(noClass.err()).singleElement().asString().startsWith("trenza: there is no class 'no.Main' in");
    }

    private static String classes() {
        return Path.of(Zoo.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }
}
