package dev.trenza.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Values that take the place of those in a pipeline file. */
final class SetOption {

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = {
                "Say something else than the file, or more: --set streams.texts.stages[0].concurrency=16. May be given"
                        + " several times; a later one wins."
            })
    private List<String> settings = new ArrayList<>();

    /** As they were given. */
    List<String> settings() {
        return List.copyOf(settings);
    }
}
