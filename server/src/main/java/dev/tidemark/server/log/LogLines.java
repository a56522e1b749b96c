package dev.tidemark.server.log;

import dev.tidemark.request.Excerpt;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Formats log entries of any library with bounded length. Texts that clients sent reach the log in messages and in
 * messages of exceptions; their control characters are escaped, so that each line of the log is one that this process
 * wrote. Thread-safe.
 */
public final class LogLines extends Formatter {
    private static final int LONGEST_MESSAGE = 1_000;
    private static final int MOST_FRAMES = 40;
    private static final int MOST_CAUSES = 4;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Writes all entries of this process so from now on. */
    public static void use() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(new LogLines());
        }
    }

    @Override
    public String format(LogRecord entry) {
        StringBuilder text = new StringBuilder(256);
        text.append(TIME.format(entry.getInstant()))
                .append(' ')
                .append(entry.getLevel().getName())
                .append(' ')
                .append(entry.getLoggerName())
                .append(": ")
                .append(Excerpt.oneLine(formatMessage(entry), LONGEST_MESSAGE))
                .append('\n');
        Throwable thrown = entry.getThrown();
        for (int cause = 0; thrown != null && cause < MOST_CAUSES; cause++) {
            append(text, cause == 0 ? "" : "Caused by: ", thrown);
            thrown = thrown.getCause();
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String lead, Throwable thrown) {
        text.append(lead).append(thrown.getClass().getName());
        @Nullable String message = thrown.getMessage();
        if (message != null) {
            text.append(": ").append(Excerpt.oneLine(message, LONGEST_MESSAGE));
        }
        text.append('\n');
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int frame = 0; frame < Math.min(frames.length, MOST_FRAMES); frame++) {
            text.append("\tat ").append(frames[frame]).append('\n');
        }
    }
}
