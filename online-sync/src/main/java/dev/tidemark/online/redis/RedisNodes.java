package dev.tidemark.online.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which node has what, as far as the client knows now. Thread-safe. */
final class RedisNodes {
    private final RedisConfig config;
    private final @Nullable StatefulRedisClusterConnection<byte[], byte[]> cluster;

    /** @param cluster null where Redis is one node */
    RedisNodes(RedisConfig config, @Nullable StatefulRedisClusterConnection<byte[], byte[]> cluster) {
        this.config = config;
        this.cluster = cluster;
    }

    /** The node that has a key, as host and port. */
    String of(byte[] key) {
        if (cluster == null) {
            return name(uri(config, config.nodes().getFirst()));
        }
        int slot = SlotHash.getSlot(key);
        RedisClusterNode node = cluster.getPartitions().getMasterBySlot(slot);
        return node == null ? "of slot " + slot : name(node.getUri());
    }

    /** The masters that have slots, or the one node, by host and port. */
    Map<String, RedisURI> masters() {
        Map<String, RedisURI> masters = new HashMap<>();
        if (cluster == null) {
            RedisURI only = uri(config, config.nodes().getFirst());
            masters.put(name(only), only);
            return masters;
        }
        cluster.getPartitions().forEach(node -> {
            if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
                RedisURI uri = node.getUri();
                masters.put(name(uri), uri(config, uri.getHost(), uri.getPort()));
            }
        });
        return masters;
    }

    /** Another number once any slot has another master. */
    int layout() {
        return cluster == null
                ? 0
                : cluster.getPartitions().stream()
                        .mapToInt(node -> Objects.hash(node.getNodeId(), node.getSlots()))
                        .sum();
    }

    static String name(RedisURI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }

    /** A node's address with what it takes to log in. */
    static RedisURI uri(RedisConfig config, java.net.URI node) {
        return uri(config, node.getHost(), node.getPort() < 0 ? RedisURI.DEFAULT_REDIS_PORT : node.getPort());
    }

    /** Either all nodes speak TLS or none. */
    private static RedisURI uri(RedisConfig config, String host, int port) {
        RedisURI.Builder builder = RedisURI.builder()
                .withHost(host)
                .withPort(port)
                .withSsl(config.isSecured())
                // Of handshakes, which are not commands of a caller's: those have the command timeout by the client's
                // options.
                .withTimeout(config.connectTimeout());
        String password = config.password().value();
        if (!password.isEmpty() && config.username().isEmpty()) {
            builder.withPassword(password.toCharArray());
        } else if (!password.isEmpty()) {
            builder.withAuthentication(config.username(), password.toCharArray());
        }
        return builder.build();
    }
}
