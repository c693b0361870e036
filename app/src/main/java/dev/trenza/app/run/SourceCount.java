package dev.trenza.app.run;

import dev.trenza.app.arguments.Size;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.core.pipeline.SourceItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How many items a source has, found out without running anything: files are looked for, but none is read. */
public final class SourceCount {

    private static final long MOST = 1_000_000;
    private static final long SOON_READ = 64L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final OptionalLong items;
    private final String text;

    private SourceCount(OptionalLong items, String text) {
        this.items = items;
        this.text = text;
    }

    /** Counts; may take a while for files. */
    static SourceCount of(PipelineFile.Source source, Flux<?> items) {
        OptionalLong size = FilePlan.size(source);
        if (size.isPresent()) {
            return known(size.getAsLong());
        }
        if (source.name().equals("files")) {
            return ofFiles(items);
        }
        Object path = source.parameters().getOrDefault("path", "-");
        return new SourceCount(
                OptionalLong.empty(),
                path.equals("-")
                        ? "as many items as standard input has"
                        : "as many items as '" + path + "' has" + sizeOf(Path.of(path.toString())));
    }

    /**
     * Counts while the run goes on: names of files, and the items of a file that is soon read twice.
     *
     * @param items cold
     * @return empty if nobody should do that, such as for standard input
     */
    public static Mono<Long> besideTheRun(String source, Map<String, Object> parameters, Flux<?> items) {
        Object path = parameters.getOrDefault("path", "-");
        boolean isCheap = switch (source) {
            case "files" -> true;
            case "lines", "csv", "ndjson", "urls" -> isSmall(Path.of(path.toString()));
            default -> false;
        };
        return isCheap ? items.count() : Mono.empty();
    }

    /** Standard input is no file here: nobody calls one by its sign. */
    private static boolean isSmall(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= SOON_READ;
        } catch (IOException e) {
            return false;
        }
    }

    private static SourceCount known(long size) {
        return new SourceCount(OptionalLong.of(size), items(size));
    }

    private static SourceCount ofFiles(Flux<?> files) {
        Found found = new Found();
        Optional<Throwable> failure = files.doOnComplete(() -> found.isAll = true)
                .take(MOST)
                .takeUntilOther(Mono.delay(LONGEST))
                .doOnNext(found::add)
                .then(Mono.<Throwable>empty())
                .onErrorResume(Mono::just)
                .blockOptional();
        if (failure.isPresent()) {
            return new SourceCount(
                    OptionalLong.empty(),
                    "its source will fail: " + failure.get().getMessage());
        }
        String failed = found.failed == 0 ? "" : ", of which " + found.failed + " will fail: " + found.firstFailure;
        return found.isAll
                ? new SourceCount(OptionalLong.of(found.items), items(found.items) + failed)
                : new SourceCount(OptionalLong.empty(), "more than " + items(found.items) + failed);
    }

    /** Confined to the thread of the source. */
    private static final class Found {

        private long items;
        private long failed;
        private @Nullable String firstFailure;
        private volatile boolean isAll;

        void add(Object item) {
            items++;
            if (item instanceof SourceItem bad) {
                failed++;
                firstFailure = firstFailure == null ? bad.failure().getMessage() : firstFailure;
            }
        }
    }

    private static String sizeOf(Path file) {
        try {
            return Files.isRegularFile(file) ? " (" + Size.describe(Files.size(file)) + ")" : "";
        } catch (IOException e) {
            return "";
        }
    }

    static String items(long size) {
        return size + (size == 1 ? " item" : " items");
    }

    /** How many, if that is known. */
    OptionalLong items() {
        return items;
    }

    @Override
    public String toString() {
        return text;
    }
}
