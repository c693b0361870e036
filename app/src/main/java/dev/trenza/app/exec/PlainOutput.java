package dev.trenza.app.exec;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ResultFiles;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Prints what each item printed, as GNU parallel does: one item after the other, its stdout and then its stderr, byte for
 * byte. Confined to one thread at a time.
 */
public final class PlainOutput implements OutcomeFormat {

    private static final int BUFFER = 64 * 1024;

    private final ProgramOutputs outputs;
    private final OutputStream out;
    private final Screen screen;
    private final boolean isTagged;
    private final Optional<ResultFiles> results;

    /**
     * Takes over the stream.
     *
     * @param isTagged whether each line begins with the item and a tab
     * @param results where the outputs are kept; empty keeps none
     */
    public PlainOutput(
            ProgramOutputs outputs, OutputStream out, Screen screen, boolean isTagged, Optional<ResultFiles> results) {
        this.outputs = outputs;
        this.out = new BufferedOutputStream(out, BUFFER);
        this.screen = screen;
        this.isTagged = isTagged;
        this.results = results;
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        if (outcome.outcome() instanceof Outcome.Skipped) {
            return;
        }
        String item = String.valueOf(outcome.origin());
        byte[] tag = isTagged ? (item + "\t").getBytes(StandardCharsets.UTF_8) : new byte[0];
        Path stdout = outputs.stdout(outcome.seq());
        Path stderr = outputs.stderr(outcome.seq());
        copy(stdout, tag, out);
        if (Files.exists(stderr)) {
            out.flush(); // What came first shall be seen first.
            copy(stderr, tag, screen.raw());
        }
        if (results.isPresent()) {
            ResultFiles.Trio kept = results.get().of(item, outcome.seq());
            keep(stdout, kept.stdout());
            keep(stderr, kept.stderr());
        } else {
            Files.deleteIfExists(stdout);
            Files.deleteIfExists(stderr);
        }
    }

    private static void copy(Path file, byte[] tag, OutputStream to) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (tag.length == 0) {
                in.transferTo(to);
            } else {
                copyTagged(in, tag, to);
            }
        }
        to.flush();
    }

    private static void copyTagged(InputStream in, byte[] tag, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        boolean isLineBegun = false;
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            int from = 0;
            for (int i = 0; i < length; i++) {
                if (!isLineBegun) {
                    to.write(buffer, from, i - from);
                    to.write(tag);
                    from = i;
                }
                isLineBegun = buffer[i] != '\n';
            }
            to.write(buffer, from, length - from);
        }
        if (isLineBegun) {
            to.write('\n'); // Or the next tag would not begin a line.
        }
    }

    private static void keep(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.write(to, new byte[0]);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
