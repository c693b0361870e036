package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|a file pattern must not be empty; write '**' for all files",
                "/|file pattern '/' means a directory; add '**' for all files below it",
                "docs/|file pattern 'docs/' means a directory; add '**' for all files below it",
                "./.|file pattern './.' means a directory; add '**' for all files below it",
                "a/{b,c|file pattern 'a/{b,c': a '{' is not closed; write '\\{' for a brace",
                "a/[b|file pattern 'a/[b': a '[' is not closed; write '\\[' for a bracket",
                "[]|file pattern '[]': a '[' is not closed; write '\\[' for a bracket",
                "[z-a]|file pattern '[z-a]': the range 'z-a' is empty; write 'a-z'"
            })
    void whatIsNoPatternIsRefusedWithItsRemedy(String text, String message) {
        assertThatThrownBy(() -> Glob.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void bracesMultiplyUpToALimit() {
        assertThat(Glob.parse("{a,b}/{c,d{e,f}}.{x}")).hasSize(6);
        assertThatThrownBy(() -> Glob.parse("{0,1,2,3,4,5,6,7,8,9}".repeat(4)))
                .hasMessageContaining("has more than 1000 alternatives; write several patterns");
    }
}
