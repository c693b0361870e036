package dev.trenza.app.exec;

import dev.trenza.app.output.JsonLines;
import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ResultFiles;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A result line for each item, whose value is {@code {"exit":0,"stdout":"...","stderr":"..."}}: also where the item failed,
 * beside its error. Output that is no UTF-8 is {@code {"base64":"..."}}. Confined to one thread at a time.
 */
public final class JsonOutput implements OutcomeFormat {

    private final ProgramOutputs outputs;
    private final JsonLines lines;
    private final PlainOutput keeper;

    /**
     * Takes over the stream.
     *
     * @param results where the outputs are kept as well
     */
    public JsonOutput(ProgramOutputs outputs, OutputStream out, Optional<ResultFiles> results) {
        this.outputs = outputs;
        this.lines = new JsonLines(out, this::ofFailure);
        Screen nowhere = new Screen(OutputStream.nullOutputStream(), false);
        this.keeper = new PlainOutput(outputs, OutputStream.nullOutputStream(), nowhere, false, results);
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        lines.write(
                outcome.outcome() instanceof Outcome.Success<Item, Object> success
                        ? new StreamOutcome(
                                outcome.stream(),
                                new Outcome.Success<>(
                                        success.index(),
                                        success.item(),
                                        printed(outcome.seq(), Optional.of(0)),
                                        success.execution()),
                                outcome.stage(),
                                outcome.waitNanos(),
                                outcome.runNanos())
                        : outcome);
        keeper.write(outcome);
    }

    private Map<String, Object> ofFailure(StreamOutcome outcome) {
        if (!(outcome.outcome() instanceof Outcome.Failure<Item, Object> failure)
                || outcome.outcome().execution().attempts() == 0) {
            return Map.of();
        }
        Optional<Integer> exit = failure.failure().getCause() instanceof ProgramStatusException ended
                ? Optional.of(ended.status())
                : Optional.empty();
        return Map.of("value", printed(outcome.seq(), exit));
    }

    private Map<String, Object> printed(long index, Optional<Integer> exit) {
        Map<String, Object> value = new LinkedHashMap<>();
        exit.ifPresent(status -> value.put("exit", status));
        value.put("stdout", content(outputs.stdout(index)));
        value.put("stderr", content(outputs.stderr(index)));
        return value;
    }

    private static Object content(Path file) {
        byte[] bytes;
        try {
            bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            return "cannot be read: " + e.getMessage();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    @Override
    public void flush() throws IOException {
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
