package dev.trenza.examples.tika;

import dev.trenza.task.TaskContext;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.sax.ToTextContentHandler;
import org.xml.sax.SAXException;

/** Collects the text of one document, up to a limit. Confined to the task's thread. */
final class TextHandler extends ToTextContentHandler {

    private final long maxCharacters;
    private final TaskContext context;

    // Mutable state
    private long characters;

    TextHandler(long maxCharacters, TaskContext context) {
        this.maxCharacters = maxCharacters;
        this.context = context;
    }

    /** Wherever text comes, the parser still gets on, and a call that was cancelled can end. */
    @Override
    public void characters(char[] text, int start, int length) throws SAXException {
        context.checkCancelled();
        context.progress();
        characters += length;
        if (characters > maxCharacters) {
            throw new WriteLimitReachedException((int) Math.min(maxCharacters, Integer.MAX_VALUE));
        }
        super.characters(text, start, length);
    }
}
