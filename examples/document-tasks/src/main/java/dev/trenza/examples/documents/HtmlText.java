package dev.trenza.examples.documents;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a browser would show of an HTML document, without running scripts or loading anything. Confined to the
 * task's thread.
 */
final class HtmlText {

    private static final Set<String> NEVER_SHOWN = Set.of(
            "audio",
            "canvas",
            "datalist",
            "head",
            "iframe",
            "noframes",
            "noscript",
            "object",
            "script",
            "style",
            "template",
            "video");
    private static final Set<String> PREFORMATTED = Set.of("pre", "textarea");

    private final TextBuilder text;

    // Mutable state
    private int preformatted;

    private HtmlText(TextBuilder text) {
        this.text = text;
    }

    static void read(Document document, TextBuilder text) throws IOException {
        org.jsoup.nodes.Document html;
        try (InputStream in = document.open()) {
            // No character set given: jsoup takes it from a byte order mark or a meta element, or else UTF-8.
            html = Jsoup.parse(in, null, "");
        }
        text.title(html.title());
        new HtmlText(text).walk(html);
        text.endLine();
    }

    /** In a loop, so that no depth of nesting exhausts the stack. */
    private void walk(Node root) throws DocumentLimitException {
        Node node = root;
        while (node != null) {
            boolean isShown = enter(node);
            Node child = isShown ? node.firstChild() : null;
            if (child != null) {
                node = child;
                continue;
            }
            if (isShown) {
                leave(node);
            }
            node = following(node);
        }
    }

    /** The next node beside this one or beside an ancestor; leaves every ancestor that has no more. */
    private @Nullable Node following(Node node) throws DocumentLimitException {
        Node current = node;
        while (current.nextSibling() == null) {
            current = current.parent();
            if (current == null) {
                return null;
            }
            leave(current);
        }
        return current.nextSibling();
    }

    /** Whether what is in the node is shown. */
    private boolean enter(Node node) throws DocumentLimitException {
        if (node instanceof TextNode words) {
            if (preformatted > 0) {
                text.verbatim(words.getWholeText());
            } else {
                text.flow(words.getWholeText());
            }
        } else if (node instanceof Element element) {
            if (isHidden(element)) {
                return false;
            }
            enter(element);
        }
        return true;
    }

    private void enter(Element element) throws DocumentLimitException {
        if (element.normalName().equals("br")) {
            text.newLine();
        } else if (element.isBlock()) {
            text.endLine();
        }
        if (PREFORMATTED.contains(element.normalName())) {
            preformatted++;
        }
    }

    private void leave(Node node) throws DocumentLimitException {
        if (node instanceof Element element) {
            if (PREFORMATTED.contains(element.normalName())) {
                preformatted--;
            }
            if (element.isBlock()) {
                text.endLine();
            }
        }
    }

    private static boolean isHidden(Element element) {
        String style = element.attr("style").toLowerCase(Locale.ROOT).replace(" ", "");
        return NEVER_SHOWN.contains(element.normalName())
                || element.hasAttr("hidden")
                || style.contains("display:none")
                || style.contains("visibility:hidden");
    }
}
