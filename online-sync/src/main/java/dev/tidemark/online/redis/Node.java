package dev.tidemark.online.redis;

import dev.tidemark.online.Breaker;
import io.lettuce.core.RedisURI;

/**
 * A node that is read from.
 *
 * @param name its host and port
 */
record Node(String id, String name, String host, int port, Breaker breaker, ConnectionPool pool) {

    Node(String id, RedisURI address, Breaker breaker, ConnectionPool pool) {
        this(id, RedisNodes.name(address), address.getHost(), address.getPort(), breaker, pool);
    }

    boolean isAt(RedisURI address) {
        return port == address.getPort() && host.equals(address.getHost());
    }
}
