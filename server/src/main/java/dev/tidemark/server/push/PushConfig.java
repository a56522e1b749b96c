package dev.tidemark.server.push;

import dev.tidemark.conf.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How pushed rows are taken.
 *
 * @param maxRows in one request
 * @param maxFuture how far a row's times may lie ahead of the server's clock
 * @param redelivery how often rows are offered to the online store that it could not take at once
 * @param patience how long a request waits for the metadata database
 * @param maxConcurrent requests that call it at a time; others wait for their turn
 */
public record PushConfig(int maxRows, Duration maxFuture, Duration redelivery, Duration patience, int maxConcurrent) {
    /** The settings where nobody has changed any. */
    public static PushConfig defaults() {
        return from(Settings.load(Map.of(), Optional.empty()));
    }

    public static PushConfig from(Settings settings) {
        return new PushConfig(
                settings.integer("push.max-rows", 1, 100_000),
                settings.duration("push.max-future"),
                settings.duration("push.redelivery"),
                settings.duration("push.patience"),
                settings.integer("push.max-concurrent", 1, 10_000));
    }

    public PushConfig withMaxRows(int rows) {
        return new PushConfig(rows, maxFuture, redelivery, patience, maxConcurrent);
    }

    public PushConfig withRedelivery(Duration every) {
        return new PushConfig(maxRows, maxFuture, every, patience, maxConcurrent);
    }

    public PushConfig withPatience(Duration limit) {
        return new PushConfig(maxRows, maxFuture, redelivery, limit, maxConcurrent);
    }

    public PushConfig withMaxConcurrent(int requests) {
        return new PushConfig(maxRows, maxFuture, redelivery, patience, requests);
    }
}
