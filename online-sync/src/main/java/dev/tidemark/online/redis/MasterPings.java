package dev.tidemark.online.redis;

import dev.tidemark.online.Answering;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Asks every master whether it answers: one that does says nothing about the keys of the others. Thread-safe. */
final class MasterPings {
    private final RedisConnection connection;

    MasterPings(RedisConnection connection) {
        this.connection = connection;
    }

    private record Asked(String node, int slots, CompletableFuture<String> answer) {}

    /**
     * How many of the slots have a master that answers within the command timeout; slots that nobody has are not
     * answered for.
     */
    Answering answering() {
        StatefulRedisClusterConnection<byte[], byte[]> cluster = connection.cluster();
        if (cluster == null) {
            Silence silence = new Silence();
            boolean pong = silence.isPong("", limited(ping()));
            return pong ? Answering.ALL : Answering.nothing(silence.cause(), silence.detail());
        }
        List<Asked> asked = new ArrayList<>();
        for (RedisClusterNode node : cluster.getPartitions()) {
            if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
                asked.add(new Asked(
                        RedisNodes.name(node.getUri()), node.getSlots().size(), ping(cluster, node)));
            }
        }
        int slots = 0;
        Silence silence = new Silence();
        for (Asked one : asked) {
            slots += silence.isPong(one.node(), one.answer()) ? one.slots() : 0;
        }
        return new Answering(Math.min(1, (double) slots / SlotHash.SLOT_COUNT), silence.cause(), silence.detail());
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

    /** The masters that do not answer, and their reasons. */
    private static final class Silence {
        private final Set<String> causes = new TreeSet<>();
        private final List<String> details = new ArrayList<>();

        boolean isPong(String node, CompletableFuture<String> answer) {
            try {
                return "PONG".equals(answer.join());
            } catch (CompletionException | CancellationException e) {
                causes.add(RedisFailure.kind(e));
                details.add(
                        "%s (%s)".formatted(node, RedisFailure.rootMessage(e)).strip());
                return false;
            }
        }

        String cause() {
            return details.isEmpty() ? "" : "masters do not answer: " + String.join(", ", causes);
        }

        String detail() {
            return String.join(", ", details);
        }
    }
}
