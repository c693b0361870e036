package dev.trenza.examples.tika;

import dev.trenza.task.TaskContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.tika.detect.CompositeDetector;
import org.apache.tika.detect.zip.DefaultZipContainerDetector;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.PDF;
import org.apache.tika.metadata.PagedText;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.PasswordProvider;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.txt.TXTParser;
import org.apache.tika.sax.BodyContentHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Tika with five parsers, named here because to look for all that are on the class path takes longer. Thread-safe. */
final class DocumentParser {

    private static final double MOST_LOST = 0.1;
    private static final String FONT_CACHE = "pdfbox.fontcache";

    private final AutoDetectParser parser;
    private final long maxCharacters;
    private final String password;

    DocumentParser(long maxCharacters, String password) {
        this.maxCharacters = maxCharacters;
        this.password = password;
        keepFontsOutOfTheHome();
        parser = new AutoDetectParser(
                new CompositeDetector(new DefaultZipContainerDetector(), MimeTypes.getDefaultMimeTypes()),
                new PDFParser(),
                new OpenDocumentParser(),
                new EpubParser(),
                new JSoupParser(),
                new TXTParser());
        parser.setFallback(new Refusal());
    }

    /** PDFBox writes down which fonts this machine has, and would do so in the home of whoever runs this. */
    private static void keepFontsOutOfTheHome() {
        if (System.getProperty(FONT_CACHE) == null) {
            System.setProperty(FONT_CACHE, System.getProperty("java.io.tmpdir", ""));
        }
    }

    /**
     * Reads a document.
     *
     * @param name of the document, for messages
     * @throws UnreadableDocumentException tells why there is no text
     */
    Map<String, @Nullable Object> parse(String name, TikaInputStream in, Metadata metadata, TaskContext context)
            throws IOException {
        TextHandler text = new TextHandler(maxCharacters, context);
        try {
            parser.parse(in, new BodyContentHandler(text), metadata, settings());
        } catch (SAXException | TikaException | RuntimeException e) {
            throw explained(name, e);
        }
        refuseIllegible(name, metadata);
        return result(text.toString().strip(), metadata);
    }

    /** A PDF whose fonts are lost still has a text, of signs that mean nothing. */
    private static void refuseIllegible(String name, Metadata metadata) throws IOException {
        String lost = metadata.get(PDF.OVERALL_PERCENTAGE_UNMAPPED_UNICODE_CHARS);
        if (lost != null && Double.parseDouble(lost) > MOST_LOST) {
            throw new UnreadableDocumentException(
                    name + " has lost its fonts: of " + Math.round(100 * Double.parseDouble(lost))
                            + " % of its characters nobody knows which they are",
                    null);
        }
    }

    private ParseContext settings() {
        ParseContext settings = new ParseContext();
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        settings.set(PDFParserConfig.class, pdf);
        settings.set(EmbeddedDocumentExtractor.class, new NothingEmbedded());
        settings.set(PasswordProvider.class, metadata -> password);
        return settings;
    }

    private IOException explained(String name, Exception error) {
        if (error instanceof EncryptedDocumentException) {
            String remedy = password.isEmpty() ? "give its password as 'password'" : "'password' does not open it";
            return new UnreadableDocumentException(name + " is encrypted; " + remedy, error);
        } else if (error instanceof ZeroByteFileException) {
            return new UnreadableDocumentException(name + " is empty", error);
        } else if (WriteLimitReachedException.isWriteLimitReached(error)) {
            return new UnreadableDocumentException(
                    name + " has more than " + maxCharacters + " characters; raise 'max-characters' to read it", error);
        }
        return new UnreadableDocumentException(name + " " + problem(error), error);
    }

    private static String problem(Exception error) {
        if (error instanceof UnknownTypeException unknown) {
            return "is " + unknown.type + ", which is none of PDF, odt, EPUB, HTML and plain text";
        }
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "is cut off or broken: " + cause;
    }

    private static Map<String, @Nullable Object> result(String text, Metadata metadata) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("type", metadata.get(Metadata.CONTENT_TYPE));
        result.put("title", metadata.get(TikaCoreProperties.TITLE));
        result.put("author", metadata.get(TikaCoreProperties.CREATOR));
        result.put("pages", metadata.getInt(PagedText.N_PAGES));
        result.put("characters", text.codePointCount(0, text.length()));
        result.put("text", text);
        return result;
    }

    /** For every type that none of the others reads; Tika would return no text, as if there were none. */
    private static final class Refusal implements Parser {

        private static final long serialVersionUID = 1;

        @Override
        public Set<MediaType> getSupportedTypes(ParseContext context) {
            return Set.of();
        }

        @Override
        public void parse(InputStream in, ContentHandler handler, Metadata metadata, ParseContext context)
                throws TikaException {
            throw new UnknownTypeException(metadata.get(Metadata.CONTENT_TYPE));
        }
    }

    private static final class UnknownTypeException extends TikaException {

        private static final long serialVersionUID = 1;

        private final String type;

        UnknownTypeException(String type) {
            super(type);
            this.type = type;
        }
    }

    /** A document may hold others, without end; this is about its own text. */
    private static final class NothingEmbedded implements EmbeddedDocumentExtractor {

        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(InputStream in, ContentHandler handler, Metadata metadata, boolean outputHtml) {}
    }
}
