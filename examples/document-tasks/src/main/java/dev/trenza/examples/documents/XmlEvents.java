package dev.trenza.examples.documents;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.nodes.Entities;

/**
 * The events of an XML document from a stranger: nothing but the document itself is ever opened, and {@link XmlLimit}
 * holds. Confined to the task's thread.
 *
 * <p>What XML calls an error but every browser reads, a named character of HTML without a declaration, is
 * read: old POMs have an o with a stroke.
 */
final class XmlEvents implements Closeable {

    private static final String IGNORE_EXTERNAL_DTD = "http://java.sun.com/xml/stream/properties/ignore-external-dtd";

    private final String label;
    private final InputStream in;
    private final XMLStreamReader reader;

    private XmlEvents(String label, InputStream in, XMLStreamReader reader) {
        this.label = label;
        this.in = in;
        this.reader = reader;
    }

    /**
     * Begins to read.
     *
     * @param label what is read, for messages
     * @param in is closed with the events
     * @param hasDoctype whether entities may be declared; without that, undeclared ones are no error
     */
    static XmlEvents open(String label, InputStream in, boolean hasDoctype) throws IOException {
        try {
            return new XmlEvents(label, in, factory(hasDoctype).createXMLStreamReader(in));
        } catch (XMLStreamException e) {
            in.close();
            throw failure(label, e);
        }
    }

    private static XMLInputFactory factory(boolean hasDoctype) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, hasDoctype);
        factory.setProperty(IGNORE_EXTERNAL_DTD, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> new ByteArrayInputStream(new byte[0]));
        XmlLimit.setAll(factory);
        return factory;
    }

    /**
     * Goes to the next event.
     *
     * @return its constant in {@link XMLStreamConstants}, or {@link XMLStreamConstants#END_DOCUMENT} for ever
     */
    int next() throws IOException {
        try {
            return reader.hasNext() ? reader.next() : XMLStreamConstants.END_DOCUMENT;
        } catch (XMLStreamException e) {
            throw failure(label, e);
        }
    }

    /** The name of the element, without its prefix. */
    String name() {
        return reader.getLocalName();
    }

    /** Whether this is text; then {@link #text} has it. */
    boolean isText() {
        return switch (reader.getEventType()) {
            case XMLStreamConstants.CHARACTERS,
                    XMLStreamConstants.CDATA,
                    XMLStreamConstants.SPACE,
                    XMLStreamConstants.ENTITY_REFERENCE -> true;
            default -> false;
        };
    }

    /** The characters of a piece of text; what is one text in the document may come in several pieces. */
    String text() {
        if (reader.getEventType() != XMLStreamConstants.ENTITY_REFERENCE) {
            return reader.getText();
        }
        String character = Entities.getByName(reader.getLocalName());
        return character.isEmpty() ? "&" + reader.getLocalName() + ";" : character;
    }

    /**
     * The value of an attribute of the element.
     *
     * @param name without prefix
     * @param absent what it is if it is not there
     */
    String attribute(String name, String absent) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return absent;
    }

    /** Goes to the end of the element that has just begun. */
    void skipElement() throws IOException {
        int depth = 1;
        while (depth > 0) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static IOException failure(String label, XMLStreamException e) {
        if (e.getNestedException() instanceof DocumentLimitException limit) {
            return limit;
        } else if (e.getNestedException() instanceof UnreadableDocumentException damage) {
            return damage;
        }
        String message = String.valueOf(e.getMessage());
        // No place for a limit: it would be one within an entity.
        return XmlLimit.exceededIn(message)
                .<IOException>map(limit -> new DocumentLimitException(label + ": exceeds the " + limit, e))
                .orElseGet(() -> new UnreadableDocumentException(label + place(e) + ": " + bare(message), e));
    }

    private static String place(XMLStreamException e) {
        Location at = e.getLocation();
        boolean isKnown = at != null && at.getLineNumber() > 0;
        return isKnown ? ": line " + at.getLineNumber() + ", column " + at.getColumnNumber() : "";
    }

    /** The message without the place, which the JDK puts before it. */
    private static String bare(String message) {
        int end = message.indexOf("Message: ");
        return end < 0 ? message : message.substring(end + "Message: ".length());
    }
}
