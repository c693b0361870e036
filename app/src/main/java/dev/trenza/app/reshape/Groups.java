package dev.trenza.app.reshape;

import dev.trenza.core.pipeline.Aggregate;
import dev.trenza.core.pipeline.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts and sums of items that agree in some fields; keeps one entry for each group, in the order of their first items. */
final class Groups implements Aggregate {

    private final List<Field> by;
    private final List<GroupColumn> columns;
    private final int limit;

    // Mutable state
    private final Map<List<@Nullable Object>, Group> groups = new LinkedHashMap<>();

    private static final class Group {
        private final List<GroupColumn.Cell> cells;
        private long count;

        Group(List<GroupColumn.Cell> cells) {
            this.cells = cells;
        }
    }

    Groups(List<Field> by, List<GroupColumn> columns, int limit) {
        this.by = by;
        this.columns = columns;
        this.limit = limit;
    }

    @Override
    public void add(Item item) {
        List<@Nullable Object> key = new ArrayList<>();
        by.forEach(field -> key.add(field.of(item.value())));
        Group group = groups.get(key);
        if (group == null) {
            if (groups.size() == limit) {
                throw new IllegalStateException(
                        "there are " + limit + " groups already, and max-groups is that; raise it");
            }
            group = new Group(columns.stream().map(GroupColumn::newCell).toList());
        }
        // All or nothing: an item that fails must not be counted by half.
        for (int i = 0; i < columns.size(); i++) {
            group.cells.get(i).check(columns.get(i).field(), item.value());
        }
        for (int i = 0; i < columns.size(); i++) {
            group.cells.get(i).add(columns.get(i).field(), item.value());
        }
        group.count++;
        groups.putIfAbsent(key, group);
    }

    @Override
    public Collection<?> results() {
        List<Map<String, @Nullable Object>> results = new ArrayList<>();
        groups.forEach((key, group) -> {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            for (int i = 0; i < by.size(); i++) {
                result.put(by.get(i).name(), key.get(i));
            }
            result.put("count", group.count);
            for (int i = 0; i < columns.size(); i++) {
                result.put(columns.get(i).name(), group.cells.get(i).result());
            }
            results.add(result);
        });
        return results;
    }
}
