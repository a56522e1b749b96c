package dev.tidemark.online.redis;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Secret;
import dev.tidemark.conf.Settings;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where Redis is and how long to wait for it.
 *
 * @param nodes one or more seeds, {@code redis://} or {@code rediss://}; whether they are a Cluster is found out
 * @param commandTimeout how long one command may take
 * @param batchSize rows in one pipelined write
 */
public record RedisConfig(
        List<URI> nodes,
        String username,
        Secret password,
        Duration commandTimeout,
        Duration connectTimeout,
        int batchSize)
        implements Serializable {

    /** Whether Tidemark starts Redis itself. */
    public enum Mode {
        EMBEDDED,
        EXTERNAL
    }

    /** Masters and replicas of the embedded cluster. */
    public static final int EMBEDDED_NODES = 6;

    /** The cluster bus of a node listens 10,000 ports above it. */
    private static final int LAST_PORT = 55_000;

    public RedisConfig {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new ConfigurationException("redis.uris is empty; name at least one seed, as redis://host:port");
        }
    }

    /** The settings where nobody has changed any, but for where Redis is. */
    public static RedisConfig at(List<URI> nodes) {
        RedisConfig usual = from(Settings.load(Map.of(), Optional.empty()));
        return new RedisConfig(
                nodes, usual.username, usual.password, usual.commandTimeout, usual.connectTimeout, usual.batchSize);
    }

    public static RedisConfig from(Settings settings) {
        return new RedisConfig(
                switch (settings.choice("redis.mode", Mode.class)) {
                    case EXTERNAL -> settings.uris("redis.uris", List.of("redis", "rediss"));
                    case EMBEDDED -> embedded(firstPort(settings));
                },
                settings.text("redis.username"),
                settings.secret("redis.password"),
                settings.duration("redis.command-timeout"),
                settings.duration("redis.connect-timeout"),
                settings.integer("redis.batch-size", 1, 100_000));
    }

    /** The same Redis with another patience: a bulk load waits longer for a busy node than a reader may. */
    public RedisConfig withCommandTimeout(Duration timeout) {
        return new RedisConfig(nodes, username, password, timeout, connectTimeout, batchSize);
    }

    public RedisConfig withConnectTimeout(Duration timeout) {
        return new RedisConfig(nodes, username, password, commandTimeout, timeout, batchSize);
    }

    public RedisConfig withUser(String name, Secret secret) {
        return new RedisConfig(nodes, name, secret, commandTimeout, connectTimeout, batchSize);
    }

    public RedisConfig withBatchSize(int rows) {
        return new RedisConfig(nodes, username, password, commandTimeout, connectTimeout, rows);
    }

    /** Whether connections are by TLS: the first seed's address says it for all nodes. */
    boolean isSecured() {
        return "rediss".equals(nodes.getFirst().getScheme());
    }

    /** The first port of the embedded cluster. */
    public static int firstPort(Settings settings) {
        return settings.integer("redis.ports", 1024, LAST_PORT);
    }

    private static List<URI> embedded(int firstPort) {
        return IntStream.range(0, EMBEDDED_NODES)
                .mapToObj(node -> URI.create("redis://127.0.0.1:" + (firstPort + node)))
                .toList();
    }
}
