package dev.trenza.app.catalog;

import dev.trenza.task.Parameter;
import java.util.List;

/**
 * What a source says of itself.
 *
 * @param name what users type
 * @param description one line
 * @param output what it emits, in a few words
 * @param parameters in the order in which they are shown
 * @param mainParameter which of them a bare value stands for
 */
public record SourceDescription(
        String name, String description, String output, List<Parameter> parameters, String mainParameter) {

    /** Copies the parameters. */
    public SourceDescription {
        parameters = List.copyOf(parameters);
    }
}
