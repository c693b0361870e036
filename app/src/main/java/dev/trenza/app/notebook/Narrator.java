package dev.trenza.app.notebook;

import java.io.PrintStream;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/** Says what a program does, in English or Spanish. Thread-safe. */
public final class Narrator {

    private static final String BUNDLE = "dev.trenza.app.notebook.Messages";

    private final PrintStream out;
    private final ResourceBundle messages;

    /** Speaks a language here; English if it is not known. */
    public Narrator(PrintStream out, Locale language) {
        this.out = out;
        this.messages = ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * The language that the environment asks for. Java's own answer is English wherever the C library has no such locale
     * installed, as in most containers, and the launcher keeps in TRENZA_LANG what it had to overrule.
     */
    public static Locale language(Map<String, String> environment) {
        String tag = Stream.of("TRENZA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        return tag.startsWith("es") ? Locale.forLanguageTag("es") : Locale.ENGLISH;
    }

    /** Prints a line. */
    public void say(String message, Object... values) {
        String text = text(message, values);
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    /** A line, to be printed elsewhere. */
    public String text(String message, Object... values) {
        // As text, for MessageFormat would group the digits of a process number.
        Object[] texts = Stream.of(values).map(String::valueOf).toArray();
        return new MessageFormat(messages.getString(message), Locale.ROOT).format(texts);
    }
}
