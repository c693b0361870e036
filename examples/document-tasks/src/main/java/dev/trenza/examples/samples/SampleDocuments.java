package dev.trenza.examples.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a few short texts, each as docx, odt, HTML and XML: the same words in every format. */
public final class SampleDocuments {

    private static final List<SampleText> TEXTS = List.of(
            new SampleText(
                    "braid",
                    "How to braid two strands",
                    List.of(
                            "A braid of two strands is a twist that remembers: each strand turns one way, and the pair"
                                    + " turns the other.",
                            "Let go of one end & the friction between them holds; a single strand would simply unwind.",
                            "Ropes, hair and bread have been made like this for at least 25,000 years.")),
            new SampleText(
                    "trenza",
                    "La trenza de pan",
                    List.of(
                            "Amasa 500 g de harina con leche tibia, mantequilla y una pizca de azúcar.",
                            "Deja reposar la masa una hora, divídela en tres y trénzala sin apretar.",
                            "Hornea treinta minutos. ¿Está dorada? ¡Lista!")),
            new SampleText(
                    "rope-walk",
                    "Der Seiler <von unten> gesehen",
                    List.of(
                            "Auf der Reeperbahn ging der Seiler rückwärts, Schritt für Schritt, und das Seil wuchs.",
                            "Größere Taue, etwa für Schiffe, brauchten 300 m lange Bahnen.",
                            "編む、撚る、結ぶ。")));

    private SampleDocuments() {}

    /** What is written, for tests to compare with. */
    public static List<SampleText> texts() {
        return TEXTS;
    }

    /**
     * Writes every text in every format.
     *
     * @param folder is made if it is not there
     * @throws IOException if a file cannot be written
     */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (SampleText text : TEXTS) {
            Files.write(folder.resolve(text.name() + ".docx"), DocumentWriter.docx(text));
            Files.write(folder.resolve(text.name() + ".odt"), DocumentWriter.odt(text));
            Files.writeString(folder.resolve(text.name() + ".html"), DocumentWriter.html(text));
            Files.writeString(folder.resolve(text.name() + ".xml"), DocumentWriter.xml(text));
        }
    }

    /**
     * Writes the samples and the hostile documents.
     *
     * @param arguments the folder of the samples, and that of the hostile documents
     * @throws IOException if a file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "expected two folders, for samples and for hostile documents, was " + List.of(arguments));
        }
        write(Path.of(arguments[0]));
        HostileDocuments.write(Path.of(arguments[1]));
    }
}
