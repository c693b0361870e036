/** Tasks for documents, as a guest on the task path. */
@NullMarked
package dev.trenza.examples.documents;

import org.jspecify.annotations.NullMarked;
