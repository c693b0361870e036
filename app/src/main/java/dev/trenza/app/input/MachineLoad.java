package dev.trenza.app.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How busy the machine is, from {@code /proc}. Immutable.
 *
 * @param proc where that is
 */
public record MachineLoad(Path proc) {

    /** Of this machine. */
    public static MachineLoad ofThisMachine() {
        return new MachineLoad(Path.of("/proc"));
    }

    /** Whether the machine can be asked. */
    public boolean isKnown() {
        return running().isPresent() && freeMemory().isPresent();
    }

    /** How many threads run or wait for a processor now, without the one that asks. */
    public OptionalLong running() {
        return line("loadavg", "")
                .map(line -> line.split("[ /]", -1)[3])
                .map(running -> OptionalLong.of(Math.max(0, Long.parseLong(running) - 1)))
                .orElse(OptionalLong.empty());
    }

    /** How many bytes programs can have without swapping. */
    public OptionalLong freeMemory() {
        return line("meminfo", "MemAvailable:")
                .map(line -> line.replaceAll("\\D", ""))
                .map(kilobytes -> OptionalLong.of(Long.parseLong(kilobytes) * 1024))
                .orElse(OptionalLong.empty());
    }

    private Optional<String> line(String file, String beginning) {
        try (Stream<String> lines = Files.lines(proc.resolve(file))) {
            return lines.filter(line -> line.startsWith(beginning)).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
