package dev.tidemark.online.redis;

import dev.tidemark.online.Breaker;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks for keys on the connections that all requests share, in one write per node. Thread-safe. */
final class SharedGets {
    private final RedisConnection connection;

    SharedGets(RedisConnection connection) {
        this.connection = connection;
    }

    /**
     * Asks one node.
     *
     * @param directly whether nobody but that node may answer, unless it is not connected to now
     */
    List<PendingGet> send(Node node, List<byte[]> keys, boolean directly) {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        if (cluster == null) {
            return together(node, keys, connection::dispatch);
        }
        StatefulRedisConnection<byte[], byte[]> own =
                directly || keys.size() > 1 ? connected(cluster, node.id()) : null;
        return own == null
                ? keys.stream()
                        .map(key -> single(node.name(), node.breaker(), key))
                        .toList()
                : together(node, keys, own::dispatch);
    }

    /** What cannot be sent has failed, as if it had been. */
    private static List<PendingGet> together(
            Node node, List<byte[]> keys, Consumer<List<AsyncCommand<byte[], byte[], byte[]>>> to) {
        List<AsyncCommand<byte[], byte[], byte[]>> commands =
                keys.stream().map(SharedGets::get).toList();
        try {
            to.accept(commands);
        } catch (RedisException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
        return commands.stream()
                .map(command -> new PendingGet(node.name(), true, node.breaker(), command))
                .toList();
    }

    /**
     * Asks for one key in the cluster's own way, which follows a slot to where it is now, and learns from it.
     *
     * @param breaker null where the node's silence does not count
     */
    PendingGet single(String node, @Nullable Breaker breaker, byte[] key) {
        try {
            return new PendingGet(node, false, breaker, connection.commands().get(key));
        } catch (RedisException e) {
            return new PendingGet(node, false, breaker, CompletableFuture.failedStage(e));
        }
    }

    /** The connection to a node if there is one now: a caller must not wait for another one's connecting. */
    private static @Nullable StatefulRedisConnection<byte[], byte[]> connected(
            StatefulRedisClusterConnection<byte[], byte[]> cluster, String node) {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection = cluster.getConnectionAsync(node);
        return connection.isDone() && !connection.isCompletedExceptionally() ? connection.join() : null;
    }

    private static AsyncCommand<byte[], byte[], byte[]> get(byte[] key) {
        return new AsyncCommand<>(new Command<>(
                CommandType.GET,
                new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key)));
    }
}
