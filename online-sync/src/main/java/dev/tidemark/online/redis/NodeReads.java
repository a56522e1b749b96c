package dev.tidemark.online.redis;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.ReadValues;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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

    /** Hears of values that came from the node that was asked, not from one that it pointed to. */
    @FunctionalInterface
    interface Answered {
        void from(int position, String node, byte[] value);
    }

    ReadValues read(List<byte[]> keys) {
        return read(keys, null);
    }

    ReadValues read(List<byte[]> keys, @Nullable Answered answered) {
        List<Sent> sent = send(keys, answered != null);
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        Map<Integer, FeatureStoreException> failures = new HashMap<>();
        Map<Integer, Sent> again = new HashMap<>();
        for (int position = 0; position < keys.size(); position++) {
            byte[] key = keys.get(position);
            byte[] value = null;
            try {
                value = sent.get(position).await();
                if (answered != null && value != null && sent.get(position).direct()) {
                    answered.from(position, sent.get(position).node(), value);
                }
            } catch (RedisException e) {
                if (RedisFailure.isMoved(e)) {
                    // The cluster's own way follows a slot to where it is now, and learns from it.
                    again.put(position, single(connection.nodes().of(key), null, key));
                } else {
                    failures.put(position, RedisFailure.of(e, sent.get(position).node(), key));
                }
            }
            values.add(value);
        }
        again.forEach((position, resent) -> {
            try {
                values.set(position, resent.await());
            } catch (RedisException e) {
                failures.put(position, RedisFailure.of(e, resent.node(), keys.get(position)));
            }
        });
        return new ReadValues(values, failures);
    }

    private List<Sent> send(List<byte[]> keys, boolean directly) {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        return cluster == null ? together(keys) : byNode(cluster, keys, directly || keys.size() > 1);
    }

    private List<Sent> together(List<byte[]> keys) {
        String node = connection.nodes().of(keys.getFirst());
        NodeBreaker breaker = breaker(ONLY_NODE);
        if (!breaker.allows(System.nanoTime())) {
            Sent refused = Sent.not(node, open());
            return keys.stream().map(key -> refused).toList();
        }
        if (keys.size() == 1) {
            return List.of(new Sent(node, true, breaker, connection.commands().get(keys.getFirst())));
        }
        List<AsyncCommand<byte[], byte[], byte[]>> commands =
                keys.stream().map(NodeReads::get).toList();
        send(connection::dispatch, commands);
        return commands.stream()
                .map(command -> new Sent(node, true, breaker, command))
                .toList();
    }

    private List<Sent> byNode(
            StatefulRedisClusterConnection<byte[], byte[]> cluster, List<byte[]> keys, boolean directly) {
        if (keys.size() == 1) {
            return List.of(alone(cluster, keys.getFirst(), directly));
        }
        List<Sent> sent = new ArrayList<>(keys.size());
        Map<String, NodeBatch> batches = new HashMap<>();
        for (byte[] key : keys) {
            RedisClusterNode node = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
            if (node == null) {
                sent.add(homeless(key));
                continue;
            }
            NodeBatch batch = batches.get(node.getNodeId());
            if (batch == null) {
                batch = batch(cluster, node, directly);
                batches.put(node.getNodeId(), batch);
            }
            sent.add(batch.add(key));
        }
        batches.values().forEach(NodeBatch::dispatch);
        return sent;
    }

    private Sent alone(StatefulRedisClusterConnection<byte[], byte[]> cluster, byte[] key, boolean directly) {
        RedisClusterNode node = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
        if (node == null) {
            return homeless(key);
        }
        NodeBatch batch = batch(cluster, node, directly);
        Sent sent = batch.add(key);
        batch.dispatch();
        return sent;
    }

    private Sent homeless(byte[] key) {
        return Sent.not(connection.nodes().of(key), new RedisException("no node has this slot"));
    }

    private NodeBatch batch(
            StatefulRedisClusterConnection<byte[], byte[]> cluster, RedisClusterNode node, boolean directly) {
        NodeBreaker breaker = breaker(node.getNodeId());
        boolean asked = breaker.allows(System.nanoTime());
        return new NodeBatch(
                RedisNodes.name(node.getUri()),
                asked ? breaker : null,
                asked && directly ? connected(cluster, node) : null);
    }

    /** What goes to one node, in one write where there is a connection; nothing where the breaker is null. */
    private final class NodeBatch {
        private final String name;
        private final @Nullable NodeBreaker breaker;
        private final @Nullable StatefulRedisConnection<byte[], byte[]> node;
        private final List<AsyncCommand<byte[], byte[], byte[]>> commands = new ArrayList<>();

        NodeBatch(String name, @Nullable NodeBreaker breaker, @Nullable StatefulRedisConnection<byte[], byte[]> node) {
            this.name = name;
            this.breaker = breaker;
            this.node = node;
        }

        Sent add(byte[] key) {
            if (breaker == null) {
                return Sent.not(name, open());
            }
            if (node == null) {
                return single(name, breaker, key);
            }
            AsyncCommand<byte[], byte[], byte[]> command = get(key);
            commands.add(command);
            return new Sent(name, true, breaker, command);
        }

        void dispatch() {
            if (node != null) {
                send(node::dispatch, commands);
            }
        }
    }

    /** What cannot be sent has failed, as if it had been. */
    private static void send(
            Consumer<List<AsyncCommand<byte[], byte[], byte[]>>> to,
            List<AsyncCommand<byte[], byte[], byte[]>> commands) {
        try {
            to.accept(commands);
        } catch (RedisException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    private Sent single(String node, @Nullable NodeBreaker breaker, byte[] key) {
        try {
            return new Sent(node, false, breaker, connection.commands().get(key));
        } catch (RedisException e) {
            return new Sent(node, false, breaker, CompletableFuture.failedStage(e));
        }
    }

    private NodeBreaker breaker(String id) {
        return breakers.computeIfAbsent(id, node -> new NodeBreaker());
    }

    private static RedisException open() {
        return new RedisException(
                "it was silent %d times in a row and is asked again twice a second".formatted(NodeBreaker.FAILURES));
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
}
