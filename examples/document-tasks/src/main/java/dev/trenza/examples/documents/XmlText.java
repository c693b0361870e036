package dev.trenza.examples.documents;

import java.io.IOException;
import javax.xml.stream.XMLStreamConstants;

/**
 * Reads the text of the elements of any XML document, one line for each piece of text between two tags. Its title is the
 * first element named {@code title}; if there is none, the first {@code name} right below the root, as POMs have it.
 */
final class XmlText {

    private XmlText() {}

    static void read(Document document, TextBuilder text) throws IOException {
        XmlTitle title = new XmlTitle();
        try (XmlEvents events = XmlEvents.open("xml", document.open(), TypeSniffer.hasDoctype(document))) {
            for (int event = events.next(); event != XMLStreamConstants.END_DOCUMENT; event = events.next()) {
                if (events.isText()) {
                    String characters = events.text();
                    text.flow(characters);
                    title.text(characters);
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    text.endLine();
                    title.begin(events.name());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    text.endLine();
                    title.end();
                }
            }
        }
        text.title(title.toString());
    }

    /** Listens for the title. */
    private static final class XmlTitle {

        private static final int NOWHERE = Integer.MAX_VALUE;

        private final StringBuilder title = new StringBuilder();
        private final StringBuilder name = new StringBuilder();

        // Mutable state
        private int depth;
        private int titleDepth = NOWHERE;
        private int nameDepth = NOWHERE;

        void begin(String element) {
            depth++;
            if (element.equals("title") && title.isEmpty() && titleDepth == NOWHERE) {
                titleDepth = depth;
            } else if (element.equals("name") && name.isEmpty() && depth == 2) {
                nameDepth = depth;
            }
        }

        void text(String characters) {
            if (titleDepth != NOWHERE) {
                append(title, characters);
            } else if (nameDepth != NOWHERE) {
                append(name, characters);
            }
        }

        void end() {
            if (depth == titleDepth) {
                titleDepth = NOWHERE;
            } else if (depth == nameDepth) {
                nameDepth = NOWHERE;
            }
            depth--;
        }

        private static void append(StringBuilder builder, String characters) {
            if (builder.length() < TextBuilder.LONGEST_TITLE) {
                builder.append(characters);
            }
        }

        @Override
        public String toString() {
            return (title.isEmpty() ? name : title).toString();
        }
    }
}
