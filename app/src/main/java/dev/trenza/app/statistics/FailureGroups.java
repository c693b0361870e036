package dev.trenza.app.statistics;

import dev.trenza.app.output.ErrorText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Sorts failures into groups of those that are alike, so that ten thousand of a kind are one line. Not thread-safe. */
final class FailureGroups {

    static final int GROUPS = 60;
    static final int EXAMPLES = 5;

    private static final int STACK_CHARACTERS = 8_000;
    private static final int MESSAGE_CHARACTERS = 1_000;
    private static final int KIND_CHARACTERS = 160;
    private static final Pattern VARYING = Pattern.compile("'[^']*'|\"[^\"]*\"|/\\S+|[0-9a-f]{8,}|\\d+(\\.\\d+)?");

    // Mutable state
    private final Map<Kind, Group> groups = new LinkedHashMap<>();
    private long further;

    private record Kind(String status, String stage, String type, String message) {}

    private static final class Group {
        final ErrorText first;
        final List<FailureGroup.Example> examples = new ArrayList<>();
        long count;

        Group(ErrorText first) {
            this.first = first;
        }
    }

    void add(ItemEnd end) {
        ErrorText error = Objects.requireNonNull(end.error());
        String stage = Objects.requireNonNullElse(end.stage(), "");
        Kind kind = new Kind(end.status(), stage, error.type(), kindOf(error.message()));
        Group group = groups.get(kind);
        if (group == null) {
            if (groups.size() == GROUPS) {
                further++;
                return;
            }
            group = new Group(shortened(error, end.stack().get()));
            groups.put(kind, group);
        }
        group.count++;
        if (group.examples.size() < EXAMPLES) {
            group.examples.add(new FailureGroup.Example(
                    end.stream(), end.seq(), end.item().get(), Cut.to(MESSAGE_CHARACTERS, error.message())));
        }
    }

    private static String kindOf(String message) {
        return VARYING.matcher(Cut.to(KIND_CHARACTERS, message)).replaceAll("#");
    }

    private static ErrorText shortened(ErrorText error, List<String> lines) {
        List<String> stack = new ArrayList<>();
        int left = STACK_CHARACTERS;
        for (String line : lines) {
            left -= line.length();
            if (left < 0) {
                stack.add("...");
                break;
            }
            stack.add(line);
        }
        return new ErrorText(error.type(), Cut.to(MESSAGE_CHARACTERS, error.message()), stack);
    }

    /** The most frequent first. */
    List<FailureGroup> list() {
        return groups.entrySet().stream()
                .map(entry -> new FailureGroup(
                        entry.getKey().status(),
                        entry.getKey().stage(),
                        entry.getValue().count,
                        entry.getValue().first,
                        entry.getValue().examples))
                .sorted(Comparator.comparingLong(FailureGroup::count).reversed())
                .toList();
    }

    /** How many failed in a way that has no group, because there were too many ways. */
    long further() {
        return further;
    }
}
