package dev.tidemark.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Entries of the log, of texts that clients sent. */
final class TestLogLines {
    private static final String FORGED =
            "zoo:x\r\n2026-01-01T00:00:00.000 SEVERE dev.tidemark: all is lost\u202e\u2028";

    @Test
    void noLineCanBeForged() {
        LogRecord entry = entry("Request 1: " + FORGED);
        entry.setThrown(new IllegalStateException(FORGED, new IllegalArgumentException(FORGED)));

        String text = new LogLines().format(entry);

        assertThat(text)
                .startsWith("2026-03-01T12:00:00.000Z SEVERE tests: Request 1: zoo:x\\u000d\\u000a2026-01-01")
                .contains("\nCaused by: java.lang.IllegalArgumentException: zoo:x\\u000d")
                .doesNotContain("\r", "\u202e", "\u2028")
                .doesNotContain("\n2026");
    }

    @Test
    void anEntryIsShortWhateverItRepeats() {
        LogRecord entry = entry("x".repeat(2_000_000));
        Throwable thrown = new IllegalStateException("\u0001".repeat(2_000_000));
        for (int cause = 0; cause < 50; cause++) {
            thrown = new IllegalStateException("y".repeat(10_000), thrown);
        }
        entry.setThrown(thrown);

        assertThat(new LogLines().format(entry)).hasSizeLessThan(40_000);
    }

    private static LogRecord entry(String message) {
        LogRecord entry = new LogRecord(Level.SEVERE, message);
        entry.setLoggerName("tests");
        entry.setInstant(Instant.parse("2026-03-01T12:00:00Z"));
        return entry;
    }
}
