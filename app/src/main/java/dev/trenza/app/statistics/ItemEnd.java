package dev.trenza.app.statistics;

import dev.trenza.app.output.ErrorText;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one item ended, as a run or a line of results tells it. Immutable.
 *
 * @param stream the stream's name
 * @param seq position in the stream's source, from 0
 * @param item names the item; asked only if it is shown
 * @param status {@code success}, {@code failed}, ...
 * @param stage which stage ended it; {@code null} if nobody knows
 * @param waitNanos that it waited for workers, over all stages
 * @param runNanos that its tasks ran, over all stages
 * @param error why it failed, without its stack; {@code null} if it did not
 * @param stack of the error; asked only if it is shown
 */
record ItemEnd(
        String stream,
        long seq,
        Supplier<String> item,
        String status,
        @Nullable String stage,
        long waitNanos,
        long runNanos,
        @Nullable ErrorText error,
        Supplier<List<String>> stack) {}
