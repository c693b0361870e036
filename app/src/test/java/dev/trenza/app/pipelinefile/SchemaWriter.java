package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.SourceDescription;
import dev.trenza.app.reshape.Reshaping;
import dev.trenza.task.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the JSON Schema of pipeline files from what the reader knows, as maps and lists. */
final class SchemaWriter {

    private static final String PLACEHOLDER = "\\$\\{";
    private static final Map<String, Object> SCALAR = Map.of("type", List.of("string", "number", "boolean"));

    private final Collection<SourceDescription> sources;

    SchemaWriter(Collection<SourceDescription> sources) {
        this.sources = sources;
    }

    Map<String, Object> schema() {
        Map<String, Object> schema = map("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Trenza pipeline");
        schema.put("description", "Streams of stages: see docs/pipeline-files.md");
        schema.putAll(section(FileKeys.PIPELINE));
        return schema;
    }

    private Map<String, Object> section(FileKeys keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.keys()
                .forEach(key ->
                        properties.put(key.name(), described(value(key), key.description(), key.defaultValue())));
        Map<String, Object> object = map("type", "object");
        object.put("additionalProperties", false);
        List<String> required = keys.keys().stream()
                .filter(FileKeys.Key::isRequired)
                .map(FileKeys.Key::name)
                .toList();
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        object.put("properties", properties);
        return object;
    }

    private static Map<String, Object> described(Map<String, Object> schema, String description, Object defaultValue) {
        Map<String, Object> described =
                map("description", description + (defaultValue == null ? "" : " (default: " + defaultValue + ")"));
        described.putAll(schema);
        return described;
    }

    private Map<String, Object> value(FileKeys.Key key) {
        return switch (key.form()) {
            case TEXT -> SCALAR;
            case TEXTS -> oneOrMany();
            case COUNT -> anyOf(map("type", "integer", "minimum", 1), pattern("^[0-9]+$"));
            case FLAG -> anyOf(map("type", "boolean"), pattern("^(true|false)$"));
            case DURATION -> pattern("^\\s*[0-9]+(\\.[0-9]+)?\\s*([mM]?[sS]|[mMhH])\\s*$|^\\s*[pP]");
            case SIZE ->
                anyOf(
                        map("type", "integer", "minimum", 1),
                        pattern("^\\s*[0-9]+(\\.[0-9]+)?\\s*([kmgtKMGT][iI]?)?[bB]?\\s*$"));
            case RATE -> pattern("^\\s*[0-9]+\\s*/\\s*([0-9]+(\\.[0-9]+)?\\s*)?(ms|s|m|h)\\s*$");
            case CHOICE -> anyOf(map("enum", key.choices()), pattern(PLACEHOLDER));
            case PARAMETERS -> map("type", "object");
            case MAPPING -> section(key.section());
            case FILE_OR_MAPPING -> anyOf(SCALAR, section(key.section()));
            case ERROR_POLICY, END ->
                map(
                        "anyOf",
                        List.of(map("enum", List.of("fail", "skip")), pattern(PLACEHOLDER), section(key.section())));
            case SOURCE -> source();
            case STAGES -> map("type", "array", "items", stage());
            case STREAMS -> map("type", "object", "minProperties", 1, "additionalProperties", section(key.section()));
            case VALUES -> map("type", "array");
            case GIVEN -> map("type", "object", "additionalProperties", map("type", "array"));
            case EXPECTATIONS ->
                map("type", "object", "additionalProperties", anyOf(map("type", "array"), section(key.section())));
            case TESTS -> map("type", "array", "items", section(key.section()));
        };
    }

    private Map<String, Object> source() {
        Map<String, Object> properties = new LinkedHashMap<>();
        sources.forEach(source -> properties.put(
                source.name(),
                described(parameters(source.parameters(), source.mainParameter()), source.description(), null)));
        return map(
                "type",
                "object",
                "additionalProperties",
                false,
                "minProperties",
                1,
                "maxProperties",
                1,
                "properties",
                properties);
    }

    private Map<String, Object> stage() {
        Map<String, Object> object = section(FileKeys.STAGE);
        @SuppressWarnings("unchecked")
        Map<String, Object> properties = (Map<String, Object>) object.get("properties");
        for (Reshaping reshaping : Reshaping.values()) {
            properties.put(
                    reshaping.word(),
                    described(
                            parameters(reshaping.parameters(), reshaping.mainParameter()),
                            reshaping.description(),
                            null));
        }
        object.put(
                "oneOf",
                FileKeys.stageKinds().stream()
                        .map(kind -> map("required", List.of(kind)))
                        .toList());
        List<String> alone = List.of(Reshaping.values()).stream()
                .filter(Reshaping::standsAlone)
                .map(Reshaping::word)
                .toList();
        return anyOf(map("enum", alone), object);
    }

    /** All parameters by name, or the main one alone. */
    private static Map<String, Object> parameters(List<Parameter> parameters, String main) {
        Map<String, Object> properties = new LinkedHashMap<>();
        parameters.forEach(parameter -> properties.put(
                parameter.name(), described(parameter(parameter), parameter.description(), parameter.defaultValue())));
        Map<String, Object> object = map("type", "object", "additionalProperties", false, "properties", properties);
        List<String> required = parameters.stream()
                .filter(Parameter::required)
                .map(Parameter::name)
                .toList();
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        List<Map<String, Object>> forms = new ArrayList<>();
        parameters.stream()
                .filter(parameter -> parameter.name().equals(main))
                .forEach(parameter -> forms.add(parameter(parameter)));
        if (required.isEmpty()) {
            forms.add(map("type", "null"));
        }
        forms.add(object);
        return map("anyOf", forms);
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        return switch (parameter.type()) {
            case STRING, PATTERN, TEMPLATE, SIZE -> SCALAR;
            case INTEGER -> anyOf(map("type", "integer"), pattern("^-?[0-9]+$"));
            case NUMBER -> anyOf(map("type", "number"), pattern("^-?[0-9]"));
            case BOOLEAN -> anyOf(map("type", "boolean"), pattern("^(true|false)$"));
            case DURATION -> map("type", "string");
            case CHOICE -> anyOf(map("enum", parameter.choices()), pattern(PLACEHOLDER));
            case LIST -> anyOf(map("type", "array"), SCALAR);
        };
    }

    private static Map<String, Object> oneOrMany() {
        return anyOf(SCALAR, map("type", "array", "items", SCALAR));
    }

    /** A text of this pattern, or one with a placeholder, of which nobody knows what it becomes. */
    private static Map<String, Object> pattern(String pattern) {
        return map("type", "string", "pattern", pattern.equals(PLACEHOLDER) ? pattern : PLACEHOLDER + "|" + pattern);
    }

    private static Map<String, Object> anyOf(Map<String, Object> a, Map<String, Object> b) {
        return map("anyOf", List.of(a, b));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
