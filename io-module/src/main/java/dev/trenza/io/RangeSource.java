package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * {@code range}: whole numbers at equal distances, as in Python: {@code 5} means 0, 1, 2, 3, 4, and the end is never
 * part of it. Thread-safe.
 */
public final class RangeSource implements Source {

    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String STEP = "step";

    @Override
    public String name() {
        return "range";
    }

    @Override
    public String description() {
        return "Whole numbers: 5 means 0, 1, 2, 3, 4";
    }

    @Override
    public String output() {
        return "whole numbers";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.required(TO, Parameter.Type.INTEGER, "the end, which is not part of the range"),
                Parameter.optional(FROM, Parameter.Type.INTEGER, 0, "the first number"),
                Parameter.optional(STEP, Parameter.Type.INTEGER, 1, "the distance; below zero counts down"));
    }

    @Override
    public String mainParameter() {
        return TO;
    }

    /** Emits {@code Long}s on the thread that requests them; empty if the end is not ahead of the start. */
    @Override
    public Flux<Object> open(Parameters parameters) {
        long from = parameters.integer(FROM);
        long to = parameters.integer(TO);
        long step = parameters.integer(STEP);
        if (step == 0) {
            throw new IllegalArgumentException("'step' must not be 0, or the range would never end");
        }
        boolean isEmpty = step > 0 ? from >= to : from <= to;
        return isEmpty ? Flux.empty() : range(from, to, step);
    }

    private static Flux<Object> range(long from, long to, long step) {
        return Flux.generate(() -> from, (number, sink) -> {
            sink.next(number);
            long next = number + step;
            // The sum runs over where the end is near the end of all longs.
            boolean isOver = step > 0 ? next >= to || next < number : next <= to || next > number;
            if (isOver) {
                sink.complete();
            }
            return next;
        });
    }
}
