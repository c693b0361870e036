package dev.trenza.examples.documents;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;

/**
 * What the JDK's XML parser is held to. Set one by one, because the JDK's own limits are far tighter in 25 than in
 * 17, and what a document is should not depend on that.
 */
enum XmlLimit {
    ENTITY_EXPANSIONS("JAXP00010001", "jdk.xml.entityExpansionLimit", 2_500, "entity expansion limit of %,d"),
    ATTRIBUTES("JAXP00010002", "jdk.xml.elementAttributeLimit", 1_000, "limit of %,d attributes of an element"),
    GENERAL_ENTITY(
            "JAXP00010003", "jdk.xml.maxGeneralEntitySizeLimit", 100_000, "limit of %,d characters of an entity"),
    PARAMETER_ENTITY(
            "JAXP00010003", "jdk.xml.maxParameterEntitySizeLimit", 100_000, "limit of %,d characters of an entity"),
    ALL_ENTITIES("JAXP00010004", "jdk.xml.totalEntitySizeLimit", 1_000_000, "limit of %,d characters of all entities"),
    ENTITY_NODES("JAXP00010005", "jdk.xml.entityReplacementLimit", 100_000, "limit of %,d nodes in entities"),
    DEPTH("JAXP00010006", "jdk.xml.maxElementDepth", 1_000, "limit of %,d elements in one another"),
    NAME("JAXP00010007", "jdk.xml.maxXMLNameLimit", 1_000, "limit of %,d characters of a name");

    private final String code;
    private final String property;
    private final int limit;
    private final String words;

    XmlLimit(String code, String property, int limit, String words) {
        this.code = code;
        this.property = property;
        this.limit = limit;
        this.words = words;
    }

    /** Makes all parsers of a factory keep all limits. */
    static void setAll(XMLInputFactory factory) {
        for (XmlLimit limit : values()) {
            factory.setProperty(limit.property, Integer.toString(limit.limit));
        }
    }

    /**
     * The limit that was exceeded, if that is what a message of the parser is about.
     *
     * @param message in any language; the code in it is the same in all of them
     */
    static Optional<XmlLimit> exceededIn(String message) {
        return Arrays.stream(values())
                .filter(limit -> message.contains(limit.code))
                .findFirst();
    }

    /** The limit in words. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, words, limit);
    }
}
