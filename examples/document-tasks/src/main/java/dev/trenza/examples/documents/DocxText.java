package dev.trenza.examples.documents;

import java.io.IOException;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;

/**
 * Reads the body of a docx document, one line for each paragraph. Headers, footers, notes and comments are not read, nor
 * what was deleted or moved away.
 */
final class DocxText {

    /** The entry that tells what is in an Office Open XML package, and the word that tells it is a docx. */
    static final String TYPES_ENTRY = "[Content_Types].xml";

    static final String TYPE = "wordprocessingml.document";

    private static final String LABEL = "docx";
    private static final String RELATIONSHIPS_ENTRY = "_rels/.rels";
    private static final String BODY_ENTRY = "word/document.xml";
    private static final String PROPERTIES_ENTRY = "docProps/core.xml";

    /** Properties hold tab stops, which are no text; a fallback says again what its alternative says. */
    private static final Set<String> SKIPPED = Set.of("pPr", "rPr", "sectPr", "tblPr", "Fallback", "moveFrom", "del");

    private DocxText() {}

    static void read(Document document, TextBuilder text) throws IOException {
        try (Archive archive = document.archive(LABEL)) {
            readBody(archive, bodyEntry(archive), text);
            OfficeTitle.read(archive, LABEL, PROPERTIES_ENTRY, text);
        }
    }

    /** Some programs call it word/document2.xml; the relationships of the package tell. */
    private static String bodyEntry(Archive archive) throws IOException {
        if (archive.has(RELATIONSHIPS_ENTRY)) {
            try (XmlEvents events = events(archive, RELATIONSHIPS_ENTRY)) {
                for (int event = events.next(); event != XMLStreamConstants.END_DOCUMENT; event = events.next()) {
                    if (event == XMLStreamConstants.START_ELEMENT
                            && events.attribute("Type", "").endsWith("/officeDocument")) {
                        String target = events.attribute("Target", BODY_ENTRY);
                        return target.startsWith("/") ? target.substring(1) : target;
                    }
                }
            }
        }
        return BODY_ENTRY;
    }

    private static void readBody(Archive archive, String entry, TextBuilder text) throws IOException {
        boolean isInText = false;
        try (XmlEvents events = events(archive, entry)) {
            for (int event = events.next(); event != XMLStreamConstants.END_DOCUMENT; event = events.next()) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    isInText = events.name().equals("t");
                    begin(events, text);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    isInText = false;
                    if (events.name().equals("p")) {
                        text.newLine();
                    }
                } else if (isInText && events.isText()) {
                    text.verbatim(events.text());
                }
            }
        }
    }

    private static void begin(XmlEvents events, TextBuilder text) throws IOException {
        switch (events.name()) {
            case "tab" -> text.verbatim("\t");
            case "br", "cr" -> text.newLine();
            case "noBreakHyphen" -> text.verbatim("\u2011");
            default -> {
                if (SKIPPED.contains(events.name())) {
                    events.skipElement();
                }
            }
        }
    }

    private static XmlEvents events(Archive archive, String entry) throws IOException {
        return XmlEvents.open(LABEL + ": " + entry, archive.entry(entry), true);
    }
}
