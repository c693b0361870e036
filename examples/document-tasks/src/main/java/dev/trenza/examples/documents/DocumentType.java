package dev.trenza.examples.documents;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** The types of document that are understood, each with its reader. */
enum DocumentType {
    HTML,
    XML,
    DOCX,
    ODT,
    PLAIN;

    /** What users type, and see in results. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of this label. */
    static DocumentType labelled(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no document type is called '" + label + "'"));
    }

    /**
     * Reads a document of this type into a text.
     *
     * @throws UnreadableDocumentException if it is damaged, or of another type
     * @throws DocumentLimitException if it exceeds a limit
     */
    void read(Document document, TextBuilder text) throws IOException {
        switch (this) {
            case HTML -> HtmlText.read(document, text);
            case XML -> XmlText.read(document, text);
            case DOCX -> DocxText.read(document, text);
            case ODT -> OdtText.read(document, text);
            case PLAIN -> PlainText.read(document, text);
        }
    }
}
