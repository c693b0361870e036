/**
 * {@code tika}: text and metadata of documents by Apache Tika, a library too large and too adventurous for one's own JVM.
 *
 * <pre>
 *   path or bytes -> Detector -> PDFParser | OpenDocumentParser | EpubParser | JSoupParser | TXTParser -> TextHandler -> map
 * </pre>
 *
 * <p>Its parsers meet files from anywhere. Some of those run for ever and do not listen to an interrupt, others expand to
 * gigabytes: in a worker JVM each of them costs itself.
 *
 * <p>Must never: guess in place of Tika, or catch what a worker is there for ({@code OutOfMemoryError}, time).
 */
@NullMarked
package dev.trenza.examples.tika;

import org.jspecify.annotations.NullMarked;
