package dev.trenza.core.pipeline;

/** A stream ended early because its source failed; the other streams went on. The cause is what the source signalled. */
public final class StreamFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String stream;

    StreamFailedException(String stream, Throwable cause) {
        super("the source of stream '" + stream + "' failed: " + cause, cause);
        this.stream = stream;
    }

    /** The stream's name. */
    public String stream() {
        return stream;
    }
}
