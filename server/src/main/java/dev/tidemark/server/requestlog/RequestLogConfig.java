package dev.tidemark.server.requestlog;

import dev.tidemark.conf.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which served values are logged.
 *
 * @param oneIn one in so many entities is logged, always the same ones, with everything served; 0 for none
 * @param bufferRows the most rows that wait to be written; more are counted and left out
 * @param flush how often waiting rows are written
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
