package dev.trenza.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

    @Test
    void whatFollowsTheColonsIsNoOption() {
        CommandWords words = CommandWords.of("-v", "map", "square", "-j", "2", ":::", "-1", "--help", "");

        assertThat(words.words()).containsExactly("-v", "map", "square", "-j", "2");
        assertThat(words.items()).hasValue(List.of("-1", "--help", ""));
    }

    @Test
    void noColonsAreNotTheSameAsNoItems() {
        assertThat(CommandWords.of("map", "square", "1").items()).isEmpty();
        assertThat(CommandWords.of("map", "square", ":::").items()).hasValue(List.of());
    }

    @Test
    void fourColonsNameAFile() {
        assertThat(CommandWords.of("exec", "a.jar", "-x", "::::", "list").words())
                .containsExactly("exec", "--arg-file", "list", "a.jar", "-x");
    }

    @Test
    void otherCommandsMayHaveColonsInTheirArguments() {
        assertThat(CommandWords.of("lint", ":::").words()).containsExactly("lint", ":::");
    }

    @Test
    void severalSourcesAreRefused() {
        assertThatThrownBy(() -> CommandWords.of("map", "square", ":::", "1", ":::", "2"))
                .hasMessageContaining("not combined");
    }
}
