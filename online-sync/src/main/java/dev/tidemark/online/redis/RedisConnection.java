package dev.tidemark.online.redis;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to Redis for all threads, standalone or Cluster, that fails fast and heals by itself. */
final class RedisConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);
    private static final Duration PERIODIC_REFRESH = Duration.ofSeconds(2);
    private static final Duration ADAPTIVE_REFRESH = Duration.ofMillis(500);

    /** Commands that wait for an answer; past that a caller is told at once instead of queueing without end. */
    private static final int MOST_WAITING = 100_000;

    private static final int MOST_FLUSHES_AT_ONCE = 256;

    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisNodes nodes;
    private final RedisConfig config;
    private final ClientResources resources;
    private final Runnable shutdown;

    private RedisConnection(
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            StatefulConnection<byte[], byte[]> connection,
            RedisConfig config,
            ClientResources resources,
            Runnable shutdown) {
        this.commands = commands;
        this.connection = connection;
        this.config = config;
        this.resources = resources;
        this.nodes = new RedisNodes(
                config, connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster ? cluster : null);
        this.shutdown = shutdown;
    }

    static RedisConnection open(RedisConfig config) {
        List<RedisURI> seeds = config.nodes().stream()
                .map(node -> RedisNodes.uri(config, node))
                .toList();
        return isCluster(config, seeds) ? cluster(config, seeds) : standalone(config, seeds.getFirst());
    }

    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return commands;
    }

    /** The connection to all nodes, null where Redis is one node. */
    @Nullable
    StatefulRedisClusterConnection<byte[], byte[]> cluster() {
        return connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster ? cluster : null;
    }

    RedisConfig config() {
        return config;
    }

    RedisNodes nodes() {
        return nodes;
    }

    /** A client for connections to single nodes that end where they break; the caller closes it before this. */
    RedisClient client() {
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options(ClientOptions.builder(), config)
                .autoReconnect(false)
                .protocolVersion(ProtocolVersion.RESP3)
                .build());
        return client;
    }

    /** Sends commands to the one node, in one write; not for a cluster. */
    void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> all) {
        connection.dispatch(all);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } finally {
            shutdown.run();
        }
    }

    private static boolean isCluster(RedisConfig config, List<RedisURI> seeds) {
        List<String> failures = new ArrayList<>();
        RedisException last = null;
        for (RedisURI seed : seeds) {
            RedisClient client = RedisClient.create(seed);
            client.setOptions(options(ClientOptions.builder(), config).build());
            try (StatefulRedisConnection<byte[], byte[]> probe = client.connect(ByteArrayCodec.INSTANCE)) {
                return probe.sync().info("cluster").contains("cluster_enabled:1");
            } catch (RedisException e) {
                last = e;
                failures.add("%s:%d (%s)".formatted(seed.getHost(), seed.getPort(), RedisFailure.rootMessage(e)));
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
        }
        throw new FeatureStoreException(
                ErrorCode.ONLINE_STORE_UNAVAILABLE, "Redis does not answer at " + String.join(", ", failures), last);
    }

    private static RedisConnection cluster(RedisConfig config, List<RedisURI> seeds) {
        ClientResources resources = resources();
        RedisClusterClient client = new NewestTopologyClient(resources, seeds);
        client.setOptions(ClusterClientOptions.builder(
                        options(ClientOptions.builder(), config).build())
                // A node that hangs is noticed by the periodic refresh only.
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(PERIODIC_REFRESH)
                        .adaptiveRefreshTriggersTimeout(ADAPTIVE_REFRESH)
                        .build())
                .validateClusterNodeMembership(false)
                .build());
        try {
            StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
            greetAll(connection);
            return new RedisConnection(
                    connection.async(), connection, config, resources, () -> shutdown(client, resources));
        } catch (RedisException e) {
            shutdown(client, resources);
            throw RedisFailure.of(e);
        }
    }

    /**
     * Connects to every node now, replicas too: commands to a node that is still being connected to are rejected, and a
     * replica may be a master by the time it is first needed.
     */
    private static void greetAll(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        connection.getPartitions().forEach(node -> {
            try {
                connection.getConnection(node.getUri().getHost(), node.getUri().getPort());
            } catch (RedisException e) {
                LOG.warn("Redis node {} does not answer yet", RedisNodes.name(node.getUri()));
            }
        });
    }

    private static RedisConnection standalone(RedisConfig config, RedisURI seed) {
        ClientResources resources = resources();
        RedisClient client = RedisClient.create(resources, seed);
        client.setOptions(options(ClientOptions.builder(), config).build());
        try {
            StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
            return new RedisConnection(
                    connection.async(), connection, config, resources, () -> shutdown(client, resources));
        } catch (RedisException e) {
            shutdown(client, resources);
            throw RedisFailure.of(e);
        }
    }

    private static void shutdown(io.lettuce.core.AbstractRedisClient client, ClientResources resources) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** Commands of many threads leave in one packet where they can: it saves a system call each. */
    private static ClientResources resources() {
        return ClientResources.builder()
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_FLUSHES_AT_ONCE, true));
                    }
                })
                .build();
    }

    private static ClientOptions.Builder options(ClientOptions.Builder builder, RedisConfig config) {
        return builder.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(config.connectTimeout())
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build());
    }

    /** Waits without a limit of its own: Lettuce ends every command after the command timeout. */
    static <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RedisException redis) {
                throw redis;
            }
            throw new RedisException(e.getCause());
        } catch (CancellationException e) {
            throw new RedisException(e);
        }
    }
}
