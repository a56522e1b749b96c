package dev.tidemark.files;

import java.io.IOException;

/** Signals a problem in a line of a CSV file. */
sealed class CsvException extends IOException permits BrokenLineException {
    private static final long serialVersionUID = 1;

    /** @param line from 1 on */
    CsvException(long line, String problem) {
        super("line %d: %s".formatted(line, problem));
    }
}
