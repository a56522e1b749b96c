package dev.tidemark.server.requestlog;

import dev.tidemark.conf.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is noted of what was served.
 *
 * @param oneIn entities of which everything is noted: one in so many, always the same ones; 0 for none
 * @param bufferRows that wait to be kept at most; more are counted and left out
 * @param flush how often they are kept
 */
public record RequestLogConfig(int oneIn, int bufferRows, Duration flush) {
    /** Notes nothing and keeps no memory for it. */
    static final RequestLogConfig OFF = new RequestLogConfig(0, 1, Duration.ZERO);

    /** The settings where nobody has changed any. */
    public static RequestLogConfig defaults() {
        return from(Settings.load(Map.of(), Optional.empty()));
    }

    public static RequestLogConfig from(Settings settings) {
        return new RequestLogConfig(
                settings.integer("request-log.one-in", 0, Integer.MAX_VALUE),
                settings.integer("request-log.buffer-rows", 1, 10_000_000),
                settings.duration("request-log.flush"));
    }

    public RequestLogConfig withOneIn(int entities) {
        return new RequestLogConfig(entities, bufferRows, flush);
    }

    public RequestLogConfig withBufferRows(int rows) {
        return new RequestLogConfig(oneIn, rows, flush);
    }

    public RequestLogConfig withFlush(Duration every) {
        return new RequestLogConfig(oneIn, bufferRows, every);
    }
}
