package dev.trenza.app.manual;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The man page of a command, made of what its {@code --help} is made of, in the man macros of roff. Immutable.
 *
 * <pre>{@code
 * Files.writeString(folder.resolve(page.fileName()), page.text());
 * }</pre>
 */
public final class ManPage {

    private final CommandSpec spec;
    private final String version;

    /**
     * The page of a command.
     *
     * @param spec of the command, with its parents
     * @param version of the program, for the foot of the page
     */
    public ManPage(CommandSpec spec, String version) {
        this.spec = spec;
        this.version = version;
    }

    /** Those of a command and of all its commands. */
    public static List<ManPage> all(CommandLine command, String version) {
        List<ManPage> pages = new ArrayList<>();
        pages.add(new ManPage(command.getCommandSpec(), version));
        command.getSubcommands().values().forEach(each -> pages.add(new ManPage(each.getCommandSpec(), version)));
        return List.copyOf(pages);
    }

    /** What {@code man} finds it by: {@code trenza-map.1}. */
    public String fileName() {
        return title() + ".1";
    }

    /** The page; without a date, so that two builds are equal. */
    public String text() {
        StringBuilder page = new StringBuilder();
        // Without hyphenation and filled margins, which make options hard to copy.
        page.append(".TH \"").append(title().toUpperCase(Locale.ROOT)).append("\" \"1\" \"\" \"trenza ");
        page.append(escaped(version)).append("\" \"Trenza\"\n.nh\n.ad l\n");
        page.append(".SH NAME\n")
                .append(escaped(title()))
                .append(" \\- ")
                .append(escaped(summary()))
                .append('\n');
        page.append(".SH SYNOPSIS\n").append(synopsis());
        page.append(".SH DESCRIPTION\n")
                .append(paragraphs(rendered(spec.usageMessage().description())));
        commands(page);
        page.append(arguments());
        page.append(footer());
        page.append(".SH SEE ALSO\n").append(seeAlso());
        return page.toString();
    }

    private String title() {
        return spec.qualifiedName("-");
    }

    /** The first sentence, without its full stop. */
    private String summary() {
        String first = Stream.of(rendered(spec.usageMessage().description()))
                .findFirst()
                .orElse(title())
                .replaceAll("(?s)[.:](\\s.*)?$", "");
        return first.isEmpty() ? title() : first;
    }

    private String synopsis() {
        String text = spec.commandLine().getHelp().synopsis(0).strip();
        String name = spec.qualifiedName();
        String rest = text.startsWith(name) ? text.substring(name.length()).replaceAll("\\s+", " ") : " " + text;
        return ".B " + escaped(name) + "\n" + escaped(rest.strip()) + "\n";
    }

    private void commands(StringBuilder page) {
        if (spec.subcommands().isEmpty()) {
            return;
        }
        page.append(".SH COMMANDS\n");
        spec.subcommands().forEach((name, command) -> {
            String[] description =
                    rendered(command.getCommandSpec().usageMessage().description());
            page.append(".TP\n.B ").append(escaped(name)).append('\n');
            page.append(line(description.length == 0 ? "" : description[0])).append('\n');
        });
    }

    private String arguments() {
        List<String> entries = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                entries.add(entry(italic(parameter.paramLabel()), parameter));
            }
        }
        spec.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(option -> option.longestName().replaceFirst("^-+", "")))
                .map(option -> entry(names(option), option))
                .forEach(entries::add);
        return entries.isEmpty() ? "" : ".SH OPTIONS\n" + String.join("", entries);
    }

    private static String names(OptionSpec option) {
        String names = Stream.of(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR")
                .collect(Collectors.joining(", "));
        if (option.arity().max() == 0) {
            return names;
        }
        String value = italic(option.paramLabel());
        return option.arity().min() == 0 ? names + "[=" + value + "]" : names + " " + value;
    }

    private static String entry(String head, ArgSpec argument) {
        return ".TP\n" + head + "\n" + lines(rendered(argument.description())) + "\n";
    }

    /** The examples and what follows them, as they are: their columns carry meaning. */
    private String footer() {
        String[] footer = rendered(spec.usageMessage().footer());
        if (footer.length == 0) {
            return "";
        }
        String text = Stream.of(footer).map(ManPage::line).collect(Collectors.joining("\n"));
        return ".SH EXAMPLES\n.nf\n" + text + "\n.fi\n";
    }

    private String seeAlso() {
        if (spec.parent() != null) {
            return ".BR " + escaped(spec.parent().qualifiedName("-")) + " (1)\n";
        }
        return spec.subcommands().keySet().stream()
                        .sorted()
                        .map(name -> ".BR " + escaped(title() + "-" + name) + " (1)")
                        .collect(Collectors.joining(",\n"))
                + "\n";
    }

    /** What picocli would print: a line break and a percent sign have escapes, and its colours are left out. */
    private static String[] rendered(String... texts) {
        return Stream.of(texts)
                .flatMap(text -> Ansi.OFF
                        .string(formatted(text))
                        .lines()
                        .map(String::stripTrailing)
                        .collect(Collectors.collectingAndThen(
                                Collectors.toList(), lines -> lines.isEmpty() ? Stream.of("") : lines.stream())))
                .toArray(String[]::new);
    }

    private static String formatted(String text) {
        try {
            return String.format(Locale.ROOT, text);
        } catch (IllegalFormatException e) {
            return text; // picocli prints it as it is, too
        }
    }

    private static String paragraphs(String... lines) {
        return Stream.of(lines)
                .map(line -> line.isBlank() ? ".PP\n" : line(line) + "\n")
                .collect(Collectors.joining());
    }

    private static String lines(String... lines) {
        return Stream.of(lines).map(ManPage::line).collect(Collectors.joining("\n"));
    }

    private static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    /** A line of text; one that begins with a dot or an apostrophe would be a request to roff. */
    private static String line(String text) {
        String escaped = escaped(text);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    /** Hyphens and quotes are to be copied as they are. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti")
                .replace("\"", "\\(dq");
    }
}
