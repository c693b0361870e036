package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.input.HaltPolicy;
import dev.trenza.app.input.MachineLoad;
import dev.trenza.app.input.Pacing;
import dev.trenza.app.progress.ProgressMode;
import dev.trenza.app.run.Conduct;
import dev.trenza.app.run.RunSettings;
import dev.trenza.task.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What {@code map} and {@code exec} take alike: where items come from, when they begin, what happens to them. */
final class ItemOptions {

    @Option(
            names = {"-k", "--keep-order"},
            description = "Results in the order of the items.")
    private boolean keepOrder;

    @Option(
            names = {"-a", "--arg-file"},
            paramLabel = "FILE",
            description = "Take the items from the lines of this file; '-' is stdin.")
    private @Nullable Path argFile;

    @Option(
            names = {"-0", "--null"},
            description = "Items end with a zero byte instead of a line end: find -print0.")
    private boolean endWithNull;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Try an item up to N times, whether its task failed or its worker died.")
    private @Nullable Integer retries;

    @Option(
            names = "--halt",
            paramLabel = "WHEN,WHAT",
            converter = ToHalt.class,
            description = "End before all items are done: now,fail=1 kills what runs, soon,fail=3%% lets it finish;"
                    + " also success= and done=. Exit status 3.")
    private Given<HaltPolicy> halt = Given.nothing("never");

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = ToDelay.class,
            description = "Wait so long between the beginnings of two items: 500ms, 2s.")
    private Duration delay = Duration.ZERO;

    @Option(
            names = "--memfree",
            paramLabel = "SIZE",
            converter = ToSize.class,
            description = "Begin no item while the machine has less memory free than this: 1G.")
    private @Nullable Long freeMemory;

    @Option(
            names = "--load",
            paramLabel = "N",
            converter = ToLoad.class,
            description =
                    "Begin no item while as many threads or more run on the machine: 4, or 80%% of its processors.")
    private @Nullable Double load;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "Keep what each item gave as DIR/1/ITEM/stdout, stderr and seq; or, with a replacement string in"
                            + " it as in out/{/.}, as that name, with .err and .seq. It is printed all the same.")
    private @Nullable String results;

    @Option(names = "--tag", description = "Begin each line of output with the item and a tab.")
    private boolean tag;

    @Option(names = "--dry-run", description = "Show what would run; start nothing.")
    private boolean dryRun;

    @Option(names = "--bar", description = "The same as --progress auto, which is the default: a bar on a terminal.")
    private boolean bar;

    @Option(names = "--eta", description = "The same as --progress plain: a line a second.")
    private boolean eta;

    boolean keepsOrder() {
        return keepOrder;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isTagged() {
        return tag;
    }

    Optional<String> results() {
        return Optional.ofNullable(results);
    }

    /** How often an item is tried, if that was said. */
    OptionalInt attempts() {
        if (retries != null && retries < 1) {
            throw RefusedException.usage("--retries must be >= 1, was " + retries);
        }
        return retries == null ? OptionalInt.empty() : OptionalInt.of(retries);
    }

    Conduct conduct(OptionalInt timeoutPercent) {
        Pacing pacing = new Pacing(
                delay,
                freeMemory == null ? OptionalLong.empty() : OptionalLong.of(freeMemory),
                load == null ? OptionalDouble.empty() : OptionalDouble.of(load));
        if (pacing.asksMachine() && !MachineLoad.ofThisMachine().isKnown()) {
            throw RefusedException.usage("--memfree and --load need /proc, which this system does not have");
        }
        return new Conduct(
                pacing, timeoutPercent, Optional.ofNullable(halt.value()), OptionalInt.empty(), Optional.empty());
    }

    /** The settings with the progress that was asked for. */
    RunSettings shown(RunSettings settings) {
        return eta ? settings.with(ProgressMode.PLAIN) : bar ? settings.with(ProgressMode.AUTO) : settings;
    }

    /**
     * The items.
     *
     * @param given as arguments, before {@code :::}
     */
    MapItems items(Trenza trenza, InstalledTasks tasks, List<String> given) {
        Optional<List<String>> behind = trenza.items();
        if (!given.isEmpty() && behind.isPresent()) {
            throw RefusedException.usage("items are given both before and after ':::'; give them after it: '"
                    + given.get(0) + "' stands before it");
        }
        List<String> items = behind.orElse(given);
        boolean isGiven = behind.isPresent() || !given.isEmpty();
        if (isGiven && argFile != null) {
            throw RefusedException.usage("items are given both as arguments and with --arg-file; take one of them");
        }
        if (isGiven) {
            return MapItems.of(items);
        }
        if (argFile == null && MapItems.isStdinTerminal()) {
            trenza.screen().line("trenza: reading items from the terminal, one a line; Ctrl-D ends them");
        }
        return MapItems.ofLines(tasks, argFile == null ? Path.of("-") : argFile, endWithNull);
    }

    /** Reads {@code now,fail=1}. Not an {@code Optional}, which picocli would wrap once more. */
    static final class ToHalt implements CommandLine.ITypeConverter<Given<HaltPolicy>> {
        @Override
        public Given<HaltPolicy> convert(String text) {
            try {
                return HaltPolicy.parse(text)
                        .map(policy -> new Given<>(policy, text))
                        .orElse(Given.nothing(text));
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads {@code 500ms}, and {@code 2} as seconds. */
    static final class ToDelay implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return RunOptions.seconds(text)
                    .orElseThrow(() -> RunOptions.refuse(text, "a time such as 500ms, 1.5s or 2m"));
        }
    }

    /** Reads {@code 1G}. */
    static final class ToSize implements CommandLine.ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            Long size = Parameter.Type.parseSize(text);
            if (size == null) {
                throw RunOptions.refuse(text, "a size such as 512m or 1G");
            }
            return size;
        }
    }

    /** Reads {@code 4} and {@code 80%}. */
    static final class ToLoad implements CommandLine.ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            boolean isPercent = text.endsWith("%");
            String number = isPercent ? text.substring(0, text.length() - 1) : text;
            if (!number.matches("\\d{1,6}(\\.\\d+)?") || Double.parseDouble(number) == 0) {
                throw RunOptions.refuse(text, "a number of running threads such as 4, or 80% of the processors");
            }
            double value = Double.parseDouble(number);
            return isPercent ? value / 100 * Runtime.getRuntime().availableProcessors() : value;
        }
    }
}
