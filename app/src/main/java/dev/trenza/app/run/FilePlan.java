package dev.trenza.app.run;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.pipelinefile.PipelineFile;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes a {@link Plan} of a pipeline file. */
public final class FilePlan {

    private FilePlan() {}

    /** The plan of this file; opens its sources, which do nothing before the run. */
    public static Plan of(PipelineFile file, InstalledTasks tasks) {
        List<Plan.StreamPlan> streams =
                file.streams().stream().map(stream -> plan(stream, tasks)).toList();
        return new Plan(file.name(), streams);
    }

    private static Plan.StreamPlan plan(PipelineFile.Stream stream, InstalledTasks tasks) {
        PipelineFile.Source source = stream.source();
        Flux<Object> items = tasks.sourceCatalog().open(source.name(), source.parameters());
        return new Plan.StreamPlan(
                stream.name(),
                items,
                isReshaped(stream) ? OptionalLong.empty() : size(source),
                isReshaped(stream) ? Mono.empty() : SourceCount.besideTheRun(source.name(), source.parameters(), items),
                stream.ordered(),
                stream.stages(),
                stream.onError());
    }

    /** Then as many items end as nobody knows before. */
    private static boolean isReshaped(PipelineFile.Stream stream) {
        return stream.stages().stream().anyMatch(PipelineFile.Stage::isReshaping);
    }

    /** Only what is plain to see: a glob or a file would have to be read twice. */
    static OptionalLong size(PipelineFile.Source source) {
        Object values = source.parameters().get("values");
        if (source.name().equals("items") && values instanceof List<?> list) {
            return OptionalLong.of(list.size());
        }
        return source.name().equals("range") ? rangeSize(source.parameters()) : OptionalLong.empty();
    }

    private static OptionalLong rangeSize(Map<String, Object> range) {
        BigInteger from = new BigInteger(range.getOrDefault("from", "0").toString());
        BigInteger to = new BigInteger(String.valueOf(range.get("to")));
        BigInteger step = new BigInteger(range.getOrDefault("step", "1").toString());
        BigInteger[] steps = to.subtract(from).divideAndRemainder(step);
        BigInteger size = steps[1].signum() == 0 ? steps[0] : steps[0].add(BigInteger.ONE);
        boolean isEmpty = to.subtract(from).signum() != step.signum();
        return size.bitLength() > 63 ? OptionalLong.empty() : OptionalLong.of(isEmpty ? 0 : size.longValue());
    }
}
