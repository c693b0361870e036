package dev.trenza.app.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ManPageTest {

    @Command(name = "braid", description = "Makes a braid. Of three strands.", mixinStandardHelpOptions = true)
    private static final class Braid {}

    @Command(
            name = "cut",
            description = {"Cuts a braid: 50%% of it.", "", ".not a request, 'nor this'"},
            footer = {"  braid cut --by 1 C:\\tmp"})
    @SuppressWarnings("unused") // set by picocli, if at all
    private static final class Cut {

        @Option(
                names = {"-b", "--by"},
                paramLabel = "LENGTH",
                description = "How much.")
        private int by;

        @Option(names = "--all", description = "All of it.")
        private boolean all;

        @Option(names = "--log", arity = "0..1", paramLabel = "FILE", description = "Say so.")
        private String log;

        @Option(names = "--secret", hidden = true)
        private boolean secret;

        @Parameters(paramLabel = "BRAID", description = "Which.")
        private List<String> braids;
    }

    private final List<ManPage> pages =
            ManPage.all(new CommandLine(new Braid()).addSubcommand("cut", new Cut()), "1.2-SNAPSHOT");

    @Test
    void eachCommandHasAPage() {
        assertThat(pages).extracting(ManPage::fileName).containsExactly("braid.1", "braid-cut.1");
        assertThat(pages.get(0).text())
                .startsWith(".TH \"BRAID\" \"1\" \"\" \"trenza 1.2\\-SNAPSHOT\" \"Trenza\"\n")
                .contains(".SH NAME\nbraid \\- Makes a braid\n")
                .contains(".SH COMMANDS\n.TP\n.B cut\n")
                .contains(".SH SEE ALSO\n.BR braid\\-cut (1)\n");
    }

    @Test
    void optionsAreInTheOrderOfTheirNamesAndHiddenOnesAreNot() {
        assertThat(pages.get(1).text())
                .contains(".TP\n\\fIBRAID\\fR\nWhich.\n")
                .containsSubsequence(
                        ".TP\n\\fB\\-\\-all\\fR\nAll of it.\n",
                        ".TP\n\\fB\\-b\\fR, \\fB\\-\\-by\\fR \\fILENGTH\\fR\nHow much.\n",
                        ".TP\n\\fB\\-\\-log\\fR[=\\fIFILE\\fR]\nSay so.\n")
                .doesNotContain("secret");
    }

    @Test
    void nothingOfATextIsARequestToTheFormatter() {
        assertThat(pages.get(1).text())
                .contains("\n\\&.not a request, \\(aqnor this\\(aq\n")
                .contains(".nf\n  braid cut \\-\\-by 1 C:\\etmp\n.fi\n");
        assertThat(pages.get(1).text().lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|TP|PP|B|BR|nh|ad l|nf|fi)( .*)?"));
    }

    @Test
    void percentSignsAreThoseOfTheHelp() {
        String help = new CommandLine(new Cut()).getUsageMessage(CommandLine.Help.Ansi.OFF);
        String line = pages.get(1)
                .text()
                .lines()
                .filter(text -> text.contains("50%"))
                .findFirst()
                .orElseThrow();

        assertThat(help).contains(line.replace("\\-", "-"));
    }
}
