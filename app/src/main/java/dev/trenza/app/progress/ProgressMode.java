package dev.trenza.app.progress;

/** What is shown while a run goes on. */
public enum ProgressMode {
    /** A bar on a terminal, lines on one that can do no more, otherwise nothing. */
    AUTO,
    /** A line every few seconds. */
    PLAIN,
    /** A JSON object a second. */
    JSON,
    /** Nothing. */
    NONE
}
