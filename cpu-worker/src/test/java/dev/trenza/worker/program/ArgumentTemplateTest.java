package dev.trenza.worker.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentTemplateTest {

    @ParameterizedTest
    @CsvSource({
        "'{}', docs/a/report.tar.gz, docs/a/report.tar.gz",
        "'{.}', docs/a/report.tar.gz, docs/a/report.tar",
        "'{/}', docs/a/report.tar.gz, report.tar.gz",
        "'{//}', docs/a/report.tar.gz, docs/a",
        "'{/.}', docs/a/report.tar.gz, report.tar",
        "'{#}', docs/a/report.tar.gz, 3",
        "'{.}', docs.d/report, docs.d/report",
        "'{//}', report, .",
        "'{//}', /report, /",
        "'{//}', docs/a/, docs",
        "'{//}', docs//a, docs",
        "'{//}', //a, /",
        "'{//}', /, /",
        "'{/}', docs/a/, ''",
        "'{/.}', .profile, ''",
        "'out/{/.}.txt:{}', a/b.c, out/b.txt:a/b.c",
        "'{print $1} {x} {', a, '{print $1} {x} {'",
    })
    void aReplacementStringBecomesWhatGnuParallelMakesOfIt(String template, String item, String filled) {
        assertThat(ArgumentTemplate.fill(template, item, 2)).isEqualTo(filled);
    }

    @Test
    void whatAnItemBringsInIsNotLookedAtAgain() {
        ArgumentTemplate template = ArgumentTemplate.of(List.of("<{}>", "{/}"));

        assertThat(template.fill("{}\n'{.}' $1\\", 0)).containsExactly("<{}\n'{.}' $1\\>", "{}\n'{.}' $1\\");
    }
}
