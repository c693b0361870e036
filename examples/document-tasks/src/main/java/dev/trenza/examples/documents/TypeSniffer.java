package dev.trenza.examples.documents;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jsoup.parser.Tag;

/** Tells the type of a document by its content, never by its name. */
final class TypeSniffer {

    private static final String DOCTYPE = "<!doctype";

    private final String head;

    // Mutable state
    private int at;
    private boolean isDeclaredXml;

    private TypeSniffer(String head) {
        this.head = head;
    }

    /**
     * The type of a document.
     *
     * @throws UnreadableDocumentException if it is an archive of another kind, or no text at all
     */
    static DocumentType typeOf(Document document) throws IOException {
        byte[] head = document.head();
        if (Archive.looksLikeOne(head)) {
            return archiveType(document);
        }
        Charset charset = charsetOf(head);
        DocumentType type = new TypeSniffer(new String(head, charset)).markupType();
        if (type == DocumentType.PLAIN && charset.equals(StandardCharsets.UTF_8)) {
            refuseBinary(head);
        }
        return type;
    }

    /** Whether a document has a document type declaration, as far as its beginning shows. */
    static boolean hasDoctype(Document document) throws IOException {
        byte[] head = document.head();
        return new String(head, charsetOf(head)).toLowerCase(Locale.ROOT).contains(DOCTYPE);
    }

    /** UTF-16 if a byte order mark or a zero byte beside the first letter says so; otherwise something like ASCII. */
    static Charset charsetOf(byte[] head) {
        if (head.length < 2) {
            return StandardCharsets.UTF_8;
        }
        int first = ((head[0] & 0xff) << 8) | (head[1] & 0xff);
        return switch (first) {
            case 0xfeff, '<' -> StandardCharsets.UTF_16BE;
            case 0xfffe, '<' << 8 -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.UTF_8;
        };
    }

    private static DocumentType archiveType(Document document) throws IOException {
        try (Archive archive = document.archive("zip")) {
            if (archive.startsWith(OdtText.MIME_TYPE_ENTRY, OdtText.MIME_TYPE)) {
                return DocumentType.ODT;
            } else if (archive.contains(DocxText.TYPES_ENTRY, DocxText.TYPE)) {
                return DocumentType.DOCX;
            }
        }
        throw new UnreadableDocumentException("a zip archive, but neither docx nor odt: its " + DocxText.TYPES_ENTRY
                + " names no word processing document, and its " + OdtText.MIME_TYPE_ENTRY + " is not "
                + OdtText.MIME_TYPE);
    }

    private static void refuseBinary(byte[] head) throws UnreadableDocumentException {
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                throw new UnreadableDocumentException("no text: byte " + i
                        + " is zero, and it is none of the known document types; 'type: plain' reads it all the same");
            }
        }
    }

    private DocumentType markupType() {
        skipWhatMayPrecedeMarkup();
        String name = elementName();
        if (head.regionMatches(true, at, DOCTYPE, 0, DOCTYPE.length())) {
            String root = head.substring(at + DOCTYPE.length()).stripLeading();
            return root.regionMatches(true, 0, "html", 0, 4) ? DocumentType.HTML : DocumentType.XML;
        } else if (name.equals("html")) {
            return DocumentType.HTML;
        } else if (isDeclaredXml) {
            return DocumentType.XML;
        } else if (name.isEmpty()) {
            return DocumentType.PLAIN;
        }
        return Tag.isKnownTag(name) ? DocumentType.HTML : DocumentType.XML;
    }

    private void skipWhatMayPrecedeMarkup() {
        at = head.startsWith("\ufeff") ? 1 : 0;
        while (true) {
            while (at < head.length() && Character.isWhitespace(head.charAt(at))) {
                at++;
            }
            if (head.startsWith("<?", at)) {
                isDeclaredXml |= head.startsWith("<?xml", at);
                at = after("?>");
            } else if (head.startsWith("<!--", at)) {
                at = after("-->");
            } else {
                return;
            }
        }
    }

    private int after(String end) {
        int found = head.indexOf(end, at);
        return found < 0 ? head.length() : found + end.length();
    }

    /** The name of the element that begins here, in lower case; empty if none does, as in {@code <me@example.org>}. */
    private String elementName() {
        if (!head.startsWith("<", at)) {
            return "";
        }
        int end = at + 1;
        while (end < head.length() && isNamePart(head.charAt(end))) {
            end++;
        }
        boolean isTag = end > at + 1
                && end < head.length()
                && !Character.isDigit(head.charAt(at + 1))
                && " \t\r\n/>".indexOf(head.charAt(end)) >= 0;
        return isTag ? head.substring(at + 1, end).toLowerCase(Locale.ROOT) : "";
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':';
    }
}
