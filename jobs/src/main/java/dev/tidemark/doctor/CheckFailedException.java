package dev.tidemark.doctor;

import java.io.IOException;

/** Signals a failed check, with the remedy for this failure. */
final class CheckFailedException extends IOException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    CheckFailedException(String found, String remedy, Throwable cause) {
        super(found, cause);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
