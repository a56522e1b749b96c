package dev.tidemark.online.redis;

import dev.tidemark.online.Breaker;
import dev.tidemark.online.ReadValues;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads values with one write per node that holds any of them. A node that has not answered for a while is not asked
 * ({@link Breaker}); keys of other nodes are. Thread-safe.
 */
final class NodeReads implements AutoCloseable {
    /** A node that was silent so often in a row is asked from time to time only. */
    static final int SILENCES = 20;

    private static final String ONLY_NODE = "the only node";
    private static final int FEW_KEYS = 8;

    private final RedisConnection connection;
    private final RedisURI seed;
    private final Duration limit;
    private final SharedGets shared;
    private final ReadNodes nodes;

    NodeReads(RedisConnection connection) {
        this.connection = connection;
        RedisConfig config = connection.config();
        this.seed = RedisNodes.uri(config, config.nodes().getFirst());
        this.limit = config.commandTimeout();
        this.shared = new SharedGets(connection);
        this.nodes = new ReadNodes(connection);
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
        long start = System.nanoTime();
        Reading reading = new Reading(keys, answered);
        List<NodeBatch> batches = batches(reading);
        for (NodeBatch batch : batches) {
            batch.send(reading, limit);
        }
        for (NodeBatch batch : batches) {
            batch.collect(reading);
        }
        if (!reading.toAskAgain().isEmpty()) {
            askAgain(reading);
        }
        if (!reading.toAskAfresh().isEmpty()) {
            askAfresh(reading, start + limit.toNanos());
        }
        reading.tellBreakers(System.nanoTime());
        return reading.result();
    }

    private List<NodeBatch> batches(Reading reading) {
        Partitions partitions = partitions();
        List<NodeBatch> batches = new ArrayList<>(4);
        for (int position = 0; position < reading.keys().size(); position++) {
            place(batches, partitions, reading, position);
        }
        return batches;
    }

    private @Nullable Partitions partitions() {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        return cluster == null ? null : cluster.getPartitions();
    }

    private void place(List<NodeBatch> batches, @Nullable Partitions partitions, Reading reading, int position) {
        byte[] key = reading.keys().get(position);
        ReadNode node = partitions == null ? nodes.of(ONLY_NODE, seed) : master(partitions, key);
        if (node == null) {
            reading.failedForGood(connection.nodes().of(key), position, new RedisException("no node has this slot"));
        } else {
            batch(batches, node, reading.keys().size()).add(position);
        }
    }

    /** Asks once more for what was asked on broken connections: reading twice harms nothing. */
    private void askAfresh(Reading reading, long deadline) {
        Partitions partitions = partitions();
        List<NodeBatch> batches = new ArrayList<>(4);
        for (int position : reading.toAskAfresh()) {
            place(batches, partitions, reading, position);
        }
        for (NodeBatch batch : batches) {
            batch.askAfresh(reading, deadline);
        }
    }

    private @Nullable ReadNode master(Partitions partitions, byte[] key) {
        RedisClusterNode master = partitions.getMasterBySlot(SlotHash.getSlot(key));
        return master == null ? null : nodes.of(master.getNodeId(), master.getUri());
    }

    /** Nodes are few: looking through them costs less than hashing. */
    private NodeBatch batch(List<NodeBatch> batches, ReadNode node, int keys) {
        for (int number = 0; number < batches.size(); number++) {
            NodeBatch batch = batches.get(number);
            if (batch.isFor(node)) {
                return batch;
            }
        }
        NodeBatch batch = new NodeBatch(node, shared, Math.min(keys, FEW_KEYS));
        batches.add(batch);
        return batch;
    }

    private void askAgain(Reading reading) {
        List<Sent> sent = new ArrayList<>();
        for (Reading.Again again : reading.toAskAgain()) {
            byte[] key = reading.keys().get(again.position());
            sent.add(shared.single(connection.nodes().of(key), again.breaker(), key));
        }
        for (int number = 0; number < sent.size(); number++) {
            int position = reading.toAskAgain().get(number).position();
            try {
                reading.found(position, reading.await(sent.get(number)));
            } catch (RedisException e) {
                reading.failedAgain(sent.get(number).node(), position, e);
            }
        }
    }

    @Override
    public void close() {
        nodes.close();
    }
}
