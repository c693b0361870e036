package dev.trenza.app.catalog;

import dev.trenza.task.Parameter;
import java.util.List;

/**
 * What a task says of itself.
 *
 * @param kind where it runs
 * @param name what users type
 * @param description one line
 * @param input what it takes, in a few words
 * @param output what it returns, in a few words
 * @param parameters in the order in which they are shown
 */
public record TaskDescription(
        TaskKind kind, String name, String description, String input, String output, List<Parameter> parameters) {

    /** Copies the parameters. */
    public TaskDescription {
        parameters = List.copyOf(parameters);
    }
}
