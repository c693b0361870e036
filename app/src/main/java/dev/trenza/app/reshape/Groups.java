package dev.trenza.app.reshape;

import dev.trenza.core.pipeline.Aggregate;
import dev.trenza.core.pipeline.Item;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts and sums of items that agree in some fields; keeps one entry for each group, in the order of their first items. */
final class Groups implements Aggregate {

    private final List<Field> by;
    private final String count;
    private final List<GroupColumn> columns;
    private final int limit;

    // Mutable state
    private final Map<List<@Nullable Object>, Group> groups = new LinkedHashMap<>();

    private static final class Group {
        private final List<@Nullable Object> values;
        private final List<GroupColumn.Cell> cells;
        private long count;

        Group(List<@Nullable Object> values, List<GroupColumn.Cell> cells) {
            this.values = values;
            this.cells = cells;
        }
    }

    /**
     * Makes groups.
     *
     * @param count how the field with the number of items is called
     * @param limit of the groups
     * @throws IllegalArgumentException if two fields of a result would have one name
     */
    Groups(List<Field> by, String count, List<GroupColumn> columns, int limit) {
        this.by = by;
        this.count = count;
        this.columns = columns;
        this.limit = limit;
        refuseTwins();
    }

    private void refuseTwins() {
        Set<String> names = new HashSet<>(Set.of(count));
        Stream.concat(by.stream().map(Field::name), columns.stream().map(GroupColumn::name))
                .filter(name -> !names.add(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("two fields of a group would be named '" + name + "'"
                            + (name.equals(count) ? "; name the number of its items: { by: ..., count: items }" : ""));
                });
    }

    @Override
    public void add(Item item) {
        List<@Nullable Object> values = new ArrayList<>();
        by.forEach(field -> values.add(field.of(item.value())));
        List<@Nullable Object> key = new ArrayList<>(values);
        key.replaceAll(Groups::comparable);
        Group group = groups.get(key);
        if (group == null) {
            if (groups.size() == limit) {
                throw new IllegalStateException(
                        "there are " + limit + " groups already, and max-groups is that; raise it");
            }
            group = new Group(values, columns.stream().map(GroupColumn::newCell).toList());
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

    /** Arrays are equal to themselves only. */
    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }

    @Override
    public Collection<?> results() {
        List<Map<String, @Nullable Object>> results = new ArrayList<>();
        groups.forEach((key, group) -> {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            for (int i = 0; i < by.size(); i++) {
                result.put(by.get(i).name(), group.values.get(i));
            }
            result.put(count, group.count);
            for (int i = 0; i < columns.size(); i++) {
                result.put(columns.get(i).name(), group.cells.get(i).result());
            }
            results.add(result);
        });
        return results;
    }
}
