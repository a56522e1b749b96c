package dev.tidemark.online.redis;

import dev.tidemark.online.Breaker;
import io.lettuce.core.RedisURI;

/**
 * A node that is read from.
 *
 * @param name its host and port
 */
record ReadNode(String id, String name, String host, int port, Breaker breaker, NodeLines lines) {

    ReadNode(String id, RedisURI address, Breaker breaker, NodeLines lines) {
        this(id, RedisNodes.name(address), address.getHost(), address.getPort(), breaker, lines);
    }

    boolean isAt(RedisURI address) {
        return port == address.getPort() && host.equals(address.getHost());
    }
}
