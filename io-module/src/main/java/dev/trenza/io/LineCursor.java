package dev.trenza.io;

import dev.trenza.core.pipeline.SourceItem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the lines of a stream of bytes, in any charset, holding one line and two buffers. Confined to one thread.
 *
 * <p>Not a {@code BufferedReader}: that takes any line into memory, and turns bytes that it cannot decode into question
 * marks.
 */
final class LineCursor implements Cursor {

    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String name;
    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final char separator;
    private final int limit;

    // Mutable state
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
    private final StringBuilder line = new StringBuilder();
    private long number = 1;
    /** Characters of the line so far, also those beyond the limit, which are not kept. */
    private long length;

    private boolean isMalformed;
    private boolean hadReturn;
    /** Bytes that cannot be decoded follow the characters in the buffer. */
    private boolean isMalformedNext;

    private boolean isAtEnd;
    private boolean isFlushed;

    /**
     * Reads nothing yet.
     *
     * @param name of the stream, for messages
     * @param in is closed with the cursor
     * @param limit characters of one line
     */
    LineCursor(String name, InputStream in, Charset charset, char separator, int limit) {
        this.name = name;
        this.in = in;
        this.charset = charset;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.separator = separator;
        this.limit = limit;
    }

    @Override
    public @Nullable Object next() throws IOException {
        while (chars.hasRemaining() || decode()) {
            int end = indexOfSeparator();
            take((end < 0 ? chars.limit() : end) - chars.position());
            if (end >= 0) {
                chars.get();
                return endLine();
            }
        }
        boolean hasLine = length > 0 || isMalformed;
        return hasLine ? endLine() : null;
    }

    /** The number of the line that {@link #next} returned last, from 1. */
    long lineNumber() {
        return number - 1;
    }

    /** Whether a carriage return before the line feed was taken from the line that {@link #next} returned last. */
    boolean hadReturn() {
        return hadReturn;
    }

    private int indexOfSeparator() {
        char[] array = chars.array();
        for (int i = chars.position(); i < chars.limit(); i++) {
            if (array[i] == separator) {
                return i;
            }
        }
        return -1;
    }

    private void take(int count) {
        int start = chars.position();
        chars.position(start + count);
        if (number == 1 && length == 0 && count > 0 && chars.get(start) == BYTE_ORDER_MARK) {
            start++;
            count--;
        }
        // One more, in case that it is the carriage return before the line feed.
        int kept = (int) Math.min(count, limit + 1L - line.length());
        line.append(chars.array(), start, kept);
        length += count;
    }

    private Object endLine() {
        hadReturn =
                separator == '\n' && length > 0 && length == line.length() && line.charAt(line.length() - 1) == '\r';
        if (hadReturn) {
            line.setLength(line.length() - 1);
            length--;
        }
        Object item = length > limit || isMalformed ? failure() : line.toString();
        number++;
        length = 0;
        isMalformed = false;
        line.setLength(0);
        return item;
    }

    private SourceItem failure() {
        String problem = isMalformed
                ? "is not " + charset + "; give its 'charset'"
                : "has " + length + " characters, and max-line is " + limit + "; raise 'max-line'";
        return UnreadableLine.of(name, number, problem);
    }

    /**
     * Decodes into the empty buffer until there is at least one character, or the line turns out to be malformed.
     *
     * @return whether to go on; otherwise this is the end
     */
    private boolean decode() throws IOException {
        if (isMalformedNext) {
            isMalformedNext = false;
            isMalformed = true;
        }
        while (!isFlushed) {
            chars.clear();
            CoderResult result = decoder.decode(bytes, chars, isAtEnd);
            if (result.isError()) {
                bytes.position(bytes.position() + result.length());
                isMalformedNext = true;
            } else if (result.isUnderflow() && isAtEnd) {
                decoder.flush(chars);
                isFlushed = true;
            }
            chars.flip();
            if (chars.hasRemaining() || isMalformedNext) {
                return true;
            }
            if (!isAtEnd) {
                read();
            }
        }
        return false;
    }

    private void read() throws IOException {
        bytes.compact();
        try {
            int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
            isAtEnd = count < 0;
            bytes.position(bytes.position() + Math.max(0, count));
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "'" + name + "' cannot be read after line " + (number - 1) + ": " + e.getMessage(), e);
        }
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
