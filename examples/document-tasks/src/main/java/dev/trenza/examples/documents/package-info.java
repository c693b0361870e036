/**
 * {@code text}: the words of a document, as a guest on the task path.
 *
 * <pre>
 *   path or bytes -> TypeSniffer -> HtmlText | XmlText | DocxText | OdtText | PlainText -> TextBuilder -> map
 *                                              jsoup      StAX      zip + StAX     zip + StAX
 * </pre>
 *
 * <p>Documents come from strangers: every reader enforces limits, and none opens anything but the document itself.
 *
 * <p>Must never: need anything of Trenza but {@code dev.trenza.task}; a guest knows no more than that.
 */
@NullMarked
package dev.trenza.examples.documents;

import org.jspecify.annotations.NullMarked;
