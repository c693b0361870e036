package dev.trenza.app.reshape;

import dev.trenza.core.pipeline.Aggregate;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a stage may do in the place of running a task. */
@SuppressWarnings("ImmutableEnumChecker") // Lists of List.of, which cannot be changed.
public enum Reshaping {
    /** Several items become one. */
    BATCH(
            "makes one item of several, so that the next stage takes them in one call",
            "size",
            Parameter.required("size", Parameter.Type.INTEGER, "how many items make a batch; the last may be smaller"),
            Parameter.optional(
                    "within",
                    Parameter.Type.DURATION,
                    null,
                    "a batch goes on, full or not, when its first item has waited for so long")),
    /** One item becomes several. */
    EACH(
            "makes an item of each element of a list",
            "field",
            Parameter.optional("field", Parameter.Type.STRING, null, "which field of a map is the list")),
    /** All items become one list. */
    COLLECT(
            "makes one list of all items",
            "max-items",
            Parameter.optional("max-items", Parameter.Type.INTEGER, 100_000, "what comes beyond it fails")),
    /** All items become their number. */
    COUNT("counts the items", ""),
    /** The largest items go on. */
    TOP(
            "lets the n items go on that are the largest by a field, the largest first; keeps n items",
            "n",
            Parameter.required("n", Parameter.Type.INTEGER, "how many"),
            Parameter.optional("by", Parameter.Type.STRING, null, "by which field; the value itself if there is none"),
            Parameter.choice("order", "largest", List.of("largest", "smallest"), "which of them go on")),
    /** Items that agree become one. */
    GROUP(
            "makes one item of all that agree in some fields: these and the count; keeps one entry for each group",
            "by",
            Parameter.optional(
                    "by", Parameter.Type.LIST, null, "which fields must agree; the value itself if there is none"),
            Parameter.optional("count", Parameter.Type.STRING, "count", "how the number of a group's items is called"),
            Parameter.optional("sum", Parameter.Type.LIST, null, "fields whose sums are wanted, as FIELD-sum"),
            Parameter.optional(
                    "min", Parameter.Type.LIST, null, "fields whose smallest values are wanted, as FIELD-min"),
            Parameter.optional(
                    "max", Parameter.Type.LIST, null, "fields whose largest values are wanted, as FIELD-max"),
            Parameter.optional("mean", Parameter.Type.LIST, null, "fields whose means are wanted, as FIELD-mean"),
            Parameter.optional("max-groups", Parameter.Type.INTEGER, 100_000, "an item of a group beyond it fails"));

    private final String description;
    private final String mainParameter;
    private final List<Parameter> parameters;

    Reshaping(String description, String mainParameter, Parameter... parameters) {
        this.description = description;
        this.mainParameter = mainParameter;
        this.parameters = List.of(parameters);
    }

    /** The one of this word, if there is one. */
    public static Optional<Reshaping> of(String word) {
        return Stream.of(values())
                .filter(reshaping -> reshaping.word().equals(word))
                .findFirst();
    }

    /** All words. */
    public static List<String> words() {
        return Stream.of(values()).map(Reshaping::word).toList();
    }

    /** As it is written in a pipeline file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it does, in one line. */
    public String description() {
        return description;
    }

    /** What it takes. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The parameter that a bare value stands for; empty if it takes none. */
    public String mainParameter() {
        return mainParameter;
    }

    /** Whether it can do without parameters: {@code - count}. */
    public boolean standsAlone() {
        return parameters.stream().noneMatch(Parameter::required);
    }

    /**
     * Checks the parameters as {@link #stage} would.
     *
     * @throws IllegalArgumentException tells what does not fit
     */
    public void check(Map<String, Object> given) {
        stage(word(), given);
    }

    /**
     * Makes the stage.
     *
     * @param name of the stage
     * @throws IllegalArgumentException if the parameters do not fit
     */
    public Stage stage(String name, Map<String, Object> given) {
        return stage(name, given, () -> false);
    }

    /**
     * Makes the stage.
     *
     * @param name of the stage
     * @param isCut whether the source ended before its time; what takes all items in then has no result, for a part could
     *     be mistaken for the whole
     * @throws IllegalArgumentException if the parameters do not fit
     */
    public Stage stage(String name, Map<String, Object> given, BooleanSupplier isCut) {
        Parameters checked = Parameters.of("stage", word(), parameters, given);
        return switch (this) {
            case BATCH -> batch(name, atLeastOne("size", checked), checked);
            case EACH -> each(name, field("field", checked));
            case COLLECT -> {
                int limit = atLeastOne("max-items", checked);
                yield aggregate(name, () -> new Collected(limit), isCut);
            }
            case COUNT -> aggregate(name, Count::new, isCut);
            case TOP -> {
                int n = atLeastOne("n", checked);
                Field by = field("by", checked);
                boolean isLargest = checked.string("order").equals("largest");
                yield aggregate(name, () -> new Top(n, by, isLargest), isCut);
            }
            case GROUP -> group(name, checked, isCut);
        };
    }

    private static Stage batch(String name, int size, Parameters parameters) {
        if (!parameters.has("within")) {
            return Stage.batch(name, size);
        }
        Duration within = parameters.duration("within");
        if (within.isZero()) {
            throw new IllegalArgumentException("'within' must be more than 0; leave it out for no limit");
        }
        return Stage.batch(name, size, within);
    }

    private static Stage each(String name, Field field) {
        return Stage.each(name, (Item item) -> field.of(item.value()));
    }

    private static Stage aggregate(String name, Supplier<Aggregate> aggregates, BooleanSupplier isCut) {
        return Stage.aggregate(name, () -> new Whole(aggregates.get(), isCut));
    }

    private static Stage group(String name, Parameters parameters, BooleanSupplier isCut) {
        List<Field> by = fields("by", parameters);
        int limit = atLeastOne("max-groups", parameters);
        List<GroupColumn> columns = Stream.of(GroupColumn.Kind.values())
                .flatMap(kind -> fields(kind.word(), parameters).stream().map(field -> new GroupColumn(field, kind)))
                .toList();
        List<Field> fields = by.isEmpty() ? List.of(Field.WHOLE) : by;
        String count = parameters.string("count");
        Groups unused = new Groups(fields, count, columns, limit); // Refuses now, and not when it runs.
        return aggregate(name, () -> new Groups(fields, count, columns, limit), isCut);
    }

    private static Field field(String parameter, Parameters parameters) {
        return parameters.optionalString(parameter).map(Field::new).orElse(Field.WHOLE);
    }

    private static List<Field> fields(String parameter, Parameters parameters) {
        return parameters.has(parameter)
                ? parameters.list(parameter).stream()
                        .map(name -> new Field(String.valueOf(name)))
                        .toList()
                : List.of();
    }

    private static int atLeastOne(String parameter, Parameters parameters) {
        long number = parameters.integer(parameter);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + parameter + "' must be from 1 to 2147483647, was " + number);
        }
        return (int) number;
    }
}
