package dev.tidemark.server;

import dev.tidemark.conf.Settings;
import dev.tidemark.server.connection.ConnectionTimeouts;
import java.time.Duration;

/**
 * How the server listens and what it accepts.
 *
 * @param maxEntities in one request
 * @param maxPayloadBytes of one request's body
 * @param maxConcurrentRequests are answered at a time; one more is turned away
 * @param warmUp how long the server asks itself before it is ready; zero for not at all
 * @param lastKnownEntries entities whose last known values are kept, for features that have them as their fallback
 * @param nearCacheEntries stored values that are kept in the server while Redis vouches for them; 0 for none
 * @param stopDelay how long a server that is told to end says that it is not ready, and answers on, before it ends
 * @param registryRefresh how often definitions are read again
 * @param timeouts how long clients are waited for
 * @param readySharePercent of the online store that must answer for the server to call itself ready
 */
public record ServerConfig(
        String host,
        int port,
        int maxEntities,
        int maxPayloadBytes,
        int maxConcurrentRequests,
        Duration registryRefresh,
        Duration warmUp,
        Duration stopDelay,
        int lastKnownEntries,
        int nearCacheEntries,
        ConnectionTimeouts timeouts,
        int readySharePercent) {
    private static final int MEBIBYTE = 1 << 20;
    private static final int HALF = 50;
    private static final int ALL = 100;

    /** Waits for clients, and is ready, as tidemark.yaml says. */
    public ServerConfig(
            String host,
            int port,
            int maxEntities,
            int maxPayloadBytes,
            int maxConcurrentRequests,
            Duration registryRefresh,
            Duration warmUp,
            Duration stopDelay,
            int lastKnownEntries,
            int nearCacheEntries) {
        this(
                host,
                port,
                maxEntities,
                maxPayloadBytes,
                maxConcurrentRequests,
                registryRefresh,
                warmUp,
                stopDelay,
                lastKnownEntries,
                nearCacheEntries,
                ConnectionTimeouts.USUAL);
    }

    /** Is ready as tidemark.yaml says. */
    public ServerConfig(
            String host,
            int port,
            int maxEntities,
            int maxPayloadBytes,
            int maxConcurrentRequests,
            Duration registryRefresh,
            Duration warmUp,
            Duration stopDelay,
            int lastKnownEntries,
            int nearCacheEntries,
            ConnectionTimeouts timeouts) {
        this(
                host,
                port,
                maxEntities,
                maxPayloadBytes,
                maxConcurrentRequests,
                registryRefresh,
                warmUp,
                stopDelay,
                lastKnownEntries,
                nearCacheEntries,
                timeouts,
                HALF);
    }

    public static ServerConfig from(Settings settings) {
        return new ServerConfig(
                settings.text("server.host"),
                settings.integer("server.port", 0, 65_535),
                settings.integer("server.max-entities", 1, 100_000),
                settings.integer("server.max-payload-bytes", 1_024, 256 * MEBIBYTE),
                settings.integer("server.max-concurrent-requests", 1, 100_000),
                settings.duration("server.registry-refresh"),
                settings.durationOrNone("server.warm-up"),
                settings.durationOrNone("server.stop-delay"),
                settings.integer("server.last-known-entries", 0, 100_000_000),
                settings.integer("server.near-cache-entries", 0, 100_000_000),
                ConnectionTimeouts.from(settings),
                settings.integer("server.ready-share-percent", 1, ALL));
    }
}
