package dev.trenza.app.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The words of a command line, without the items behind {@code :::}. Those are nobody's options, whatever they begin with.
 * Immutable.
 *
 * @param words for the parser of options
 * @param items behind {@code :::}; empty if there was none
 */
public record CommandWords(List<String> words, Optional<List<String>> items) {

    private static final List<String> COMMANDS = List.of("map", "exec");
    private static final String ITEMS = ":::";
    private static final String FILE = "::::";

    /**
     * Takes a command line apart; one of a command that has no items stays as it is.
     *
     * @throws IllegalArgumentException if there are items of several sources, whose product this does not make
     */
    public static CommandWords of(String... arguments) {
        List<String> all = Arrays.asList(arguments);
        int command = COMMANDS.stream()
                .mapToInt(all::indexOf)
                .filter(index -> index >= 0)
                .min()
                .orElse(all.size());
        int colons = command;
        while (colons < all.size() && !isColons(all.get(colons))) {
            colons++;
        }
        if (colons >= all.size()) {
            return new CommandWords(all, Optional.empty());
        }
        List<String> words = new ArrayList<>(all.subList(0, colons));
        List<String> items = List.copyOf(all.subList(colons + 1, all.size()));
        if (items.stream().anyMatch(CommandWords::isColons)) {
            throw new IllegalArgumentException("one ::: is all there can be: items of several are not combined here;"
                    + " combine them before, one item a line, and give them on stdin");
        }
        if (all.get(colons).equals(ITEMS)) {
            return new CommandWords(words, Optional.of(items));
        }
        if (items.size() != 1) {
            throw new IllegalArgumentException(":::: takes one file, and there are " + items.size()
                    + "; give several on stdin: cat FILE... | trenza ...");
        }
        words.addAll(command + 1, List.of("--arg-file", items.get(0)));
        return new CommandWords(words, Optional.empty());
    }

    private static boolean isColons(String word) {
        return word.equals(ITEMS) || word.equals(FILE);
    }
}
