package dev.tidemark.online.redis;

import dev.tidemark.online.Breaker;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the nodes that are read from, and the watch over the connections to them. Thread-safe. */
final class Nodes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    /** An overdue answer is found out so much later than it might be, as a part of its limit. */
    private static final int LOOKS_PER_LIMIT = 16;

    private static final long MASTERS_MILLIS = 1_000;
    private static final long SHORTEST_LOOK_MILLIS = 5;
    private static final long LONGEST_LOOK_MILLIS = 100;

    private final ConnectionOpener opener;
    private final RedisNodes nodes;
    private final Duration limit;
    private final Map<String, Node> byId = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("redis-read-watch").factory());

    Nodes(RedisConnection connection) {
        RedisConfig config = connection.config();
        this.opener = new ConnectionOpener(config, (SSLSocketFactory) SSLSocketFactory.getDefault());
        this.nodes = connection.nodes();
        this.limit = config.commandTimeout();
        long every = Math.clamp(limit.toMillis() / LOOKS_PER_LIMIT, SHORTEST_LOOK_MILLIS, LONGEST_LOOK_MILLIS);
        @SuppressWarnings("unused")
        var looking = timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
        @SuppressWarnings("unused")
        var resting = timer.scheduleWithFixedDelay(this::rest, MASTERS_MILLIS, MASTERS_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * A node to read from.
     *
     * @param id by which it is known whatever its address
     */
    Node of(String id, RedisURI address) {
        Node known = byId.get(id);
        if (known != null && known.isAt(address)) {
            return known;
        }
        return byId.compute(id, (same, old) -> {
            if (old != null && old.isAt(address)) {
                return old;
            }
            if (old != null) {
                old.pool().close();
            }
            return new Node(
                    id,
                    address,
                    old == null ? new Breaker(NodeReader.SILENCES) : old.breaker(),
                    new ConnectionPool(opener, address.getHost(), address.getPort()));
        });
    }

    private void look() {
        long now = System.nanoTime();
        byId.values().forEach(node -> node.pool().look(now));
    }

    /** Ends the connections to nodes that are no masters any more. */
    private void rest() {
        try {
            Set<String> masters = nodes.masters().keySet();
            byId.values().stream()
                    .filter(node -> !masters.contains(node.name()))
                    .forEach(node -> node.pool().rest());
        } catch (RuntimeException e) {
            LOG.warn("Cannot tell which nodes are masters", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        byId.values().forEach(node -> node.pool().close());
    }
}
