package dev.trenza.app.newtask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskNameTest {

    @ParameterizedTest
    @CsvSource({
        "word-count, tasks.wordcount, WordCountTask, tasks/wordcount",
        "ocr, tasks.ocr, OcrTask, tasks/ocr",
        "mp3-to-wav2, tasks.mp3towav2, Mp3ToWav2Task, tasks/mp3towav2",
        "class, tasks.classtask, ClassTask, tasks/classtask",
    })
    void itsCodeIsCalledAfterIt(String name, String packageName, String className, String path) {
        TaskName task = TaskName.of(name);

        assertThat(task.packageName()).isEqualTo(packageName);
        assertThat(task.className()).isEqualTo(className);
        assertThat(task.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "WordCount, word-count",
        "word_count, word-count",
        "word count, word-count",
        "../word, word",
        "7-zip, zip",
        "-x-, x",
        "word--count, word-count",
        "wörd-cöunt, word-count"
    })
    void whatIsNoNameIsToldWithOneThatWouldBe(String text, String near) {
        assertThatThrownBy(() -> TaskName.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not, but '" + near + "' would be");
    }

    @Test
    void thereMayBeNoNameThatIsNear() {
        assertThatThrownBy(() -> TaskName.of("99")).hasMessageEndingWith("'99' is not");
        assertThatThrownBy(() -> TaskName.of("x".repeat(41))).hasMessageContaining("has 41; take a shorter one");
    }

    @Test
    void aPackageThatJavaWouldRefuseIsRefused() {
        assertThatThrownBy(() -> new TaskName("word-count", "com.new.1"))
                .hasMessage("'com.new.1' cannot be the name of a Java package; give one with --package, such as"
                        + " 'com.example.wordcount'");
    }
}
