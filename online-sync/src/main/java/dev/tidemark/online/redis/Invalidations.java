package dev.tidemark.online.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A feed of each master, renewed where one is lost, and the masters followed as they change. The cache is flushed
 * whenever a change may have been missed: a feed ends, begins or does not answer, a slot has another master.
 * Thread-safe.
 */
final class Invalidations implements AutoCloseable {
    /** A node that hangs or is cut off is found out within two of these. */
    static final Duration CHECK = Duration.ofMillis(500);

    /** By which operators tell these connections from others in {@code CLIENT LIST}. */
    static final String CLIENT_NAME = "tidemark-near-cache";

    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

    private final RedisConnection connection;
    private final RedisClient client;
    private final NearCache cache;
    private final Set<String> prefixes = ConcurrentHashMap.newKeySet();
    private final Map<String, InvalidationFeed> feeds = new ConcurrentHashMap<>();
    /** Used by the timer's thread only. */
    private final Map<String, CompletableFuture<Void>> connecting = new HashMap<>();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("near-cache-feeds").factory());
    private final ScheduledFuture<?> checking;
    private int layout;

    Invalidations(RedisConnection connection, RedisClient client, NearCache cache) {
        this.connection = connection;
        this.client = client;
        this.cache = cache;
        checking = timer.scheduleWithFixedDelay(this::check, 0, CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Whether changes of keys with a prefix are told by a node. Asks for them where they are not: then a later answer
     * is another.
     *
     * @param node as host and port
     */
    boolean cover(String node, String prefix) {
        InvalidationFeed feed = feeds.get(node);
        if (feed == null) {
            prefixes.add(prefix);
            return false;
        }
        if (feed.follows(prefix)) {
            return true;
        }
        prefixes.add(prefix);
        feed.follow(prefix);
        return false;
    }

    private void check() {
        try {
            int now = connection.nodes().layout();
            if (now != layout) {
                layout = now;
                cache.flush();
            }
            Map<String, RedisURI> masters = connection.nodes().masters();
            feeds.forEach((node, feed) -> {
                if (!masters.containsKey(node)) {
                    feed.lose();
                }
            });
            feeds.values().removeIf(feed -> !feed.isAlive());
            masters.forEach((node, uri) -> {
                if (!feeds.containsKey(node) && !connecting.containsKey(node)) {
                    connect(node, uri);
                }
            });
            connecting.values().removeIf(CompletableFuture::isDone);
        } catch (RuntimeException e) {
            LOG.warn("The near cache is flushed: its feeds cannot be looked after", e);
            cache.flush();
        }
    }

    private void connect(String node, RedisURI uri) {
        uri.setClientName(CLIENT_NAME);
        connecting.put(
                node,
                client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                        .thenAccept(opened -> {
                            InvalidationFeed feed = new InvalidationFeed(opened, cache);
                            feeds.put(node, feed);
                            prefixes.forEach(feed::follow);
                        })
                        .exceptionally(failure -> {
                            LOG.debug("No feed of {} yet", node, failure);
                            return null;
                        })
                        .toCompletableFuture());
    }

    @Override
    public void close() {
        checking.cancel(true);
        timer.shutdownNow();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
