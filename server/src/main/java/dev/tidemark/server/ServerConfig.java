package dev.tidemark.server;

import dev.tidemark.conf.Settings;
import dev.tidemark.server.connection.ConnectionTimeouts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the server listens and what it accepts.
 *
 * @param host whose address must be a loopback address unless anonymous callers are allowed
 * @param allowAnonymous whether callers that nobody has identified may reach the server from other machines
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
        boolean allowAnonymous,
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
    private static final int ALL = 100;

    /** The server's settings where nobody has changed any. */
    public static ServerConfig defaults() {
        return from(Settings.load(Map.of(), Optional.empty()));
    }

    public static ServerConfig from(Settings settings) {
        return new ServerConfig(
                settings.text("server.host"),
                settings.integer("server.port", 0, 65_535),
                settings.flag("server.allow-anonymous"),
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

    public ServerConfig withHost(String host) {
        return changed(draft -> draft.host = host);
    }

    public ServerConfig withAllowAnonymous(boolean allowAnonymous) {
        return changed(draft -> draft.allowAnonymous = allowAnonymous);
    }

    public ServerConfig withPort(int port) {
        return changed(draft -> draft.port = port);
    }

    public ServerConfig withMaxEntities(int maxEntities) {
        return changed(draft -> draft.maxEntities = maxEntities);
    }

    public ServerConfig withMaxPayloadBytes(int maxPayloadBytes) {
        return changed(draft -> draft.maxPayloadBytes = maxPayloadBytes);
    }

    public ServerConfig withMaxConcurrentRequests(int maxConcurrentRequests) {
        return changed(draft -> draft.maxConcurrentRequests = maxConcurrentRequests);
    }

    public ServerConfig withRegistryRefresh(Duration registryRefresh) {
        return changed(draft -> draft.registryRefresh = registryRefresh);
    }

    public ServerConfig withWarmUp(Duration warmUp) {
        return changed(draft -> draft.warmUp = warmUp);
    }

    public ServerConfig withStopDelay(Duration stopDelay) {
        return changed(draft -> draft.stopDelay = stopDelay);
    }

    public ServerConfig withNearCacheEntries(int nearCacheEntries) {
        return changed(draft -> draft.nearCacheEntries = nearCacheEntries);
    }

    public ServerConfig withTimeouts(ConnectionTimeouts timeouts) {
        return changed(draft -> draft.timeouts = timeouts);
    }

    private ServerConfig changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A configuration in the making. */
    private static final class Draft {
        private String host;
        private int port;
        private boolean allowAnonymous;
        private int maxEntities;
        private int maxPayloadBytes;
        private int maxConcurrentRequests;
        private Duration registryRefresh;
        private Duration warmUp;
        private Duration stopDelay;
        private int lastKnownEntries;
        private int nearCacheEntries;
        private ConnectionTimeouts timeouts;
        private int readySharePercent;

        Draft(ServerConfig from) {
            host = from.host;
            port = from.port;
            allowAnonymous = from.allowAnonymous;
            maxEntities = from.maxEntities;
            maxPayloadBytes = from.maxPayloadBytes;
            maxConcurrentRequests = from.maxConcurrentRequests;
            registryRefresh = from.registryRefresh;
            warmUp = from.warmUp;
            stopDelay = from.stopDelay;
            lastKnownEntries = from.lastKnownEntries;
            nearCacheEntries = from.nearCacheEntries;
            timeouts = from.timeouts;
            readySharePercent = from.readySharePercent;
        }

        ServerConfig config() {
            return new ServerConfig(
                    host,
                    port,
                    allowAnonymous,
                    maxEntities,
                    maxPayloadBytes,
                    maxConcurrentRequests,
                    registryRefresh,
                    warmUp,
                    stopDelay,
                    lastKnownEntries,
                    nearCacheEntries,
                    timeouts,
                    readySharePercent);
        }
    }
}
