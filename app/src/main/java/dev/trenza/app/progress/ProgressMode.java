package dev.trenza.app.progress;

/** What is shown while a run goes on. */
public enum ProgressMode {
    /** A bar on a terminal, otherwise nothing. */
    AUTO,
    /** A line a second. */
    PLAIN,
    /** A JSON object a second. */
    JSON,
    /** Nothing. */
    NONE
}
