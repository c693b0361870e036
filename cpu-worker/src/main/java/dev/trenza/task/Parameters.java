package dev.trenza.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The checked values of a task's declared parameters. Immutable. */
public final class Parameters {

    private final Map<String, Object> values;

    private Parameters(Map<String, Object> values) {
        this.values = values;
    }

    /**
     * Checks what was given against what is declared, and fills in the defaults.
     *
     * @param owner the task's name, for the message
     * @param declared in order
     * @param given by name
     * @throws InvalidParametersException names every parameter that is unknown, missing or malformed
     */
    public static Parameters of(String owner, List<Parameter> declared, Map<String, ?> given) {
        return of("task", owner, declared, given);
    }

    /**
     * {@link #of(String, List, Map)} for what is no task.
     *
     * @param kind what the owner is, for the message: {@code "source"}
     * @param owner its name, for the message
     * @param declared in order
     * @param given by name
     * @throws InvalidParametersException names every parameter that is unknown, missing or malformed
     */
    public static Parameters of(String kind, String owner, List<Parameter> declared, Map<String, ?> given) {
        String title = kind + " '" + owner + "'";
        List<InvalidParametersException.Problem> problems = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        List<String> names = declared.stream().map(Parameter::name).toList();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                problems.add(new InvalidParametersException.Problem(
                        name, title + " has no parameter '" + name + "'" + suggestion(name, names)));
            }
        }
        for (Parameter parameter : declared) {
            Object value = given.get(parameter.name());
            try {
                if (value != null) {
                    values.put(parameter.name(), parameter.parse(value));
                } else if (parameter.defaultValue() != null) {
                    values.put(parameter.name(), parameter.parse(parameter.defaultValue()));
                } else if (parameter.required()) {
                    throw new IllegalArgumentException("'" + parameter.name() + "' is missing; it must be "
                            + parameter.expectation() + " (" + parameter.description() + ")");
                }
            } catch (IllegalArgumentException e) {
                problems.add(new InvalidParametersException.Problem(parameter.name(), title + ": " + e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidParametersException(problems);
        }
        return new Parameters(values);
    }

    private static String suggestion(String name, List<String> names) {
        return names.isEmpty() ? "; it takes none" : NearestName.suggestion(name, names);
    }

    /** Whether the parameter was given or has a default. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of a string, template or choice that was given or has a default. */
    public String string(String name) {
        return (String) value(name);
    }

    /** The value of a string, template or choice, if it was given. */
    public Optional<String> optionalString(String name) {
        return Optional.ofNullable((String) values.get(name));
    }

    /** The value of an integer that was given or has a default. */
    public long integer(String name) {
        return (Long) value(name);
    }

    /** The value of a size, in bytes, that was given or has a default. */
    public long size(String name) {
        return (Long) value(name);
    }

    /** The value of a list that was given or has a default; unmodifiable; its elements may be {@code null}. */
    @SuppressWarnings("unchecked") // Type.LIST yields nothing else
    public List<@Nullable Object> list(String name) {
        return (List<@Nullable Object>) value(name);
    }

    /** The value of a number that was given or has a default. */
    public double number(String name) {
        return (Double) value(name);
    }

    /** The value of a boolean that was given or has a default. */
    public boolean flag(String name) {
        return (Boolean) value(name);
    }

    /** The value of a duration that was given or has a default. */
    public Duration duration(String name) {
        return (Duration) value(name);
    }

    /** The value of a pattern that was given or has a default. */
    public Pattern pattern(String name) {
        return (Pattern) value(name);
    }

    private Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("parameter '" + name + "' was neither given nor has a default");
        }
        return value;
    }
}
