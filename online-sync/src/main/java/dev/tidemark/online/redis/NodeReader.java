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
final class NodeReader implements AutoCloseable {
    /** A node that was silent so often in a row is asked from time to time only. */
    static final int SILENCES = 20;

    private static final String ONLY_NODE = "the only node";
    private static final int FEW_KEYS = 8;

    private final RedisConnection connection;
    private final RedisURI seed;
    private final Duration limit;
    private final SharedGets shared;
    private final Nodes nodes;

    NodeReader(RedisConnection connection) {
        this.connection = connection;
        RedisConfig config = connection.config();
        this.seed = RedisNodes.uri(config, config.nodes().getFirst());
        this.limit = config.commandTimeout();
        this.shared = new SharedGets(connection);
        this.nodes = new Nodes(connection);
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
        ReadRequest request = new ReadRequest(keys, answered);
        List<NodeQuery> queries = queries(request);
        for (NodeQuery query : queries) {
            query.send(request, limit);
        }
        for (NodeQuery query : queries) {
            query.collect(request);
        }
        if (!request.toAskAgain().isEmpty()) {
            askAgain(request);
        }
        if (!request.toAskAfresh().isEmpty()) {
            askAfresh(request, start + limit.toNanos());
        }
        request.tellBreakers(System.nanoTime());
        return request.result();
    }

    private List<NodeQuery> queries(ReadRequest request) {
        Partitions partitions = partitions();
        List<NodeQuery> queries = new ArrayList<>(4);
        for (int position = 0; position < request.keys().size(); position++) {
            place(queries, partitions, request, position);
        }
        return queries;
    }

    private @Nullable Partitions partitions() {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        return cluster == null ? null : cluster.getPartitions();
    }

    private void place(List<NodeQuery> queries, @Nullable Partitions partitions, ReadRequest request, int position) {
        byte[] key = request.keys().get(position);
        Node node = partitions == null ? nodes.of(ONLY_NODE, seed) : master(partitions, key);
        if (node == null) {
            request.failedForGood(connection.nodes().of(key), position, new RedisException("no node has this slot"));
        } else {
            query(queries, node, request.keys().size()).add(position);
        }
    }

    /** Asks once more for what was asked on broken connections: reading twice harms nothing. */
    private void askAfresh(ReadRequest request, long deadline) {
        Partitions partitions = partitions();
        List<NodeQuery> queries = new ArrayList<>(4);
        for (int position : request.toAskAfresh()) {
            place(queries, partitions, request, position);
        }
        for (NodeQuery query : queries) {
            query.askAfresh(request, deadline);
        }
    }

    private @Nullable Node master(Partitions partitions, byte[] key) {
        RedisClusterNode master = partitions.getMasterBySlot(SlotHash.getSlot(key));
        return master == null ? null : nodes.of(master.getNodeId(), master.getUri());
    }

    /** Nodes are few: looking through them costs less than hashing. */
    private NodeQuery query(List<NodeQuery> queries, Node node, int keys) {
        for (int number = 0; number < queries.size(); number++) {
            NodeQuery query = queries.get(number);
            if (query.isFor(node)) {
                return query;
            }
        }
        NodeQuery query = new NodeQuery(node, shared, Math.min(keys, FEW_KEYS));
        queries.add(query);
        return query;
    }

    private void askAgain(ReadRequest request) {
        List<PendingGet> sent = new ArrayList<>();
        for (ReadRequest.Again again : request.toAskAgain()) {
            byte[] key = request.keys().get(again.position());
            sent.add(shared.single(connection.nodes().of(key), again.breaker(), key));
        }
        for (int number = 0; number < sent.size(); number++) {
            int position = request.toAskAgain().get(number).position();
            try {
                request.found(position, request.await(sent.get(number)));
            } catch (RedisException e) {
                request.failedAgain(sent.get(number).node(), position, e);
            }
        }
    }

    @Override
    public void close() {
        nodes.close();
    }
}
