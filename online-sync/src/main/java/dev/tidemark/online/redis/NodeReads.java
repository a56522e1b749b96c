package dev.tidemark.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads values with one write and one flush per node that holds any of them. Thread-safe. */
final class NodeReads {
    private final RedisConnection connection;

    NodeReads(RedisConnection connection) {
        this.connection = connection;
    }

    List<byte @Nullable []> read(List<byte[]> keys) {
        List<CompletableFuture<byte[]>> answers = send(keys);
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        for (int position = 0; position < keys.size(); position++) {
            values.add(value(keys.get(position), answers.get(position)));
        }
        return values;
    }

    private List<CompletableFuture<byte[]>> send(List<byte[]> keys) {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        try {
            if (keys.size() == 1) {
                return List.of(single(keys.getFirst()));
            }
            return cluster == null ? together(keys) : byNode(cluster, keys);
        } catch (RedisException e) {
            throw RedisConnection.unavailable(e);
        }
    }

    private CompletableFuture<byte[]> single(byte[] key) {
        return connection.commands().get(key).toCompletableFuture();
    }

    private List<CompletableFuture<byte[]>> together(List<byte[]> keys) {
        List<AsyncCommand<byte[], byte[], byte[]>> commands =
                keys.stream().map(NodeReads::get).toList();
        connection.dispatch(commands);
        return new ArrayList<>(commands);
    }

    private List<CompletableFuture<byte[]>> byNode(
            StatefulRedisClusterConnection<byte[], byte[]> cluster, List<byte[]> keys) {
        List<CompletableFuture<byte[]>> answers = new ArrayList<>(keys.size());
        Map<String, List<AsyncCommand<byte[], byte[], byte[]>>> byNode = new HashMap<>();
        for (byte[] key : keys) {
            RedisClusterNode node = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
            if (node == null || connected(cluster, node) == null) {
                answers.add(single(key));
                continue;
            }
            AsyncCommand<byte[], byte[], byte[]> command = get(key);
            byNode.computeIfAbsent(node.getNodeId(), id -> new ArrayList<>()).add(command);
            answers.add(command);
        }
        byNode.forEach((node, commands) -> cluster.getConnection(node).dispatch(commands));
        return answers;
    }

    /** The connection to a node if there is one now: a caller must not wait for another one's connecting. */
    private static @Nullable StatefulRedisConnection<byte[], byte[]> connected(
            StatefulRedisClusterConnection<byte[], byte[]> cluster, RedisClusterNode node) {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection =
                cluster.getConnectionAsync(node.getNodeId());
        return connection.isDone() && !connection.isCompletedExceptionally() ? connection.join() : null;
    }

    private static AsyncCommand<byte[], byte[], byte[]> get(byte[] key) {
        return new AsyncCommand<>(new Command<>(
                CommandType.GET,
                new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key)));
    }

    private byte @Nullable [] value(byte[] key, CompletableFuture<byte[]> answer) {
        try {
            return RedisConnection.await(answer);
        } catch (RedisException e) {
            if (!isMoved(e)) {
                throw RedisConnection.unavailable(e);
            }
        }
        try {
            // The cluster's own way follows a slot to where it is now, and learns from it.
            return RedisConnection.await(single(key));
        } catch (RedisException e) {
            throw RedisConnection.unavailable(e);
        }
    }

    private static boolean isMoved(RedisException thrown) {
        String message = String.valueOf(thrown.getMessage());
        return thrown instanceof RedisCommandExecutionException
                && (message.startsWith("MOVED ") || message.startsWith("ASK "));
    }
}
