package dev.trenza.examples.documents;

import java.io.IOException;
import javax.xml.stream.XMLStreamConstants;

/** Reads the title that docx and odt keep in an entry of their own, as Dublin Core. */
final class OfficeTitle {

    private OfficeTitle() {}

    static void read(Archive archive, String label, String entry, TextBuilder text) throws IOException {
        if (!archive.has(entry)) {
            return;
        }
        boolean isInTitle = false;
        try (XmlEvents events = XmlEvents.open(label + ": " + entry, archive.entry(entry), true)) {
            for (int event = events.next(); event != XMLStreamConstants.END_DOCUMENT; event = events.next()) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    isInTitle = events.name().equals("title");
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    isInTitle = false;
                } else if (isInTitle && events.isText()) {
                    text.title(events.text());
                }
            }
        }
    }
}
