package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.List;

/** What tasks that take in content have in common: bytes or text, in which charset, of what size. */
final class Content {

    static final Parameter AS = Parameter.choice(
            "as", "bytes", List.of("bytes", "text"), "whether the content is kept as bytes or decoded");
    static final Parameter CHARSET =
            Parameter.optional("charset", Parameter.Type.STRING, "UTF-8", "how the text is encoded");

    private static final char REPLACEMENT = '\uFFFD';
    /** The longest array of any JVM. */
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private Content() {}

    static boolean asText(Parameters parameters) {
        return parameters.string(AS.name()).equals("text");
    }

    /**
     * The charset that was given.
     *
     * @throws IllegalArgumentException if this JVM does not know it
     */
    static Charset charset(Parameters parameters) {
        String name = parameters.string(CHARSET.name());
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'charset' must be one that this Java knows, such as UTF-8 or ISO-8859-1, was '" + name + "'", e);
        }
    }

    /**
     * A limit for what is held in one array.
     *
     * @throws IllegalArgumentException if no array can be so long
     */
    static int limit(String parameter, Parameters parameters) {
        long limit = parameters.size(parameter);
        if (limit > LONGEST) {
            throw new IllegalArgumentException("'" + parameter + "' must be at most 2047m, was " + limit
                    + " bytes; let a task that streams take the path instead");
        }
        return (int) limit;
    }

    /**
     * Decodes strictly, so that a wrong charset is told instead of spoiling the text.
     *
     * @param what is decoded, for the message
     * @throws IOException tells the first byte that is wrong
     */
    static String decode(byte[] content, Charset charset, String what) throws IOException {
        String text = new String(content, charset);
        if (text.indexOf(REPLACEMENT) >= 0) {
            // The text may really hold the replacement character; only a strict decoder can tell.
            int position = firstMalformed(content, charset);
            if (position >= 0) {
                throw new IOException(what + " is not " + charset + ": byte " + position
                        + " cannot be decoded; give its 'charset', or take it 'as: bytes'");
            }
        }
        return text;
    }

    /**
     * Encodes strictly, so that no character becomes a question mark.
     *
     * @throws IOException if the charset lacks a character
     */
    static byte[] encode(String text, Charset charset) throws IOException {
        try {
            ByteBuffer bytes = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] content = new byte[bytes.remaining()];
            bytes.get(content);
            return content;
        } catch (CharacterCodingException e) {
            throw new IOException("the text holds a character that " + charset + " lacks; give another 'charset'", e);
        }
    }

    private static int firstMalformed(byte[] content, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer chars = CharBuffer.allocate(8_192);
        while (true) {
            var result = decoder.decode(bytes, chars, true);
            if (result.isError()) {
                return bytes.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            chars.clear();
        }
    }
}
