package dev.trenza.app.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void aNameThatIsTooLongLosesItsMiddle() {
        String name = "examples/document-tasks/target/hostile/documents/zip-bomb.docx";

        assertThat(Printable.shortened(name, 48))
                .isEqualTo("examples/docume...ostile/documents/zip-bomb.docx")
                .hasSize(48);
        assertThat(Printable.shortened(name, name.length())).isEqualTo(name);
    }

    @Test
    void linesBecomeOneAndLoseTheirEnd() {
        assertThat(Printable.oneLine(" one \r\n two\nthree ", 20)).isEqualTo("one | two | three");
        assertThat(Printable.oneLine("0123456789", 8)).isEqualTo("01234...");
    }

    @Test
    void nothingMovesTheCursor() {
        assertThat(Printable.line("a\033[2Jb\rc\u009bd\te")).isEqualTo("a^[[2Jb^Mc?d\te");
    }
}
