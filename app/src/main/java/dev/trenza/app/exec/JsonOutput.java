package dev.trenza.app.exec;

import dev.trenza.app.output.JsonLines;
import dev.trenza.app.output.OutcomeFormat;
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
 * beside its error. Output that is no UTF-8 is {@code {"base64":"..."}}; {@code stdoutDropped} and {@code stderrDropped}
 * count the bytes that were too many. Confined to one thread at a time.
 */
public final class JsonOutput implements OutcomeFormat {

    private final ProgramOutputs outputs;
    private final JsonLines lines;

    /** Takes over the stream. */
    public JsonOutput(ProgramOutputs outputs, OutputStream out) {
        this.outputs = outputs;
        this.lines = new JsonLines(out, this::ofFailure);
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
                                        printed(outcome.seq(), Optional.of(0), DroppedOutput.of(success.value())),
                                        success.execution()),
                                outcome.stage(),
                                outcome.waitNanos(),
                                outcome.runNanos())
                        : outcome);
    }

    private Map<String, Object> ofFailure(StreamOutcome outcome) {
        if (!(outcome.outcome() instanceof Outcome.Failure<Item, Object> failure)
                || outcome.outcome().execution().attempts() == 0) {
            return Map.of();
        }
        Map<String, Object> value = failure.failure().getCause() instanceof ProgramStatusException ended
                ? printed(outcome.seq(), Optional.of(ended.status()), ended.dropped())
                : printed(outcome.seq(), Optional.empty(), DroppedOutput.NONE);
        return Map.of("value", value);
    }

    private Map<String, Object> printed(long index, Optional<Integer> exit, DroppedOutput dropped) {
        Map<String, Object> value = new LinkedHashMap<>();
        exit.ifPresent(status -> value.put("exit", status));
        value.put("stdout", content(outputs.stdout(index)));
        value.put("stderr", content(outputs.stderr(index)));
        dropped.addTo(value);
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
