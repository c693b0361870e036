/**
 * A run as one HTML page: nothing is fetched, nothing from the data is ever code, and it can be read without scripts.
 *
 * <p>Must never: write text of a run into the page but through {@link dev.trenza.app.report.Html}.
 */
@NullMarked
package dev.trenza.app.report;

import org.jspecify.annotations.NullMarked;
