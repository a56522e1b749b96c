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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads values with one write and one flush per node that holds any of them. A node that has not answered for a while is not asked
 * ({@link NodeBreaker}); keys of other nodes are. Thread-safe.
 */
final class NodeReads {
    private static final String ONLY_NODE = "the only node";

    private final RedisConnection connection;
    private final Map<String, NodeBreaker> breakers = new ConcurrentHashMap<>();

    NodeReads(RedisConnection connection) {
        this.connection = connection;
    }

    /** A key on its way: where it was sent, and what will be answered. */
    private record Sent(NodeBreaker breaker, CompletionStage<byte[]> answer) {}

    List<byte @Nullable []> read(List<byte[]> keys) {
        List<Sent> sent = send(keys);
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        for (int position = 0; position < keys.size(); position++) {
            values.add(value(keys.get(position), sent.get(position)));
        }
        return values;
    }

    private List<Sent> send(List<byte[]> keys) {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        try {
            return cluster == null ? together(keys) : byNode(cluster, keys);
        } catch (RedisException e) {
            throw RedisConnection.unavailable(e);
        }
    }

    private List<Sent> together(List<byte[]> keys) {
        NodeBreaker breaker = breaker(ONLY_NODE, ONLY_NODE);
        if (keys.size() == 1) {
            return List.of(single(breaker, keys.getFirst()));
        }
        List<AsyncCommand<byte[], byte[], byte[]>> commands =
                keys.stream().map(NodeReads::get).toList();
        connection.dispatch(commands);
        return commands.stream().map(command -> new Sent(breaker, command)).toList();
    }

    private List<Sent> byNode(StatefulRedisClusterConnection<byte[], byte[]> cluster, List<byte[]> keys) {
        List<Sent> sent = new ArrayList<>(keys.size());
        Map<String, NodeBatch> batches = new HashMap<>();
        for (byte[] key : keys) {
            RedisClusterNode node = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
            if (node == null) {
                throw new RedisException("no node has slot " + SlotHash.getSlot(key));
            }
            if (keys.size() == 1) {
                return List.of(single(breaker(node), key));
            }
            NodeBatch batch = batches.get(node.getNodeId());
            if (batch == null) {
                batch = new NodeBatch(breaker(node), connected(cluster, node), new ArrayList<>());
                batches.put(node.getNodeId(), batch);
            }
            if (batch.connection() == null) {
                sent.add(single(batch.breaker(), key));
                continue;
            }
            AsyncCommand<byte[], byte[], byte[]> command = get(key);
            batch.commands().add(command);
            sent.add(new Sent(batch.breaker(), command));
        }
        batches.values().forEach(NodeBatch::dispatch);
        return sent;
    }

    /** What goes to one node in one write. */
    private record NodeBatch(
            NodeBreaker breaker,
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            List<AsyncCommand<byte[], byte[], byte[]>> commands) {
        void dispatch() {
            if (connection != null) {
                connection.dispatch(commands);
            }
        }
    }

    private Sent single(NodeBreaker breaker, byte[] key) {
        return new Sent(breaker, connection.commands().get(key));
    }

    private NodeBreaker breaker(RedisClusterNode node) {
        return breaker(
                node.getNodeId(), node.getUri().getHost() + ":" + node.getUri().getPort());
    }

    private NodeBreaker breaker(String id, String name) {
        NodeBreaker breaker = breakers.computeIfAbsent(id, node -> new NodeBreaker());
        if (!breaker.allows(System.nanoTime())) {
            throw new RedisException("%s has not answered %d times in a row; it is asked again twice a second"
                    .formatted(name, NodeBreaker.FAILURES));
        }
        return breaker;
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

    private byte @Nullable [] value(byte[] key, Sent sent) {
        try {
            byte[] value = RedisConnection.await(sent.answer());
            sent.breaker().answered();
            return value;
        } catch (RedisCommandExecutionException e) {
            sent.breaker().answered();
            if (!isMoved(e)) {
                throw RedisConnection.unavailable(e);
            }
        } catch (RedisException e) {
            sent.breaker().silent(System.nanoTime());
            throw RedisConnection.unavailable(e);
        }
        try {
            // The cluster's own way follows a slot to where it is now, and learns from it.
            return RedisConnection.await(connection.commands().get(key));
        } catch (RedisException e) {
            throw RedisConnection.unavailable(e);
        }
    }

    private static boolean isMoved(RedisCommandExecutionException thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.startsWith("MOVED ") || message.startsWith("ASK ");
    }
}
