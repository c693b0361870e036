package dev.trenza.examples.documents;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;

/** Reads plain text: UTF-8 or UTF-16, and windows-1252 if it is neither; that one takes any bytes. */
final class PlainText {

    private static final Charset FALLBACK = Charset.forName("windows-1252");
    private static final int CHUNK = 16 << 10;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private PlainText() {}

    static void read(Document document, TextBuilder text) throws IOException {
        try {
            copy(document, TypeSniffer.charsetOf(document.head()), CodingErrorAction.REPORT, text);
        } catch (CharacterCodingException e) {
            text.clear();
            copy(document, FALLBACK, CodingErrorAction.REPLACE, text);
        }
    }

    private static void copy(Document document, Charset charset, CodingErrorAction onError, TextBuilder text)
            throws IOException {
        try (Reader reader = new InputStreamReader(
                document.open(), charset.newDecoder().onMalformedInput(onError).onUnmappableCharacter(onError))) {
            CharBuffer chunk = CharBuffer.allocate(CHUNK);
            boolean isStart = true;
            while (reader.read(chunk) >= 0) {
                chunk.flip();
                if (isStart && chunk.hasRemaining() && chunk.charAt(0) == BYTE_ORDER_MARK) {
                    chunk.get();
                }
                isStart = false;
                text.verbatim(chunk);
                chunk.clear();
            }
        }
    }
}
