package dev.tidemark.server.requestlog;

import dev.tidemark.conf.Settings;
import java.time.Duration;

/**
 * What is noted of what was served.
 *
 * @param oneIn entities of which everything is noted: one in so many, always the same ones; 0 for none
 * @param bufferRows that wait to be kept at most; more are counted and left out
 * @param flush how often they are kept
 */
public record RequestLogConfig(int oneIn, int bufferRows, Duration flush) {
    public static RequestLogConfig from(Settings settings) {
        return new RequestLogConfig(
                settings.integer("request-log.one-in", 0, Integer.MAX_VALUE),
                settings.integer("request-log.buffer-rows", 1, 10_000_000),
                settings.duration("request-log.flush"));
    }
}
