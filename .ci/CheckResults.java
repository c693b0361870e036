import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Checks what a pipeline wrote to its standard output: each line is one JSON object with the status success, and no
 * position of a stream comes twice. Prints how many results each stream had. Run with Jackson on the class path:
 * {@code java -cp "app/target/trenza/lib/*" .ci/CheckResults.java FILE}.
 */
class CheckResults {

    private static final JsonFactory JSON = JsonFactory.builder().build();

    public static void main(String[] args) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(args[0]));
        Map<String, Integer> counts = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Map<String, String> result;
            try {
                result = fields(line);
            } catch (JacksonException e) {
                throw complaint(i, line, e.getOriginalMessage());
            }
            if (!"success".equals(result.get("status"))) {
                throw complaint(i, line, "status is not success");
            }
            String stream = result.get("stream");
            if (stream == null || result.get("seq") == null || !seen.add(stream + " " + result.get("seq"))) {
                throw complaint(i, line, "stream and seq are missing or came before");
            }
            counts.merge(stream, 1, Integer::sum);
        }
        if (counts.isEmpty()) {
            throw new IllegalStateException("no results in " + args[0]);
        }
        System.out.println(lines.size() + " results, all success: " + counts);
    }

    /** The scalar fields of one object; nested values are read and left out. */
    private static Map<String, String> fields(String line) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalStateException("not a JSON object: " + line);
            }
            Map<String, String> fields = new HashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    fields.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalStateException("more than one JSON object: " + line);
            }
            return fields;
        }
    }

    private static IllegalStateException complaint(int index, String line, String what) {
        return new IllegalStateException("line " + (index + 1) + ": " + what + ": " + line);
    }
}
