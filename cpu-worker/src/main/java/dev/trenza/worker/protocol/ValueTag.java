package dev.trenza.worker.protocol;

import java.util.List;

/** The first byte of an encoded value. The order is the wire's: append only. */
enum ValueTag {
    NULL,
    FALSE,
    TRUE,
    BYTE,
    SHORT,
    CHAR,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    STRING,
    BIG_INTEGER,
    BYTES,
    BOOLEANS,
    SHORTS,
    CHARS,
    INTS,
    LONGS,
    FLOATS,
    DOUBLES,
    OBJECTS,
    LIST,
    SET,
    MAP,
    OPTIONAL,
    INSTANT,
    DURATION,
    /** A type of {@link TextType} by its number, and its text. */
    TEXT,
    ENUM,
    RECORD,
    SERIALISED,
    /** Of a type that is named; arrays of primitives and {@code Object[]} have tags of their own. */
    ARRAY,
    /** A string that is no Unicode text: it holds half of a surrogate pair. */
    STRING_OF_CHARS,
    /** A collection or map of a {@link ContainerType}. */
    CONTAINER,
    /** In the form of a payload codec: its name, the class of the value, and the bytes. */
    CODED,
    /** Unscaled bytes and scale: reading the digits of a long one would take time that is the square of their number. */
    BIG_DECIMAL,
    /** A key and its value, by themselves. */
    ENTRY;

    private static final List<ValueTag> ALL = List.of(values());

    @SuppressWarnings("EnumOrdinal")
    int code() {
        return ordinal();
    }

    static ValueTag of(int number) throws ProtocolException {
        if (number >= ALL.size()) {
            throw new ProtocolException("a value with the unknown tag " + number);
        }
        return ALL.get(number);
    }
}
