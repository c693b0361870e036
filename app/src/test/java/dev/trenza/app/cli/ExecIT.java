package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
