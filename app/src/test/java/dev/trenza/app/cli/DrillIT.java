package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("process")
@Timeout(300)
class DrillIT {

    @Test
    void allDrillsPassWithTheDefaults() throws Exception {
        Trenza.Result result = Trenza.run("drill");

        assertThat(result.out())
                .as("every line but head and sum")
                .filteredOn(line -> line.startsWith("PASS"))
                .hasSize(23);
        assertThat(result.out()).noneMatch(line -> line.startsWith("FAIL"));
        assertThat(result.out()).last().isEqualTo("23 of 23 drills passed; 0 of 4600 healthy items lost");
        assertThat(result.err()).as("no task reaches the screen").isEmpty();
        assertThat(result.status()).isZero();
    }

    @Test
    void aTimeOutThatNeverComesFailsTheDrill() throws Exception {
        Trenza.Result result = Trenza.run("drill", "loop", "--timeout", "1h", "--patience", "5s");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).anyMatch(line -> line.startsWith("FAIL  loop "));
        assertThat(result.out()).anyMatch(line -> line.contains("-> not all items had ended after 5.00 s"));
        assertThat(result.out()).last().asString().startsWith("0 of 1 drills passed");
    }

    @Test
    void aTimeOutThatComesTooSoonFailsTheDrill() throws Exception {
        Trenza.Result result = Trenza.run("drill", "flood-stderr", "--timeout", "1ms");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).anyMatch(line -> line.contains("-> the hostile item ended as timed-out"));
    }

    @Test
    void aHeapThatStartsNoWorkerFailsTheDrill() throws Exception {
        Trenza.Result result = Trenza.run("drill", "throw", "--heap", "900000g", "--json");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .singleElement()
                .asString()
                .startsWith("{\"passed\":false,")
                .contains("cannot start")
                .doesNotContain("not all items had ended after");
    }

    @Test
    void theListStartsNothing() throws Exception {
        Trenza.Result result = Trenza.run("drill", "--list");

        assertThat(result.status()).isZero();
        assertThat(result.out()).hasSize(25).contains("exit                   calls System.exit(7)");
    }

    @Test
    void inASandboxDrillsPassToo() throws Exception {
        Isolation.assumeHere();

        Trenza.Result result =
                Trenza.run("drill", "--sandbox", "exit", "exhaust-heap", "loop", "reach-network", "write-files");

        assertThat(result.out()).noneMatch(line -> line.startsWith("FAIL"));
        assertThat(result.out()).anyMatch(line -> line.startsWith("PASS  reach-network "));
        assertThat(result.out()).anyMatch(line -> line.startsWith("PASS  write-files "));
        assertThat(result.out()).last().isEqualTo("5 of 5 drills passed; 0 of 1000 healthy items lost");
        assertThat(result.status()).isZero();
    }

    @Test
    void withoutASandboxFilesCanBeWritten() throws Exception {
        Trenza.Result result = Trenza.run("drill", "write-files");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).anyMatch(line -> line.startsWith("FAIL  write-files "));
    }

    @Test
    void aSandboxThatCannotBeHadIsToldInOneLine() throws Exception {
        Trenza.Result result = Isolation.runWithoutPrograms("drill", "--sandbox");

        assertThat(result.status()).isEqualTo(71);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .singleElement()
                .asString()
                .startsWith("trenza: the sandbox 'isolated' is not to be had on this system: neither bwrap");
    }

    @Test
    void aDrillThatIsNotThereBringsTheNearestName() throws Exception {
        Trenza.Result result = Trenza.run("drill", "frozn");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).as("no head of a table that never comes").isEmpty();
        assertThat(result.err())
                .isEqualTo(
                        List.of("trenza: no drill is named 'frozn'; did you mean 'frozen'? (see trenza drill --list)"));
    }
}
