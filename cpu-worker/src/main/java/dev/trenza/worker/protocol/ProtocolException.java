package dev.trenza.worker.protocol;

import java.io.IOException;

/** The other side sent something that is no frame. The channel cannot be used any more. */
public final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }

    /** Shows the alien bytes, as text and in hexadecimal, so that a reader of the log sees who wrote them. */
    static ProtocolException alien(String what, byte[] bytes, int from, int to) {
        int end = Math.min(to, from + 256);
        StringBuilder text = new StringBuilder();
        StringBuilder hex = new StringBuilder();
        for (int i = from; i < end; i++) {
            char c = (char) (bytes[i] & 0xFF);
            text.append(c >= ' ' && c < 127 ? c : '.');
            hex.append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
        return new ProtocolException(what + "; the bytes read \"" + text + "\" (hex " + hex + ")");
    }
}
