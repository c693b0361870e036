package dev.trenza.examples.samples;

import java.util.List;

/**
 * A text that is written in several formats. Immutable.
 *
 * @param name of its files, without ending
 * @param title on one line
 * @param paragraphs each on one line, without tabs or double spaces
 */
public record SampleText(String name, String title, List<String> paragraphs) {

    /** Copies the paragraphs. */
    public SampleText {
        paragraphs = List.copyOf(paragraphs);
    }
}
