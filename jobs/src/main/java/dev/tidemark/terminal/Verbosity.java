package dev.tidemark.terminal;

/** The kinds of output. */
public enum Verbosity {
    /** Tables on standard output, progress on standard error. */
    NORMAL,
    /** Tables only if they are the answer; no progress. */
    QUIET,
    /** One JSON object on standard output; no progress. */
    JSON
}
