package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.File;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Value classes of the JDK that cross the line as their own text. The order is the wire's: append only. */
@SuppressWarnings("ImmutableEnumChecker") // parsers are method references
enum TextType {
    PATH(Path.class, Path::of),
    URI_(URI.class, URI::create),
    UUID_(UUID.class, UUID::fromString),
    LOCAL_DATE(LocalDate.class, LocalDate::parse),
    LOCAL_TIME(LocalTime.class, LocalTime::parse),
    LOCAL_DATE_TIME(LocalDateTime.class, LocalDateTime::parse),
    OFFSET_TIME(OffsetTime.class, OffsetTime::parse),
    OFFSET_DATE_TIME(OffsetDateTime.class, OffsetDateTime::parse),
    ZONED_DATE_TIME(ZonedDateTime.class, ZonedDateTime::parse),
    PERIOD(Period.class, Period::parse),
    YEAR(Year.class, text -> Year.of(Integer.parseInt(text))), // its own parser refuses 5 and 12345
    YEAR_MONTH(YearMonth.class, YearMonth::parse),
    MONTH_DAY(MonthDay.class, MonthDay::parse),
    ZONE_OFFSET(ZoneOffset.class, ZoneOffset::of),
    ZONE_ID(ZoneId.class, ZoneId::of),
    CURRENCY(Currency.class, Currency::getInstance),
    LOCALE(Locale.class, Locale::forLanguageTag),
    FILE(File.class, File::new),
    /** A path whose bytes are no text: as a URI, which escapes them, and therefore absolute. */
    PATH_OF_BYTES(Path.class, text -> Path.of(URI.create(text))),
    OPTIONAL_INT(
            OptionalInt.class, text -> text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text))),
    OPTIONAL_LONG(
            OptionalLong.class, text -> text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text))),
    OPTIONAL_DOUBLE(
            OptionalDouble.class,
            text -> text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text)));

    /** What Java shows for a byte that is no text. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final List<TextType> ALL = List.of(values());

    private final Class<?> type;
    private final Function<String, Object> parser;

    TextType(Class<?> type, Function<String, Object> parser) {
        this.type = type;
        this.parser = parser;
    }

    /** The type that this object is of, or {@code null}. */
    static @Nullable TextType of(Object value) {
        if (value instanceof Path path) {
            return of(path);
        }
        for (TextType candidate : ALL) {
            if (candidate.type.isInstance(value)) {
                return candidate;
            }
        }
        return null;
    }

    private static @Nullable TextType of(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            return null; // its text would be another file there
        }
        return path.toString().indexOf(REPLACEMENT) < 0 ? PATH : PATH_OF_BYTES;
    }

    static TextType of(int number) throws ProtocolException {
        if (number >= ALL.size()) {
            throw new ProtocolException("a value of the unknown type " + number);
        }
        return ALL.get(number);
    }

    @SuppressWarnings("EnumOrdinal")
    int code() {
        return ordinal();
    }

    String format(Object value) {
        return switch (this) {
            case LOCALE -> ((Locale) value).toLanguageTag();
            case YEAR_MONTH -> (((YearMonth) value).getYear() > 9999 ? "+" : "") + value; // else its parser refuses it
            case PATH_OF_BYTES -> ((Path) value).toUri().toString();
            case OPTIONAL_INT -> textOf(((OptionalInt) value).stream().boxed());
            case OPTIONAL_LONG -> textOf(((OptionalLong) value).stream().boxed());
            case OPTIONAL_DOUBLE -> textOf(((OptionalDouble) value).stream().boxed());
            default -> value.toString();
        };
    }

    private static String textOf(Stream<? extends Number> oneOrNone) {
        return oneOrNone.map(Number::toString).findAny().orElse("");
    }

    Object parse(String text) throws ProtocolException {
        try {
            return parser.apply(text);
        } catch (RuntimeException e) {
            throw new ProtocolException("'" + text + "' is no " + type.getName());
        }
    }
}
