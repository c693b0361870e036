package dev.trenza.examples.documents;

import java.io.IOException;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;

/**
 * Reads the body of an odt document, one line for each paragraph and heading. What was deleted, and comments, are not
 * read; notes stand where they are anchored.
 */
final class OdtText {

    /** The entry that tells what is in an Open Document package, and what it says of a text document. */
    static final String MIME_TYPE_ENTRY = "mimetype";

    static final String MIME_TYPE = "application/vnd.oasis.opendocument.text";

    private static final String LABEL = "odt";
    private static final String BODY_ENTRY = "content.xml";
    private static final String PROPERTIES_ENTRY = "meta.xml";
    private static final Set<String> PARAGRAPHS = Set.of("p", "h");
    private static final Set<String> SKIPPED = Set.of("tracked-changes", "annotation", "note-citation");

    /** A spacer may claim any number of spaces. */
    private static final int MOST_SPACES = 1_000;

    private OdtText() {}

    static void read(Document document, TextBuilder text) throws IOException {
        try (Archive archive = document.archive(LABEL)) {
            readBody(archive, text);
            OfficeTitle.read(archive, LABEL, PROPERTIES_ENTRY, text);
        }
    }

    private static void readBody(Archive archive, TextBuilder text) throws IOException {
        int paragraphs = 0;
        try (XmlEvents events = XmlEvents.open(LABEL + ": " + BODY_ENTRY, archive.entry(BODY_ENTRY), true)) {
            for (int event = events.next(); event != XMLStreamConstants.END_DOCUMENT; event = events.next()) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    paragraphs += PARAGRAPHS.contains(events.name()) ? 1 : 0;
                    begin(events, text);
                } else if (event == XMLStreamConstants.END_ELEMENT && PARAGRAPHS.contains(events.name())) {
                    paragraphs--;
                    text.newLine();
                } else if (paragraphs > 0 && events.isText()) {
                    text.flow(events.text());
                }
            }
        }
    }

    private static void begin(XmlEvents events, TextBuilder text) throws IOException {
        switch (events.name()) {
            case "s" -> text.verbatim(" ".repeat(spaces(events.attribute("c", "1"))));
            case "tab" -> text.verbatim("\t");
            case "line-break" -> text.newLine();
            default -> {
                if (SKIPPED.contains(events.name())) {
                    events.skipElement();
                }
            }
        }
    }

    private static int spaces(String count) {
        try {
            return Math.max(0, Math.min(MOST_SPACES, Integer.parseInt(count)));
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
