package dev.tidemark.online.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks every master whether it answers: one that does says nothing about the keys of the others. Thread-safe. */
final class MasterPings {
    private final RedisConnection connection;

    MasterPings(RedisConnection connection) {
        this.connection = connection;
    }

    private record Asked(int slots, CompletableFuture<String> answer) {}

    /** The share of the slots whose master answers within the command timeout; slots that nobody has are not answered for. */
    double answering() {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        if (cluster == null) {
            return isPong(limited(ping())) ? 1 : 0;
        }
        List<Asked> asked = new ArrayList<>();
        for (RedisClusterNode node : cluster.getPartitions()) {
            if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
                asked.add(new Asked(node.getSlots().size(), ping(cluster, node)));
            }
        }
        int slots = 0;
        for (Asked one : asked) {
            slots += isPong(one.answer()) ? one.slots() : 0;
        }
        return Math.min(1, (double) slots / SlotHash.SLOT_COUNT);
    }

    private CompletableFuture<String> ping() {
        try {
            return connection.commands().ping().toCompletableFuture();
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<String> ping(
            StatefulRedisClusterConnection<byte[], byte[]> cluster, RedisClusterNode node) {
        return limited(cluster.getConnectionAsync(node.getNodeId())
                .thenCompose(own -> own.async().ping()));
    }

    /** A copy: what is waited for is others', too. */
    private CompletableFuture<String> limited(CompletableFuture<String> answer) {
        return answer.copy().orTimeout(connection.config().commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isPong(CompletableFuture<String> answer) {
        return "PONG".equals(answer.exceptionally(failed -> "").join());
    }
}
