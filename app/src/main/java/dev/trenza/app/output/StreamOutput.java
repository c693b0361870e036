package dev.trenza.app.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the results of one stream go that has a place of its own. Immutable.
 *
 * @param lines the file of its result lines, if it has one
 * @param table what takes its values in the place of result lines
 */
public record StreamOutput(Optional<Path> lines, Optional<TableOutput> table) {

    /**
     * Opens it.
     *
     * @param stream its name
     * @throws IOException if it cannot be written
     */
    public OutcomeFormat open(String stream) throws IOException {
        OutputStream nowhere = OutputStream.nullOutputStream();
        return table.isPresent() ? table.get().open(nowhere, List.of(stream)) : Results.jsonLines(lines, nowhere);
    }
}
