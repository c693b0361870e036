package dev.trenza.core.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM has written about its own crash ({@code hs_err}), in a sentence. Immutable.
 *
 * @param file where it is; empty if there is none
 * @param cause such as {@code "SIGSEGV at address 0x0 in libpng.so (png_read_row), called from com.acme.Png.decode"};
 *     empty if the report does not say
 */
record CrashReport(String file, String cause) {

    /** The JVM has written nothing. */
    static final CrashReport NONE = new CrashReport("", "");

    /** The head has all that is read here, and the rest may be large. */
    private static final int HEAD_LINES = 400;

    private static final int MAX_LINE = 1_000;
    private static final int KEPT_REPORTS = 20;

    private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG[A-Z0-9]+) \\(0x[0-9a-f]+\\) at pc=.*");
    private static final Pattern ADDRESS = Pattern.compile("siginfo: .*si_addr: (0x[0-9a-f]+).*");
    private static final Pattern INTERNAL = Pattern.compile("#\\s+Internal Error \\(([^)]*)\\).*");
    private static final Pattern FRAME = Pattern.compile("# ([CVvJjA])\\s+(?:\\[([^\\]+]+)[^\\]]*\\]\\s*)?(.*)");
    private static final Pattern JAVA_FRAME =
            Pattern.compile("[jJ]\\s+(?:\\d+[%!sbn ]*\\s+)?(?:c[12]\\s+)?([\\w.$/]+)\\(.*");

    /** Of the JDK's own modules: the frames below them tell who called. */
    private static final Pattern JDK_FRAME = Pattern.compile(".* (?:java|jdk)\\.[\\w.]+@[\\w.+-]+$");

    private static final int NULL_PAGE = 4096;

    /** Of the reports that lie beside this one only the newest stay. */
    static void forgetOld(Path newest) throws IOException {
        Path directory = Objects.requireNonNull(newest.getParent(), "a directory of reports");
        List<Path> reports = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "trenza-crash-*.log")) {
            found.forEach(reports::add);
        }
        reports.sort(Comparator.comparing((Path report) -> report.toFile().lastModified())
                .reversed());
        for (Path old : reports.subList(Math.min(KEPT_REPORTS, reports.size()), reports.size())) {
            boolean unused = old.toFile().delete(); // another user's stays
        }
    }

    /** The same of a report that could not be kept. */
    CrashReport withoutFile() {
        return new CrashReport("", cause);
    }

    /** Reads a report; one that cannot be read still has its place. */
    static CrashReport read(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return new CrashReport(file.toString(), cause(lines(reader)));
        } catch (IOException e) {
            return new CrashReport(file.toString(), "");
        }
    }

    private static List<String> lines(BufferedReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null && lines.size() < HEAD_LINES; line = reader.readLine()) {
            lines.add(line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE));
        }
        return lines;
    }

    /** The likely cause, of the head of a report; empty if this is none. */
    static String cause(List<String> head) {
        if (head.stream().anyMatch(line -> line.startsWith("# There is insufficient memory"))) {
            String what = first(head, Pattern.compile("# (Native memory allocation .*|Cannot create .*)"))
                    .map(found -> ": " + found)
                    .orElse("");
            return "the system gave the JVM no more memory" + what;
        }
        Optional<String> internal = first(head, INTERNAL);
        if (internal.isPresent()) {
            return internalError(head, internal.get());
        }
        return first(head, SIGNAL)
                .map(signal -> signal + address(head) + where(head))
                .orElse("");
    }

    /** The line behind it says what was not as it should be. */
    private static String internalError(List<String> head, String place) {
        String what = "";
        for (int i = 0; i + 1 < head.size() && what.isEmpty(); i++) {
            boolean isBefore = INTERNAL.matcher(head.get(i)).matches();
            what = isBefore ? head.get(i + 1).replaceFirst("^#\\s*", "").strip() : "";
        }
        if (what.contains("OutOfMemory")) {
            return what.replaceFirst("^fatal error: ", "");
        }
        return "an internal error of the JVM (" + place + ")" + (what.isEmpty() ? "" : ": " + what) + caller(head);
    }

    private static String address(List<String> head) {
        return first(head, ADDRESS)
                .map(address -> " at address " + shorten(address) + (isNull(address) ? ", a null pointer," : ""))
                .orElse("");
    }

    private static String shorten(String address) {
        String digits = address.substring(2).replaceFirst("^0+(?=.)", "");
        return "0x" + digits;
    }

    private static boolean isNull(String address) {
        String digits = shorten(address).substring(2);
        return digits.length() <= 4 && Integer.parseInt(digits, 16) < NULL_PAGE;
    }

    private static String where(List<String> head) {
        for (int i = 0; i + 1 < head.size(); i++) {
            Matcher frame = FRAME.matcher(head.get(i + 1));
            if (head.get(i).startsWith("# Problematic frame") && frame.matches()) {
                return " in " + frame(frame.group(1), frame.group(2), frame.group(3)) + caller(head);
            }
        }
        return caller(head);
    }

    private static String frame(String kind, @Nullable String library, String function) {
        String name = function.replaceFirst("\\+0x[0-9a-f]+$", "").strip();
        String inside = name.isEmpty() ? "" : " (" + name + ")";
        return switch (kind) {
            case "C" -> "native code" + (library == null ? "" : " of " + library) + inside;
            case "V" -> "the JVM itself" + inside;
            case "v" -> "a stub of the JVM" + inside;
            default -> "Java code" + inside;
        };
    }

    /** The first Java frame that is nobody's of the JDK. */
    private static String caller(List<String> head) {
        for (String line : head) {
            Matcher frame = JAVA_FRAME.matcher(line);
            if (frame.matches() && !JDK_FRAME.matcher(line.strip()).matches()) {
                return ", called from " + frame.group(1);
            }
        }
        return "";
    }

    private static Optional<String> first(List<String> head, Pattern pattern) {
        return head.stream()
                .flatMap(line -> {
                    Matcher matcher = pattern.matcher(line);
                    return matcher.matches() ? Stream.of(matcher.group(1)) : Stream.empty();
                })
                .findFirst();
    }
}
