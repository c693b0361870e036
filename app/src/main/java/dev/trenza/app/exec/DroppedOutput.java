package dev.trenza.app.exec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an item printed beyond {@code --max-output}. Immutable.
 *
 * @param stdout in bytes
 * @param stderr in bytes
 */
record DroppedOutput(long stdout, long stderr) {

    static final DroppedOutput NONE = new DroppedOutput(0, 0);

    private static final String OF_STDOUT = "stdoutDropped";
    private static final String OF_STDERR = "stderrDropped";

    /** What a worker tells of an item. */
    static DroppedOutput of(@Nullable Object result) {
        return result instanceof Map<?, ?> told
                ? new DroppedOutput(bytes(told.get(OF_STDOUT)), bytes(told.get(OF_STDERR)))
                : NONE;
    }

    private static long bytes(@Nullable Object told) {
        return told instanceof Number number ? number.longValue() : 0;
    }

    boolean isNone() {
        return equals(NONE);
    }

    /** Adds a field for each stream of which something was dropped. */
    void addTo(Map<String, Object> value) {
        if (stdout > 0) {
            value.put(OF_STDOUT, stdout);
        }
        if (stderr > 0) {
            value.put(OF_STDERR, stderr);
        }
    }

    /** For a line: {@code 12 bytes of stdout and 3 bytes of stderr}. */
    @Override
    public String toString() {
        String out = stdout > 0 ? stdout + " bytes of stdout" : "";
        String err = stderr > 0 ? stderr + " bytes of stderr" : "";
        return out + (out.isEmpty() || err.isEmpty() ? "" : " and ") + err;
    }
}
