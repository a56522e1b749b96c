package dev.tidemark.server.push;

import dev.tidemark.conf.Settings;
import java.time.Duration;

/**
 * How pushed rows are taken.
 *
 * @param maxRows in one request
 * @param maxFuture how far a row's times may lie ahead of the server's clock
 * @param patience how long a request waits for the metadata database
 * @param maxConcurrent requests that call it at a time; others wait for their turn
 * @param redelivery how often rows are offered to the online store that it could not take at once
 */
public record PushConfig(int maxRows, Duration maxFuture, Duration redelivery, Duration patience, int maxConcurrent) {
    public static PushConfig from(Settings settings) {
        return new PushConfig(
                settings.integer("push.max-rows", 1, 100_000),
                settings.duration("push.max-future"),
                settings.duration("push.redelivery"),
                settings.duration("push.patience"),
                settings.integer("push.max-concurrent", 1, 10_000));
    }
}
