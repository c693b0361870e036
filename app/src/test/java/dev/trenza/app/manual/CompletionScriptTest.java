package dev.trenza.app.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a shell completes: the script is asked as the shell asks it. */
@Timeout(120)
class CompletionScriptTest {

    @TempDir
    private Path folder;

    private Path script;

    enum Pace {
        FAST,
        SLOW
    }

    private static CommandLine line() {
        CommandSpec map = CommandSpec.create()
                .mixinStandardHelpOptions(true)
                .addOption(option(String.class, "-j", "--jobs"))
                .addOption(option(Pace.class, "--pace"))
                .addOption(option(boolean[].class, "-v", "--verbose"))
                .addOption(OptionSpec.builder("--task-path")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build())
                .addOption(OptionSpec.builder("--secret").hidden(true).build());
        return new CommandLine(CommandSpec.create().name("trenza").mixinStandardHelpOptions(true))
                .addSubcommand("map", map)
                .addSubcommand("exec", CommandSpec.create().addOption(option(boolean.class, "--json")))
                .addSubcommand("resume", CommandSpec.create());
    }

    private static OptionSpec option(Class<?> type, String... names) {
        return OptionSpec.builder(names[0], Arrays.copyOfRange(names, 1, names.length))
                .type(type)
                .build();
    }

    @BeforeEach
    void write() throws IOException {
        Map<String, List<String>> arguments =
                Map.of("map", List.of(CompletionScript.TASK), "resume", List.of(CompletionScript.RUN));
        CompletionScript completion = new CompletionScript(line(), arguments, List.of("digest", "square", "sleep"));
        script = Files.writeString(folder.resolve("trenza.bash"), completion.bash());
        Files.writeString(folder.resolve("_trenza"), completion.zsh());
        // Stands in for the command: it is asked for the tasks of other jars only.
        Path command =
                Files.writeString(folder.resolve("trenza"), "#!/bin/sh\necho word-count \"$*\" >&2\necho word-count\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(folder.resolve(".trenza/runs/20260105-080000-x"));
    }

    /** An underscore is a word that is not begun yet, or no word. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            _                           | map exec resume
            m                           | map
            --v                         | --version
            map --                      | --help --jobs --pace --task-path --verbose --version
            map -                       | --help --jobs --pace --task-path --verbose --version -V -h -j -v
            map --pace _                | fast slow
            map --pace s                | slow
            map --pace = f              | fast
            map --pace =                | fast slow
            map s                       | sleep square
            map -j 4 sq                 | square
            map -v sq                   | square
            map --pace=f                | --pace=fast
            map --jobs = 4 d            | digest
            map square _                | _
            map square --pa             | --pace
            map square exec             | _
            map --task-path x.jar w     | word-count
            map --task-path = x.jar w   | word-count
            map w --task-path x.jar     | _
            exec --j                    | --json
            exec tool.jar --j           | _
            exec map                    | _
            resume _                    | last 20260105-080000-x
            other _                     | map exec resume
            """)
    void bashCompletes(String words, String expected) throws Exception {
        assertThat(completed("bash", words)).containsExactlyInAnyOrderElementsOf(split(expected));
    }

    @Test
    void whereNothingIsKnownTheShellCompletesFiles() throws IOException {
        assertThat(script).content().endsWith("\ncomplete -o default -F _trenza_complete trenza\n");
    }

    @Test
    void aFileOfZshBeginsWithTheNameOfItsCommand() throws IOException {
        assertThat(folder.resolve("_trenza")).content().startsWith("#compdef trenza\n");
    }

    private List<String> completed(String shell, String words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                shell,
                "-c",
                "source ./trenza.bash; COMP_WORDS=(./trenza \"$@\"); COMP_CWORD=$#; _trenza_complete;"
                        + " printf '%s\\n' \"${COMPREPLY[@]}\"",
                shell));
        command.addAll(split(words));
        if (words.endsWith("_")) {
            command.add("");
        }
        assumeThat(Files.exists(Path.of("/bin/" + shell))).as(shell).isTrue();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return split(out);
    }

    private static List<String> split(String words) {
        return List.of(words.replace("_", "").strip().split("\\s+")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
